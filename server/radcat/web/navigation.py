"""Where the pages of a site lead to: what stands at the foot of each, and on the page about the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from radcat.model import KINDS
from radcat.publishing.indexing import CATALOG
from radcat.web import language
from radcat.web.state import Site
from radcat.wording import translatable


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of the site, and what it leads to."""

    path: str  # below the root
    title: str
    description: str = ""

    def href(self, root: str) -> str:
        """Link to it, in the language that was chosen."""
        address = f"{root}/{self.path}"
        return language.kept(address) if self in RECORDS or self.path in PAGES else address


RECORDS: Final = (
    Entry("datasets/", translatable("Datasets")),
    Entry("queries/", translatable("Questions")),
    Entry("evidence/", translatable("Evidence"), "what each fact about a dataset rests on"),
    Entry("findings/", translatable("Findings"), "what others found in datasets later: duplicates, bias, wrong labels"),
    Entry("references/", translatable("References"), "pages and files that evidence cites"),
    Entry("sources/", translatable("Sources"), "lists and surveys that the catalogue grew from"),
    Entry("agents/", translatable("People and organisations")),
    Entry("externals/", translatable("Other works"), "works outside the catalogue that datasets were made from"),
    Entry("ns/", translatable("Vocabularies"), "concept schemes and terms"),
    Entry("shapes/", translatable("Shapes"), "the rules that records are checked by"),
)
PAGES: Final = (CATALOG,)  # besides, that are translated
IN_HEADER: Final = ("datasets/", "queries/")
HARVESTS: Final = (
    Entry("catalog.dcat-ap.ttl", "DCAT-AP", "all datasets for data portals, in pages; also .rdf and .jsonld"),
    Entry("catalog.ttl", "DCAT", "all datasets with everything that their records say, in pages"),
    Entry("data.json", "DCAT-US", "all datasets as data.gov harvests them, DCAT-US 3.0; also data-1.1.json"),
    Entry("oai?verb=Identify", "OAI-PMH", "for repositories and aggregators"),
    Entry("ldes", translatable("Event stream"), "every version of every dataset, as a Linked Data Event Stream"),
    Entry("feed.atom", translatable("Atom feed"), "what changed last"),
    Entry("sitemap.xml", translatable("Sitemap"), "the addresses of all pages"),
    Entry("dump.ttl.gz", translatable("Dump (Turtle)"), "everything in one file"),
    Entry("dump.nq.gz", translatable("Dump (N-Quads)"), "everything in one file, with the graph of each record"),
    Entry("llms.txt", "llms.txt", "the same in short, for language models"),
)
SERVICES: Final = (
    Entry("sparql", "SPARQL", "the endpoint, for people with an editor"),
    Entry("openapi.json", "OpenAPI", "all addresses that answer in JSON, among them the search"),
    Entry(".well-known/void", translatable("Service description"), "what the endpoint offers and what the graph holds"),
    Entry("ns/context.jsonld", translatable("JSON-LD context"), "the names of properties in JSON-LD"),
    Entry("readyz", translatable("State (JSON)"), "whether the registry is ready, and which files it refused"),
)


GUIDES: Final = (
    Entry("about/help", translatable("Help"), "how to find, read and cite"),
    Entry("docs/", translatable("Documentation"), "the manual of the program"),
    Entry("about/api", translatable("For programs"), "formats, search, SPARQL, everything in one file"),
    Entry("about/harvesting", translatable("For data portals"), "which address suits which portal"),
    Entry("about/privacy", translatable("Privacy"), "what is not kept, and what is"),
    Entry("about/accessibility", translatable("Accessibility"), "what is checked, and what falls short"),
)


def in_footer(here: Site) -> dict[str, list[Entry]]:
    """What the foot of every page leads to, under its headings; lists that have nothing in them are left out."""
    ledger = here.registry.ledger
    tallies = ledger.tallies
    held = {kind.path for kind in KINDS if kind.name in tallies and tallies[kind.name].published}
    records = [entry for entry in RECORDS if entry.path in held and entry.path not in IN_HEADER]
    if CATALOG in held:
        records.insert(0, Entry(CATALOG, translatable("The catalogue's record")))
    harvests = [entry for entry in HARVESTS if CATALOG in held or not entry.path.startswith(CATALOG)]
    find = [
        Entry("search", translatable("Search")),
        Entry("datasets/", translatable("Datasets by name")),
        Entry("lineage", translatable("Lineage")),
        Entry("leakage", translatable("Leakage")),
        Entry("licences", translatable("Licences together")),
        Entry("quality", translatable("Quality")),
    ]
    if ledger.count("query"):
        find.insert(2, Entry("queries/", translatable("Questions")))
    if "survey" in tallies:
        find.append(Entry("survey", translatable("Survey")))
    return {
        translatable("Find"): find,
        translatable("Browse"): records,
        translatable("Harvest"): harvests,
        translatable("For programs"): list(SERVICES),
        translatable("About"): [Entry("about", translatable("About and contact")), *GUIDES],
    }
