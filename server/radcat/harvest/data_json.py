"""The catalogue as data.gov harvests it: /data.json in DCAT-US 3.0, and /data-1.1.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from radcat import model
from radcat.catalogue import Catalogue
from radcat.formats import dcat_us
from radcat.harvest.dump import Form
from radcat.model import KIND, Contact, Dataset, Record

NEW: Final = "data.json"
OLD: Final = "data-1.1.json"
_DATASETS: Final = frozenset({"dataset"})


def forms(admin_email: str | None) -> Mapping[str, Form]:
    """The files by their names; *admin_email* is the contact of a catalogue that states none itself."""

    def contacts(catalogue: Catalogue) -> tuple[Contact, ...]:
        stated = _catalog(catalogue).contacts
        if stated or not admin_email:
            return stated
        return (Contact(iri=f"mailto:{admin_email}", name=catalogue.title, email=f"mailto:{admin_email}"),)

    def new(record: Record, catalogue: Catalogue) -> bytes:
        return _json(dcat_us.dataset(_read(record, catalogue), catalogue.language, contacts(catalogue)))

    def old(record: Record, catalogue: Catalogue) -> bytes:
        return _json(dcat_us.old_dataset(_read(record, catalogue), catalogue.language, contacts(catalogue)))

    return {
        NEW: _form(new, lambda catalogue: dcat_us.catalog(_catalog(catalogue), (), catalogue.language)),
        OLD: _form(old, lambda catalogue: dcat_us.old_catalog(_catalog(catalogue), ())),
    }


def _form(write: Callable[[Record, Catalogue], bytes], head: Callable[[Catalogue], dict[str, Any]]) -> Form:
    def begin(catalogue: Catalogue) -> bytes:
        members = {name: value for name, value in head(catalogue).items() if name != "dataset"}
        return _json(members).removesuffix(b"}") + b', "dataset": [\n'

    return Form(write, begin, b",\n", b"\n]}\n", _DATASETS)


def _catalog(catalogue: Catalogue) -> Dataset:
    """What the catalogue says of itself."""
    version = catalogue.ledger.published(KIND["catalog"].path)
    if version is None:
        return Dataset(iri=catalogue.base + KIND["catalog"].path)
    return _read(version.record, catalogue)


def _read(record: Record, catalogue: Catalogue) -> Dataset:
    return model.read(Dataset, catalogue.scope(record), record.iri(catalogue.base))


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
