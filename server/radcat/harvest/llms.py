"""What the catalogue is and how a program reads it, in Markdown for language models (https://llmstxt.org)."""

from __future__ import annotations

from rdflib import DCTERMS, Graph, URIRef

from radcat import model
from radcat.catalogue import Catalogue
from radcat.model import KIND

CATALOG = KIND["catalog"].path
_WAYS = (
    ("catalog.ttl", "all datasets in RDF (DCAT), in pages that link to the next; also `.jsonld`, `.rdf` and `.nt`"),
    ("catalog.dcat-ap.ttl", "the same for data portals, in DCAT-AP 3.0.1; also `.dcat-ap.jsonld` and `.dcat-ap.rdf`"),
    ("dump.nq.gz", "everything in one file, N-Quads; also `dump.ttl.gz`"),
    ("feed.atom", "what changed last"),
    ("sitemap.xml", "addresses of all pages, with the date of their last change"),
    (".well-known/void", "what the graph holds: classes, properties, counts"),
)
_ASKED = (
    ("sparql", "SPARQL endpoint: ask with `?query=`; the answer comes as JSON unless you ask for another format"),
    ("oai?verb=Identify", "OAI-PMH repository"),
    ("ldes", "every version of every dataset, as a Linked Data Event Stream"),
)


def llms(catalogue: Catalogue, name: str, *, served: bool = True) -> str:
    """Write the file; *name* is the catalogue's, and it is *served* by a program, or is files."""
    base, version = catalogue.base, catalogue.ledger.published(CATALOG)
    scope = catalogue.scope(version.record) if version else Graph()
    descriptions = model.said(scope, URIRef(base + CATALOG), DCTERMS.description)
    lines = [f"# {_line(name)}", ""]
    if descriptions:
        lines += [f"> {_line(str(descriptions[0]))}", ""]
    lines += [
        f"{catalogue.ledger.count('dataset')} datasets are described.",
        "Every record is a web page at its own IRI; with a suffix (`.ttl`, `.jsonld`) the same address gives RDF.",
        *(["So it does where an Accept header (`text/turtle`, `application/ld+json`) asks for it."] if served else []),
        "What no source states is absent from a record, and was not left out by mistake.",
        "",
        "## Ways to read",
        "",
        *(f"- [{path}]({base}{path}): {what}" for path, what in (*_WAYS, *(_ASKED if served else ()))),
        "",
        "## Pages",
        "",
        f"- [All datasets]({base}datasets/)",
        f"- [The catalogue's own record]({base}{CATALOG})",
    ]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())
