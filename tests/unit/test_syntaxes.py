"""The one table of RDF syntaxes."""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph as oxigraph
import pytest

from radcat.rdf import syntaxes, turtle
from radcat.rdf.syntaxes import Syntax

BASE = "https://example.org/"
TEXT = b"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
<a> a dcat:Dataset ; dcat:keyword "one"@en , "two" , "01"^^<http://www.w3.org/2001/XMLSchema#integer> ;
    dcat:distribution [ dcat:byteSize 5 ] , <a#d> .
"""


def statements(text: bytes, media_type: str) -> oxigraph.Dataset:
    """What Oxigraph reads, with blank nodes in their canonical names (RDFC-1.0)."""
    known = oxigraph.RdfFormat.from_media_type(media_type)
    found = oxigraph.Dataset(oxigraph.Quad(*quad.triple) for quad in oxigraph.parse(text, format=known, base_iri=BASE))
    found.canonicalize(oxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("syntax", syntaxes.SYNTAXES, ids=lambda row: row.name)
def test_what_a_syntax_writes_is_the_graph_as_another_reader_reads_it(syntax: Syntax) -> None:
    written = syntax.write(turtle.parse(TEXT, BASE, "here"), f"{BASE}named")
    assert statements(written, str(syntax.media_type)) == statements(TEXT, "text/turtle")


@pytest.mark.parametrize("syntax", [syntaxes.N_QUADS, syntaxes.TRIG], ids=lambda row: row.name)
def test_a_syntax_that_names_graphs_says_which_one_it_is(syntax: Syntax) -> None:
    written = syntax.write(turtle.parse(TEXT, BASE, "here"), f"{BASE}named")
    known = oxigraph.RdfFormat.from_media_type(str(syntax.media_type))
    assert {str(quad.graph_name) for quad in oxigraph.parse(written, format=known)} == {f"<{BASE}named>"}


def test_a_syntax_is_known_to_the_engine_by_its_media_type_suffix_and_iri() -> None:
    for syntax in syntaxes.SYNTAXES:
        known = oxigraph.RdfFormat.from_media_type(str(syntax.media_type))
        assert known is not None
        assert syntax.iri.endswith(known.iri.rpartition("/")[2])
        assert known == oxigraph.RdfFormat.from_extension(syntax.suffix), syntax.name


def test_no_two_syntaxes_have_a_name_in_common() -> None:
    names = [name for syntax in syntaxes.SYNTAXES for name in (syntax.name, *syntax.names)]
    assert len(names) == len(set(names))


def test_a_process_that_evaluates_queries_starts_without_what_writes_graphs_elsewhere() -> None:
    """It is started while somebody waits, and rdflib takes longer to load than all else."""
    said = "import sys, radcat.sandbox.query_worker; print({'rdflib', 'pyld', 'werkzeug'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)  # ours
    assert done.stdout.strip() == "set()"
