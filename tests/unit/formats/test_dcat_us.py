"""DCAT-US: valid by its schemas, and nothing in it that no source states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry as Schemas
from referencing import Resource
from tests.material import suite

from radcat import model
from radcat.bootstrap import Registry
from radcat.formats import dcat_us
from radcat.model import Dataset

Faults = Callable[[str, dict[str, Any]], list[str]]
HOME = "https://resources.data.gov/dcat-us/3.0.0/definitions/"


def schemas(folder: Path) -> dict[str, Any]:
    found = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    return {schema["$id"].removeprefix(HOME): schema for schema in found}


def definitions() -> Faults:
    """Tell what is wrong with a document, by the name of its definition."""
    known = schemas(suite("dcat-us/definitions"))
    registry = Schemas().with_resources((f"{HOME}{name}", Resource.from_contents(s)) for name, s in known.items())

    def faults(name: str, document: dict[str, Any]) -> list[str]:
        validator = jsonschema.Draft202012Validator(known[name], registry=registry)
        return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]

    return faults


@pytest.fixture(scope="module")
def valid() -> Faults:
    return definitions()


@pytest.fixture(scope="module")
def datasets(catalogue_registry: Registry) -> list[Dataset]:
    def views() -> Iterator[Dataset]:
        catalogue = catalogue_registry.catalogue
        for version in catalogue.ledger.several(catalogue.ledger.names("dataset")):
            yield model.read(Dataset, catalogue.scope(version.record), version.record.iri(catalogue.base))

    return list(views())


def test_every_dataset_and_the_catalogue_are_valid(valid: Faults, datasets: list[Dataset]) -> None:
    written = [dcat_us.dataset(each, "en") for each in datasets]
    for document in written:
        assert valid("dataset", document) == [], document["@id"]
    catalog = Dataset(iri="https://data.example.org/catalog", titles=("A catalogue",))
    assert valid("catalog", dcat_us.catalog(catalog, written, "en")) == []
    assert valid("dataset", {"title": "no description"}), "the schema is asked"


def test_where_no_contact_is_stated_that_is_said(datasets: list[Dataset]) -> None:
    without = next(each for each in datasets if not each.contacts)
    assert dcat_us.dataset(without, "en")["contactPoint"] == [dcat_us.NO_CONTACT]
    whom = model.Contact(iri="urn:c", name="Curators", email="mailto:data@example.org")
    expected = {"@type": "Kind", "fn": "Curators", "hasEmail": "mailto:data@example.org"}
    assert dcat_us.dataset(without, "en", [whom])["contactPoint"] == [expected]


def test_the_old_edition_has_what_it_requires_where_a_source_states_it(datasets: list[Dataset]) -> None:
    for each in datasets:
        written = dcat_us.old_dataset(each, "en")
        assert {"identifier", "title", "description", "contactPoint"} <= set(written)
        assert written.get("accessLevel") in (None, "public", "restricted public", "non-public")
        for distribution in written.get("distribution", ()):
            assert ("downloadURL" in distribution) <= ("accessURL" not in distribution)
    assert sum("accessLevel" in dcat_us.old_dataset(each, "en") for each in datasets) > 60


def test_one_language_is_chosen() -> None:
    def text(words: str, language: str | None) -> model.Text:
        return model.Text(words, language=language)

    texts = (text("Luft", "de"), text("Air", "en"), text("x", None))
    assert dcat_us.best(texts, "de") == "Luft"
    assert dcat_us.best(texts, "fr") == "Air"
    assert dcat_us.best(texts[:1], "fr") == "Luft"
    assert dcat_us.best((), "fr") is None
