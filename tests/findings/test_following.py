"""What shows a finding follows it: pages, ETags, formats, harvest, search, scores."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.conftest import BASE
from tests.findings.conftest import HOURLY, SKERRY, Write, finding

from radcat.bootstrap import Registry
from radcat.catalogue import FINDINGS_ABOUT
from radcat.search.facets import NOT_STATED
from radcat.search.searching import Asked, search

TITLE = "A curve was typed twice"
KIND = f"{BASE}ns/dataset-finding/"
OAI = "/oai?verb=ListRecords&metadataPrefix="


def names(registry: Registry, **selection: str) -> list[str]:
    with registry.search.view() as view:
        chosen = {facet: (KIND + value if value != NOT_STATED else value,) for facet, value in selection.items()}
        return sorted(hit.name for hit in search(view, Asked("", chosen, per_page=100)).hits)


def tags(reader: FlaskClient, name: str) -> dict[str, str]:
    """The ETags of whatever shows the findings about a dataset."""
    forms = ("", ".schema.jsonld", ".croissant.json", ".dcat-ap.ttl", ".bioschemas.jsonld")
    answers = {form: reader.get(f"/{name}{form}", headers={"Accept": "text/html"}) for form in forms}
    assert {form: answer.status_code for form, answer in answers.items()} == dict.fromkeys(forms, 200)
    return {form: answer.headers["ETag"] for form, answer in answers.items()}


def test_a_new_finding_is_on_the_page_of_its_dataset_and_on_no_other(reader: FlaskClient, write: Write) -> None:
    before, other = tags(reader, SKERRY), tags(reader, HOURLY)
    write("charts", SKERRY)
    after = tags(reader, SKERRY)
    assert {form for form in after if after[form] == before[form]} == set()
    changed = {form for form, tag in tags(reader, HOURLY).items() if tag != other[form]}
    assert changed <= {""}, "the page names the generation; its formats are what they were"
    assert TITLE in reader.get(f"/{SKERRY}", headers={"Accept": "text/html"}).text
    assert TITLE not in reader.get(f"/{HOURLY}", headers={"Accept": "text/html"}).text


def test_the_record_without_loss_is_what_it_was(reader: FlaskClient, write: Write) -> None:
    before = reader.get(f"/{SKERRY}.ttl").headers["ETag"]
    write("charts", SKERRY)
    assert reader.get(f"/{SKERRY}.ttl").headers["ETag"] == before


@pytest.mark.parametrize("prefix", ["dcat_ap", "schema"])
def test_a_harvest_has_it_though_the_dataset_was_written_before(reader: FlaskClient, write: Write, prefix: str) -> None:
    assert TITLE not in reader.get(OAI + prefix).text
    write("charts", SKERRY)
    assert reader.get(OAI + prefix).text.count(TITLE) == 1
    write("charts", SKERRY, title="Two charts are one")
    assert "Two charts are one" in reader.get(OAI + prefix).text
    assert TITLE not in reader.get(OAI + prefix).text
    write("charts")
    assert "Two charts are one" not in reader.get(OAI + prefix).text


def test_a_harvest_has_a_new_name_of_its_source(reader: FlaskClient, write: Write, folder: Path) -> None:
    write("charts", SKERRY)
    assert "The log of the harbour" in reader.get(f"{OAI}dcat_ap").text
    path = folder / "records/references/log.ttl"
    path.write_text(path.read_text().replace("The log of the harbour", "The log of the pilots"))
    write("charts", SKERRY)
    assert "The log of the pilots" in reader.get(f"{OAI}dcat_ap").text
    assert "The log of the pilots" in reader.get(f"/{SKERRY}.schema.jsonld").text


def test_a_finding_that_turns_to_another_dataset_leaves_the_first(
    reader: FlaskClient, write: Write, registry: Registry
) -> None:
    write("charts", SKERRY)
    assert names(registry, problem="duplicates") == [SKERRY]
    write("charts", HOURLY)
    assert names(registry, problem="duplicates") == [HOURLY]
    assert TITLE not in reader.get(f"/{SKERRY}", headers={"Accept": "text/html"}).text
    assert TITLE in reader.get(f"/{HOURLY}", headers={"Accept": "text/html"}).text
    assert TITLE not in reader.get(f"/{SKERRY}.schema.jsonld").text


def test_search_follows_its_kind_and_its_withdrawal(reader: FlaskClient, write: Write, registry: Registry) -> None:
    write("charts", SKERRY, HOURLY)
    assert names(registry, problem="duplicates") == sorted([SKERRY, HOURLY])
    write("charts", SKERRY, HOURLY, kind="bias")
    assert names(registry, problem="bias") == sorted([SKERRY, HOURLY])
    assert SKERRY in reader.get("/api/search?problem=bias").text
    write("charts")
    assert set(names(registry, problem="not-stated")) == set(registry.ledger.names("dataset"))


def test_a_withdrawn_finding_answers_410_and_is_on_no_page(reader: FlaskClient, write: Write) -> None:
    write("charts", SKERRY)
    assert reader.get("/findings/charts", headers={"Accept": "text/html"}).status_code == 200
    before = tags(reader, SKERRY)
    write("charts")
    gone = reader.get("/findings/charts", headers={"Accept": "text/html"})
    assert gone.status_code == 410
    assert TITLE in gone.text, "its last version is shown"
    assert reader.get("/findings/charts.ttl").status_code == 410
    assert TITLE not in reader.get(f"/{SKERRY}", headers={"Accept": "text/html"}).text
    assert "None is published." in reader.get("/findings/").text
    after = tags(reader, SKERRY)
    assert {form for form in after if after[form] == before[form]} == set()


def test_what_a_rendering_rests_on_differs_with_every_change(registry: Registry, write: Write, folder: Path) -> None:
    registry.publisher.sync(folder)
    token = FINDINGS_ABOUT + SKERRY
    seen = [registry.catalogue.positions([token])[token]]
    assert seen == [0]
    write("charts", SKERRY)
    seen.append(registry.catalogue.positions([token])[token])
    write("gaps", SKERRY, title="A gap was filled")
    seen.append(registry.catalogue.positions([token])[token])
    write("charts")
    seen.append(registry.catalogue.positions([token])[token])
    write("gaps")
    assert len(set(seen)) == 4
    assert registry.catalogue.positions([token]) == {token: 0}


def test_a_finding_about_a_dataset_that_nobody_knows_is_refused_by_name(
    reader: FlaskClient, registry: Registry, folder: Path
) -> None:
    (folder / "records/findings/charts.ttl").write_text(finding("charts", "datasets/nobody-knows"))
    registry.publisher.sync(folder)
    (found,) = registry.ledger.findings()
    assert (found.place, found.published) == ("records/findings/charts.ttl", False)
    assert "datasets/nobody-knows does not exist" in found.summary
    assert reader.get("/findings/charts").status_code == 404


def test_a_finding_whose_dataset_is_withdrawn_is_named_and_still_shown(
    reader: FlaskClient, write: Write, registry: Registry, folder: Path
) -> None:
    """A folder is published as it is; what is left pointing at nothing is named."""
    write("charts", SKERRY)
    (folder / f"records/{SKERRY}.ttl").unlink()
    registry.publisher.sync(folder)
    assert any(found.name == "findings/charts" for found in registry.ledger.findings())
    assert reader.get("/findings/charts", headers={"Accept": "text/html"}).status_code == 200


HOSTILE = r"</script><script>alert(1)</script> \"{{ 7 * 7 }}\" ]]> <b>x</b> & ünïcödé 潮"


def test_hostile_text_is_text_wherever_it_is_shown(reader: FlaskClient, write: Write) -> None:
    write("charts", SKERRY, title=HOSTILE[:100])
    for address in ("/findings/charts", "/findings/", f"/{SKERRY}"):
        answer = reader.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text, address
        assert "&lt;script&gt;alert(1)" in answer.text, address
        assert "{{ 7 * 7 }}" in answer.text, address
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL):
            json.loads(block)
    assert "alert(1)" in json.dumps(json.loads(reader.get(f"/{SKERRY}.schema.jsonld").text))


@pytest.mark.parametrize("kind", ["nothing", "%3Cscript%3E", "duplicates' OR 1=1", "x" * 500])
def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(reader: FlaskClient, kind: str) -> None:
    answer = reader.get(f"/findings/?kind={kind}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "withdrawal, leakage, label-error" in answer.get_json()["detail"]


def test_a_list_has_no_parameter_that_would_be_passed_over(reader: FlaskClient) -> None:
    assert reader.get("/findings/?q=bias").status_code == 400
    assert reader.get("/findings/?kind=bias&kind=gap").status_code == 400
    assert reader.get("/findings/?page=2").status_code == 404
