"""Pages show every value as it is, whatever shapes and values say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html
from tests.cases.conftest import BASE, EXAMPLE, REPOSITORY, Publish

from radcat.formats import representations_of
from radcat.formats.outline import Layout
from radcat.rdf import turtle
from radcat.static_site import export
from radcat.validation import guide


def test_blank_nodes_are_shown_like_named_ones(cases: Path, publish: Publish) -> None:
    client = publish(cases / "01-blank-nodes" / "tide-a.ttl").client
    page = client.get("/datasets/tide-a", headers={"Accept": "text/html"}).text
    text = html.fromstring(page).text_content()
    for shown in ("Harbour office", "Desk", "desk@example.org", "Pier", "First", "Second"):
        assert shown in text, shown
    for link in ("https://example.org/a/1.csv", "https://example.org/a/2.csv"):
        assert f'href="{link}"' in page
    assert "_:" not in page


ANONYMOUS = """
<datasets/skerry-float> <urn:x:said> [ <urn:x:note> "Inside" ; <urn:x:further> [ <urn:x:note> "Deeper" ] ] , "Beside" ;
  <urn:x:empty> [] , () ; <urn:x:list> ( "One" [ <urn:x:note> "Two" ] ( "Three" ) ) .
_:a <urn:x:to> _:b . _:b <urn:x:to> _:a . <datasets/skerry-float> <urn:x:circle> _:a , "Round" .
"""


def test_what_blank_nodes_say_is_shown_however_they_are_nested(publish: Publish) -> None:
    def add(root: Path) -> None:
        file = root / "records/datasets/skerry-float.ttl"
        file.write_text(file.read_text() + ANONYMOUS)

    client = publish(edit=add).client
    page = client.get("/datasets/skerry-float", headers={"Accept": "text/html"}).text
    for shown in ("Inside", "Deeper", "Beside", "One", "Two", "Three", "Round", "not described", "an empty list"):
        assert shown in page, shown
    assert client.get("/datasets/skerry-float.dcat-ap.ttl").status_code == 200


@pytest.mark.parametrize("order", ['"4th"', '"10²"', '"NaN"^^xsd:double', f'"{"9" * 5000}"', "[ ]", '"٤"', '""'])
def test_an_order_that_is_no_number_comes_last(tmp_path: Path, order: str) -> None:
    """The gate refuses it; what was published before it did is shown still."""
    shutil.copytree(EXAMPLE, tmp_path / "catalogue")
    file = tmp_path / "catalogue" / "shapes" / "required.ttl"
    text = file.read_text()
    assert "sh:order 4" in text
    prefix = "" if "@prefix xsd:" in text else "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    file.write_text(prefix + text.replace("sh:order 4", f"sh:order {order}", 1))
    layout = Layout(turtle.parse(file.read_bytes(), BASE, "required.ttl"))
    shown = [field for fields in layout._fields.values() for field in fields.values()]
    orders = {order for field in shown for order in (field.order, field.group_order)}
    assert max(orders) == 1e9
    assert guide.markdown(tmp_path / "catalogue").startswith("# How to describe a record")


def test_an_address_that_cant_be_split_costs_the_export_nothing(publish: Publish, tmp_path: Path) -> None:
    def write(root: Path) -> None:
        for shapes in (root / "shapes").glob("*.ttl"):  # which ask for an address here
            shapes.unlink()
        file = root / "records/datasets/skerry-float.ttl"
        land = '<datasets/skerry-float> <http://www.w3.org/ns/dcat#landingPage> "http://[bad/page" .'
        lines = [line for line in file.read_text().splitlines() if "dcat:landingPage" not in line]
        file.write_text("\n".join([*lines, land]) + "\n")

    client = publish(edit=write).client
    assert "http://[bad/page" in client.get("/datasets/skerry-float", headers={"Accept": "text/html"}).text
    export.write(client.application, tmp_path / "site", lambda _done, _known: None)
    assert list((tmp_path / "site").rglob("skerry-float*"))


EDITS = ("bnode-contact", "control", "date-zone", "superscript")  # its shapes want an IRI for the publisher


def test_the_shipped_catalogue_takes_the_same(cases: Path, publish: Publish) -> None:
    def write(root: Path) -> None:
        file = root / "records/datasets/covid-ctset.ttl"
        text = file.read_text()
        for edit in EDITS:
            lines = (cases / "16-shipped-catalogue" / f"{edit}.edit.txt").read_text().splitlines()
            assert lines[3] in text
            text = text.replace(lines[3], lines[1], 1)
        file.write_text(text)

    published = publish(root=REPOSITORY, edit=write)
    assert "datasets/covid-ctset" in published.outcome.published
    for row in representations_of("dataset"):
        assert published.client.get(f"/datasets/covid-ctset.{row.suffix}").status_code == 200, row.suffix
    page = published.client.get("/datasets/covid-ctset", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for shown in ("Desk", "2021-05-06+04:30", "10²"):
        assert shown in page.text
