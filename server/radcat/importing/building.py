"""A dataset in DCAT, put together from values that another format has; what a value can't be taken for is said.

Nothing is invented: a value that is no date stays a text, one that is no address stays a name, and both are noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import langcodes
from rdflib import DCTERMS, FOAF, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from radcat.importing.dcat import Described
from radcat.importing.notes import Note
from radcat.rdf import languages
from radcat.rdf.graph import Triple, frozen
from radcat.rdf.namespaces import DCAT, SPDX, VCARD
from radcat.rdf.prefixes import IANA

_EU_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+")
_EMAIL: Final = re.compile(r"(?:mailto:)?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)")
_DATES: Final = (
    (re.compile(r"\d{4}"), XSD.gYear),
    (re.compile(r"\d{4}-\d{2}"), XSD.gYearMonth),
)
# Names that portals have for hash functions, and SPDX's.
_ALGORITHMS: Final = {
    name: f"checksumAlgorithm_{name}" for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
}


def is_address(value: object) -> bool:
    """Whether *value* is a text that can stand as an IRI."""
    return isinstance(value, str) and _ADDRESS.fullmatch(value.strip()) is not None


@dataclass
class Building:
    """A node that is being described; what is put into it is given as the source has it, and may be nothing."""

    node: Node
    record: str  # what the source calls the dataset, in notes
    triples: list[Triple] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, iri: str | None, record: str) -> Building:
        """Begin a dataset, which has the *iri* that the source gives it, if it gives any."""
        made = cls(URIRef(iri.strip()) if iri and is_address(iri) else BNode(), record)
        made.say(RDF.type, DCAT.Dataset)
        return made

    @property
    def described(self) -> Described:
        """What was put together."""
        return Described(self.node, frozen(self.triples))

    def say(self, predicate: Node, value: Node) -> None:
        """State something."""
        self.triples.append((self.node, predicate, value))

    def note(self, message: str) -> None:
        """Say what was guessed or left out."""
        self.notes.append(Note(message, self.record))

    def part(self, predicate: Node, iri: object = None, *classes: Node) -> Building:
        """Begin to describe a node that this one points at."""
        node = URIRef(str(iri).strip()) if is_address(iri) else BNode()
        self.say(predicate, node)
        made = Building(node, self.record, self.triples, self.notes)
        for each in classes:
            made.say(RDF.type, each)
        return made

    def text(self, predicate: Node, value: object, language: str | None = None) -> None:
        """State a text: a value, a list of them, or a mapping of languages to them."""
        for each, tag in _texts(value, language):
            if each.strip():
                self.say(predicate, Literal(each.strip(), lang=tag if tag and languages.is_tag(tag) else None))

    def link(self, predicate: Node, value: object, what: str) -> None:
        """State an address, or several; what is none is left out, and called *what*."""
        for each in listed(value):
            if is_address(each):
                self.say(predicate, URIRef(each.strip()))
            elif isinstance(each, str) and each.strip():
                self.note(f"{what} {shown(each)} is no address and was left out.")

    def date(self, predicate: Node, value: object, what: str) -> None:
        """State a date, a moment, a month or a year; another text stays one."""
        for each in listed(value):
            text = str(each).strip()
            datatype = _date_type(text)
            if datatype is not None:
                self.say(predicate, Literal(text, datatype=datatype))
            elif text:
                self.say(predicate, Literal(text))
                self.note(f"{what} {shown(text)} is no date of ISO 8601; it stays a text.")

    def number(self, predicate: Node, value: object, what: str, datatype: URIRef = XSD.nonNegativeInteger) -> None:
        """State a number that is not negative."""
        for each in listed(value):
            text = str(each).strip()
            try:
                number = Decimal(text)
            except InvalidOperation:
                number = Decimal(-1)
            if number.is_finite() and number >= 0 and number == int(number):
                self.say(predicate, Literal(str(int(number)), datatype=datatype))
            elif text:
                self.note(f"{what} {shown(text)} is no whole number and was left out.")

    def named(self, predicate: Node, value: object, class_: Node) -> None:
        """State a thing by its address or, where only its name is known, by that."""
        for each in listed(value):
            if is_address(each):
                self.say(predicate, URIRef(each.strip()))
            elif isinstance(each, str) and each.strip():
                self.part(predicate, None, class_).text(RDFS.label, each)

    def media_type(self, predicate: Node, value: object) -> None:
        """State a media type of IANA's, or a format by its name."""
        for each in listed(value):
            if isinstance(each, str) and _MEDIA_TYPE.fullmatch(each.strip()):
                self.say(predicate, URIRef(IANA + each.strip().lower()))
            else:
                self.named(DCTERMS["format"], each, DCTERMS.MediaTypeOrExtent)

    def language(self, value: object) -> None:
        """State a language by its entry in the EU's table."""
        for each in listed(value):
            if is_address(each):
                self.say(DCTERMS.language, URIRef(each.strip()))
                continue
            try:
                code = langcodes.get(str(each).strip()).to_alpha3()
            except (LookupError, ValueError):
                self.note(f"the language {shown(each)} is not known and was left out.")
                continue
            self.say(DCTERMS.language, URIRef(_EU_LANGUAGE + code.upper()))

    def agent(
        self,
        predicate: Node,
        name: object,
        iri: object = None,
        *,
        class_: Node | None = None,
        email: object = None,
        homepage: object = None,
    ) -> None:
        """State an agent with its name, and what else is known."""
        if not name and not is_address(iri):
            return
        made = self.part(predicate, iri, class_ or FOAF.Agent)
        made.text(FOAF.name, name)
        if found := _EMAIL.fullmatch(str(email or "").strip()):
            made.say(FOAF.mbox, URIRef(f"mailto:{found[1]}"))
        made.link(FOAF.homepage, homepage, "the home page")

    def contact(self, name: object, email: object = None, page: object = None) -> None:
        """State whom to ask."""
        if not any((name, email, page)):
            return
        made = self.part(DCAT.contactPoint, None, VCARD.Kind)
        made.text(VCARD.fn, name)
        if found := _EMAIL.fullmatch(str(email or "").strip()):
            made.say(VCARD.hasEmail, URIRef(f"mailto:{found[1]}"))
        elif email:
            made.note(f"the e-mail address {shown(email)} is none and was left out.")
        made.link(VCARD.hasURL, page, "the page of the contact")

    def period(self, begin: object, end: object) -> None:
        """State a time that is covered; either end may be open."""
        if not begin and not end:
            return
        made = self.part(DCTERMS.temporal, None, DCTERMS.PeriodOfTime)
        made.date(DCAT.startDate, begin, "the beginning of the time covered")
        made.date(DCAT.endDate, end, "the end of the time covered")

    def checksum(self, algorithm: object, value: object) -> None:
        """State a checksum; one by a function that SPDX does not know is left out."""
        if not value:
            return
        name = str(algorithm or "").rpartition("_")[2].lower().replace("-", "").replace("sha2256", "sha256")
        if name not in _ALGORITHMS:
            self.note(f"a checksum by {shown(algorithm or 'nothing that is named')} was left out.")
            return
        made = self.part(SPDX.checksum, None, SPDX.Checksum)
        made.say(SPDX.algorithm, SPDX[_ALGORITHMS[name]])
        made.say(SPDX.checksumValue, Literal(str(value).strip().lower(), datatype=XSD.hexBinary))

    def leave_out(self, names: Iterable[str]) -> None:
        """Say which members of the source nothing was made of."""
        if found := sorted(names):
            self.note(f"nothing was made of {', '.join(found)}.")


def listed(value: object) -> list[Any]:
    """The values of a member that may be one, several or none."""
    if value is None:
        return []
    return [each for each in value if each is not None] if isinstance(value, list | tuple) else [value]


def shown(value: object) -> str:
    """A value as a note can hold it."""
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


def _texts(value: object, language: str | None) -> Iterable[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        yield from ((str(text), tag) for tag, each in value.items() for text in listed(each))
    else:
        yield from ((str(each), language) for each in listed(value) if isinstance(each, str | int | float))


def _date_type(text: str) -> URIRef | None:
    for written, datatype in _DATES:
        if written.fullmatch(text):
            return datatype
    try:
        if "T" in text:
            datetime.fromisoformat(text)
            return XSD.dateTime
        if len(text) == len("2020-01-01"):
            date.fromisoformat(text)
            return XSD.date
    except ValueError:
        return None
    return None
