"""How to cite a dataset, for reference managers: BibTeX, RIS and CSL-JSON.

A person's name has the family name first where the record says which part of it that is; no name is split by guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from radcat.formats import dates, escaping
from radcat.formats.base import DATASETS, Described, Representation
from radcat.formats.datacite import doi, year
from radcat.formats.oai_dc import name_of
from radcat.model import Agent, Dataset
from radcat.rdf.media import MediaType

_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(described: Described) -> bytes:
    """Write one entry of BibTeX."""
    return (entry(described.dataset, described.record.slug) + "\n").encode()


def entry(dataset: Dataset, key: str) -> str:
    """Write one entry of BibTeX with the citation key *key*."""
    _, month, _ = date_parts(dataset.issued)
    rows = {
        "title": f"{{{_escaped(dataset.title)}}}" if dataset.title else None,
        "author": " and ".join(_bibtex_name(agent) for agent in dataset.authors),
        "publisher": f"{{{_escaped(name_of(dataset.publisher))}}}" if dataset.publisher else None,
        "year": year(dataset.issued),
        "version": _escaped(dataset.version) if dataset.version else None,
        "doi": _escaped(found) if (found := _doi(dataset)) else None,
        "url": _url(dataset).replace("{", "%7B").replace("}", "%7D"),
        "keywords": ", ".join(_escaped(keyword.replace(",", " ")) for keyword in dict.fromkeys(dataset.keywords)),
        "note": "Dataset",
    }
    fields = [f"  {name} = {{{value}}}" for name, value in rows.items() if value]
    fields += [f"  month = {_MONTHS[month - 1]}"] if month else []
    return f"@misc{{{key},\n" + ",\n".join(fields) + "\n}"


def ris(described: Described) -> bytes:
    """Write one reference of RIS."""
    return tagged(described.dataset, described.record.slug).encode()


def tagged(dataset: Dataset, key: str) -> str:
    """Write one reference of RIS with the number *key*; it ends its lines as Windows does."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in _tags(dataset, key))


def csl_json(described: Described) -> bytes:
    """Write CSL-JSON (Citation Style Language 1.0.2): a list of one."""
    return listed(described.dataset, described.record.slug).encode()


def listed(dataset: Dataset, key: str) -> str:
    """Write a list of one citation of CSL-JSON, with the name *key*."""
    return json.dumps([csl(dataset, key)], indent=2, ensure_ascii=False)


def csl(dataset: Dataset, key: str) -> dict[str, Any]:
    """Write the members of a citation."""
    parts = [part for part in date_parts(dataset.issued) if part]
    members = {
        "id": key,
        "type": "dataset",
        "title": dataset.title,
        "author": [_csl_name(agent) for agent in dataset.authors],
        "publisher": name_of(dataset.publisher) if dataset.publisher else None,
        "issued": {"date-parts": [parts]} if parts else None,
        "version": dataset.version,
        "DOI": _doi(dataset),
        "URL": _url(dataset),
        "abstract": dataset.description,
        "keyword": ", ".join(dict.fromkeys(dataset.keywords)),
    }
    return {name: value for name, value in members.items() if value}


def date_parts(date: str | None) -> tuple[int | None, int | None, int | None]:
    """Read year, month and day off a date that may lack the last ones."""
    found = dates.read(date)
    return (found.year, found.month, found.day) if found else (None, None, None)


def _tags(dataset: Dataset, key: str) -> Iterator[tuple[str, str]]:
    yield "TY", "DATA"
    yield "ID", key
    if dataset.title:
        yield "TI", dataset.title
    yield from (("AU", agent.inverted or name_of(agent)) for agent in dataset.authors)
    if dataset.publisher:
        yield "PB", name_of(dataset.publisher)
    whole, month, day = date_parts(dataset.issued)
    if whole:
        yield "PY", f"{whole:04}"
        yield "DA", f"{whole:04}/{f'{month:02}' if month else ''}/{f'{day:02}' if day else ''}/"
    if dataset.version:
        yield "ET", dataset.version
    if found := _doi(dataset):
        yield "DO", found
    yield "UR", _url(dataset)
    if dataset.description:
        yield "AB", dataset.description
    yield from (("KW", keyword) for keyword in dict.fromkeys(dataset.keywords))
    yield "ER", ""


def _line(value: str) -> str:
    """Keep a value on its line, where nothing in it can begin another tag."""
    return _BLANK.sub(" ", value).strip()


def _escaped(text: str) -> str:
    return escaping.bibtex(_line(text))


def _csl_name(agent: Agent) -> dict[str, str]:
    if agent.family_name and agent.given_name:
        return {"family": agent.family_name, "given": agent.given_name}
    return {"literal": name_of(agent)}


def _bibtex_name(agent: Agent) -> str:
    if agent.family_name and agent.given_name:
        return f"{_bibtex_part(agent.family_name)}, {_bibtex_part(agent.given_name)}"
    name = _escaped(name_of(agent))
    # In braces, a name is one name, whatever words and commas it holds.
    return name if agent.is_person and "," not in name and " and " not in name.lower() else f"{{{name}}}"


def _bibtex_part(name: str) -> str:
    text = _escaped(name)
    return f"{{{text}}}" if "," in text or " and " in f" {text.lower()} " else text


def _doi(dataset: Dataset) -> str | None:
    return next((found for identifier in dataset.other_identifiers if (found := doi(identifier))), None)


def _url(dataset: Dataset) -> str:
    return dataset.landing_page or dataset.iri


BIBTEX = Representation("bibtex", MediaType("application", "x-bibtex"), "bib", bibtex, title="BibTeX", kinds=DATASETS)
RIS = Representation(
    "ris", MediaType("application", "x-research-info-systems"), "ris", ris, title="RIS", kinds=DATASETS
)
CSL_JSON = Representation(
    "csl-json",
    MediaType("application", "vnd.citationstyles.csl+json"),
    "csl.json",
    csl_json,
    title="CSL-JSON",
    kinds=DATASETS,
)
