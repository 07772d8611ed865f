"""Where the pages of a site lead to: what stands at the foot of each, and on the page about the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from radcat.model import KINDS
from radcat.publishing.indexing import CATALOG
from radcat.web.state import Site


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of the site, and what it leads to."""

    path: str  # below the root
    title: str
    description: str = ""


RECORDS: Final = (
    Entry("datasets/", "Datasets"),
    Entry("queries/", "Questions"),
    Entry("evidence/", "Evidence", "what each fact about a dataset rests on"),
    Entry("references/", "References", "pages and files that evidence cites"),
    Entry("sources/", "Sources", "lists and surveys that the catalogue grew from"),
    Entry("agents/", "People and organisations"),
    Entry("externals/", "Other works", "works outside the catalogue that datasets were made from"),
    Entry("ns/", "Vocabularies", "concept schemes and terms"),
    Entry("shapes/", "Shapes", "the rules that records are checked by"),
)
IN_HEADER: Final = ("datasets/", "queries/")
HARVESTS: Final = (
    Entry("catalog.dcat-ap.ttl", "DCAT-AP", "all datasets for data portals, in pages; also .rdf and .jsonld"),
    Entry("catalog.ttl", "DCAT", "all datasets with everything that their records say, in pages"),
    Entry("oai?verb=Identify", "OAI-PMH", "for repositories and aggregators"),
    Entry("ldes", "Event stream", "every version of every dataset, as a Linked Data Event Stream"),
    Entry("feed.atom", "Atom feed", "what changed last"),
    Entry("sitemap.xml", "Sitemap", "the addresses of all pages"),
    Entry("dump.ttl.gz", "Dump (Turtle)", "everything in one file"),
    Entry("dump.nq.gz", "Dump (N-Quads)", "everything in one file, with the graph of each record"),
    Entry("llms.txt", "llms.txt", "the same in short, for language models"),
)
SERVICES: Final = (
    Entry("sparql", "SPARQL", "the endpoint, for people with an editor"),
    Entry("openapi.json", "OpenAPI", "all addresses that answer in JSON, among them the search"),
    Entry(".well-known/void", "Service description", "what the endpoint offers and what the graph holds"),
    Entry("ns/context.jsonld", "JSON-LD context", "the names of properties in JSON-LD"),
    Entry("readyz", "State (JSON)", "whether the registry is ready, and which files it refused"),
)


GUIDES: Final = (
    Entry("about/help", "Help", "how to find, read and cite"),
    Entry("docs/", "Documentation", "the manual of the program"),
    Entry("about/api", "For programs", "formats, search, SPARQL, everything in one file"),
    Entry("about/harvesting", "For data portals", "which address suits which portal"),
    Entry("about/privacy", "Privacy", "what is not kept, and what is"),
    Entry("about/accessibility", "Accessibility", "what is checked, and what falls short"),
)


def in_footer(here: Site) -> dict[str, list[Entry]]:
    """What the foot of every page leads to, under its headings; lists that have nothing in them are left out."""
    ledger = here.registry.ledger
    tallies = ledger.tallies
    held = {kind.path for kind in KINDS if kind.name in tallies and tallies[kind.name].published}
    records = [entry for entry in RECORDS if entry.path in held and entry.path not in IN_HEADER]
    if CATALOG in held:
        records.insert(0, Entry(CATALOG, "The catalogue's record"))
    harvests = [entry for entry in HARVESTS if CATALOG in held or not entry.path.startswith(CATALOG)]
    find = [Entry("search", "Search"), Entry("datasets/", "Datasets by name"), Entry("quality", "Quality")]
    if ledger.count("query"):
        find.insert(2, Entry("queries/", "Questions"))
    if "survey" in tallies:
        find.append(Entry("survey", "Survey"))
    about = [Entry("about", "About and contact"), *GUIDES]
    return {"Find": find, "Browse": records, "Harvest": harvests, "For programs": list(SERVICES), "About": about}
