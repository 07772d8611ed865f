"""/data.json and /data-1.1.json: valid, whole, packed or not, and made anew when something is published."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.harvest.conftest import Past, dataset, entry, publish
from tests.unit.formats.test_dcat_us import definitions

from radcat.formats import dcat_us
from radcat.harvest import data_json
from radcat.importing import dcat_us as importing

FILES = (data_json.NEW, data_json.OLD)


@pytest.fixture
def plain(client: FlaskClient) -> dict[str, Any]:
    """Both files as values."""
    return {name: client.get(f"/{name}", headers={"Accept-Encoding": "identity"}).get_json() for name in FILES}


def test_the_catalogue_is_valid_by_the_schemas(plain: dict[str, Any]) -> None:
    faults = definitions()
    assert faults("catalog", plain[data_json.NEW]) == []
    assert {each["@id"] for each in plain[data_json.NEW]["dataset"]} == {
        each["identifier"] for each in plain[data_json.OLD]["dataset"]
    }


@pytest.mark.parametrize("name", FILES)
def test_what_we_write_is_read_again_by_our_own_import(plain: dict[str, Any], name: str) -> None:
    assert importing.is_catalogue(plain[name])
    found = list(importing.datasets(plain[name]))
    assert len(found) == len(plain[name]["dataset"]) == 5
    assert not [note for each in found for note in each.notes]


@pytest.mark.parametrize("name", FILES)
def test_it_is_packed_to_whoever_takes_it_so(client: FlaskClient, name: str) -> None:
    with client.get(f"/{name}", headers={"Accept-Encoding": "gzip"}) as packed:
        content, headers = packed.data, packed.headers
    with client.get(f"/{name}", headers={"Accept-Encoding": "identity"}) as whole:
        assert gzip.decompress(content) == whole.data
    assert headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in whole.headers
    assert whole.content_type == "application/json"
    assert whole.headers["Access-Control-Allow-Origin"] == "*"
    assert headers["ETag"] != whole.headers["ETag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": headers["ETag"]}
    with client.get(f"/{name}", headers=known) as again, client.head(f"/{name}") as head:
        assert (again.status_code, head.status_code) == (304, 200)


def test_a_contact_of_the_settings_is_everybodys_who_states_none() -> None:
    form = data_json.forms("data@example.org")[data_json.NEW]
    assert form.between == b",\n"
    assert data_json.forms(None).keys() == set(FILES)
    assert dcat_us.NO_CONTACT["hasEmail"].endswith(".invalid")


def test_a_publication_is_in_the_next_answer(changing: Past) -> None:
    def listed() -> set[str]:
        found = changing.client.get(f"/{data_json.NEW}", headers={"Accept-Encoding": "identity"}).get_json()
        return {each["@id"].removeprefix(changing.registry.base) for each in found["dataset"]}

    before = listed()
    publish(changing, [entry(dataset(70))])
    assert listed() - before == {"datasets/d-70"}
