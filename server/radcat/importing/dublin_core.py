"""Dublin Core as OAI-PMH carries it (oai_dc): fifteen elements, all of them texts.

http://www.openarchives.org/OAI/2.0/oai_dc/; https://www.dublincore.org/specifications/dublin-core/dces/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from rdflib import DCTERMS, SKOS

from radcat.importing import licences
from radcat.importing.building import Building, is_address
from radcat.rdf.namespaces import DCAT

_DOI: Final = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\S+)?)?)?")
Statement = tuple[str, str, str | None]  # element, text, language


def dataset(statements: Iterable[Statement], record: str) -> Building:
    """Describe what a record of a repository is about; *record* is its identifier there."""
    said = list(statements)
    identifiers = [text for element, text, _ in said if element == "identifier"]
    dois = [found[1].lower() for each in identifiers if (found := _DOI.fullmatch(each.strip()))]
    made = Building.of(f"https://doi.org/{dois[0]}" if dois else None, record or next(iter(identifiers), ""))
    for element, text, language in said:
        if (write := _ELEMENTS.get(element)) is not None:
            write(made, text.strip(), language)
    kinds = [text for element, text, _ in said if element == "type"]
    if kinds and not any("dataset" in kind.lower() or "image" in kind.lower() for kind in kinds):
        made.note(f"its type is {', '.join(kinds)}, and not dataset.")
    return made


def _identifier(made: Building, text: str, _language: str | None) -> None:
    doi = _DOI.fullmatch(text)
    made.text(DCTERMS.identifier, f"https://doi.org/{doi[1].lower()}" if doi else text)
    if is_address(text) and text.startswith("http") and not doi:
        made.link(DCAT.landingPage, text, "the page")


def _rights(made: Building, text: str, _language: str | None) -> None:
    if licences.is_licence(text):
        made.link(DCTERMS.license, text, "the licence")
    else:
        made.named(DCTERMS.accessRights if text.startswith("info:") else DCTERMS.rights, text, _STATEMENT)


def _date(made: Building, text: str, _language: str | None) -> None:
    """Take a date for that of publication, which oai_dc does not say."""
    if _DATE.fullmatch(text):
        made.date(DCTERMS.issued, text, "the date")
        made.note(f"the date {text} was taken for that of publication; oai_dc does not say which it is.")
    else:
        made.note(f"the date {text!r} was left out.")


def _related(made: Building, text: str, _language: str | None) -> None:
    found = _DOI.fullmatch(text)
    made.link(DCTERMS.relation, f"https://doi.org/{found[1]}" if found else text, "a related work")


_STATEMENT: Final = DCTERMS.RightsStatement
_ELEMENTS: Final[dict[str, Callable[[Building, str, str | None], None]]] = {
    "title": lambda made, text, language: made.text(DCTERMS.title, text, language),
    "description": lambda made, text, language: made.text(DCTERMS.description, text, language),
    "subject": lambda made, text, language: (
        made.link(DCAT.theme, text, "a subject") if is_address(text) else made.text(DCAT.keyword, text, language)
    ),
    "creator": lambda made, text, _: made.agent(DCTERMS.creator, text),
    "contributor": lambda made, text, _: made.agent(DCTERMS.contributor, text),
    "publisher": lambda made, text, _: made.agent(DCTERMS.publisher, text),
    "language": lambda made, text, _: made.language(text),
    "identifier": _identifier,
    "rights": _rights,
    "date": _date,
    "relation": _related,
    "source": _related,
    "coverage": lambda made, text, language: made.part(DCTERMS.spatial, None, DCTERMS.Location).text(
        SKOS.prefLabel, text, language
    ),
}
