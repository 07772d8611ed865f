"""Typed links (RFC 8288), of which FAIR Signposting makes a map of a record for machines.

https://signposting.org/FAIR/: level 1 in the headers, as far as they may grow, and level 2 whole in a link set
(RFC 9264).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from radcat.formats.alternates import Listing
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.model import Dataset
from radcat.rdf.iris import is_absolute, is_web_address
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA

BUDGET: Final = 2000  # bytes of a Link header: nginx, as it comes, refuses a head of 4 kB, and there are other fields
MOST_FILES: Final = 5  # in a Link header
_JSON: Final = MediaType("application", "linkset+json")
_TEXT: Final = MediaType("application", "linkset")
_UNQUOTABLE: Final = re.compile(r"[^\t\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link from *anchor*, or from the document that it came with."""

    target: str
    rel: str  # relation types, with spaces between
    media_type: MediaType | None = None
    profile: str | None = None
    anchor: str | None = None

    def __str__(self) -> str:
        """Write the link as one value of a Link header."""
        attributes = {"rel": self.rel, "type": self._type, "profile": self.profile, "anchor": self.anchor}
        text = "".join(f'; {name}="{quoted(value)}"' for name, value in attributes.items() if value)
        return f"<{target(self.target)}>{text}"

    @property
    def _type(self) -> str | None:
        # Without parameters: readers take quotes within quotes amiss, and the profile has an attribute of its own.
        return f"{self.media_type.type}/{self.media_type.subtype}" if self.media_type else None

    def as_json(self) -> dict[str, str]:
        """Write the link as a target object of a link set (RFC 9264, section 4.2)."""
        members = {"href": target(self.target), "type": self._type, "profile": self.profile}
        return {name: value for name, value in members.items() if value}


def target(iri: str) -> str:
    """Percent-encode what a URI can't hold, and the comma, at which some readers cut the header apart."""
    return quote(iri, safe="%:/?#[]@!$&'()*+;=~-._")


def quoted(value: str) -> str:
    """Escape *value* for a quoted string (RFC 9110, section 5.6.4), leaving out what a header can't hold."""
    return re.sub(r'(["\\])', r"\\\1", _UNQUOTABLE.sub("", value))


def header(links: Iterable[Link], budget: int = BUDGET) -> str:
    """Write a Link header of at most *budget* bytes; the last links give way."""
    written, size = [], 0
    for link in links:
        text = str(link)
        size += len(text) + 2
        if size > budget:
            break
        written.append(text)
    return ", ".join(written)


def of_page(
    iri: str, canonical: str, rows: Sequence[Representation], dataset: Dataset | None, profile: Profile | None
) -> Iterator[Link]:
    """Link a record's page, or a representation of it, to whatever belongs to it, the most needed links first."""
    yield Link(canonical, "canonical")
    if profile:
        yield Link(profile.iri, "profile")
    if dataset:
        yield Link(iri, "cite-as")
        yield from _about(dataset)
        yield from (
            Link(f"{iri}.{row.suffix}", "linkset", row.media_type) for row in rows if row.media_type in LINKSETS
        )
        yield from islice(_content(dataset), MOST_FILES)  # the link set has all of them
    yield from _described_by(iri, _profiles_first(rows))


def of_document(iri: str, rows: Sequence[Representation], profile: Profile | None) -> Iterator[Link]:
    """Link one representation to the page that it describes, and to its fellows."""
    yield Link(iri, "canonical")
    yield Link(iri, "describes", MediaType("text", "html"))
    if profile:
        yield Link(profile.iri, "profile")
    yield from _described_by(iri, _profiles_first(rows))


def link_set(dataset: Dataset, rows: Sequence[Representation]) -> list[Link]:
    """List all links of level 2, each with its anchor."""
    iri = dataset.iri
    page = [Link(iri, "canonical"), Link(iri, "cite-as"), *_about(dataset), *_authors(dataset), *_related(dataset)]
    page += [*_described_by(iri, rows), *_content(dataset)]
    found = [Link(link.target, link.rel, link.media_type, link.profile, iri) for link in page]
    for distribution in dataset.distributions:
        if file := distribution.download_url:
            found.append(Link(iri, "collection", MediaType("text", "html"), None, file))
            if distribution.licence:
                found.append(Link(distribution.licence, "license", None, None, file))
    documents = [f"{iri}.{row.suffix}" for row in rows if row.media_type not in LINKSETS]
    return found + [Link(iri, "describes", MediaType("text", "html"), None, document) for document in documents]


def as_json(links: Iterable[Link]) -> dict[str, Any]:
    """Write a link set in JSON: one object an anchor, one member a relation type."""
    contexts: dict[str, dict[str, list[dict[str, str]]]] = {}
    for link in links:
        context = contexts.setdefault(target(link.anchor or ""), {})
        for relation in link.rel.split():
            context.setdefault(relation, []).append(link.as_json())
    return {"linkset": [{"anchor": anchor, **relations} for anchor, relations in contexts.items()]}


def rows(listing: Listing) -> tuple[Representation, ...]:
    """Make the rows that write the link set of a dataset with the representations that *listing* gives."""

    def links(described: Described) -> list[Link]:
        return link_set(described.dataset, listing(described.record.kind))

    def write_json(described: Described) -> bytes:
        return json.dumps(as_json(links(described)), indent=2, ensure_ascii=False).encode()

    def write_text(described: Described) -> bytes:
        return (",\n".join(map(str, links(described))) + "\n").encode()

    return (
        Representation("linkset-json", _JSON, "linkset.json", write_json, title="Link set, JSON", kinds=DATASETS),
        Representation("linkset", _TEXT, "linkset", write_text, title="Link set", kinds=DATASETS),
    )


LINKSETS: Final = (_JSON, _TEXT)


def _about(dataset: Dataset) -> Iterator[Link]:
    yield Link("https://schema.org/Dataset", "type")
    yield Link("https://schema.org/AboutPage", "type")
    if dataset.licence and is_web_address(dataset.licence.iri):
        yield Link(dataset.licence.iri, "license")


def _profiles_first(rows: Sequence[Representation]) -> list[Representation]:
    """Put one representation of each profile before the others: where room is short, each kind is shown."""
    first = {row.profile.token: row for row in reversed(rows) if row.profile}
    return sorted(rows, key=lambda row: row.profile is None or first[row.profile.token] is not row)


def _described_by(iri: str, rows: Sequence[Representation]) -> Iterator[Link]:
    for row in rows:
        if row.media_type not in LINKSETS:
            profile = row.profile.iri if row.profile else None
            yield Link(f"{iri}.{row.suffix}", "describedby alternate", row.media_type, profile)


def _content(dataset: Dataset) -> Iterator[Link]:
    for distribution in dataset.distributions:
        if distribution.download_url and is_absolute(distribution.download_url):
            yield Link(distribution.download_url, "item", _media_type(distribution.file_type))


def _authors(dataset: Dataset) -> Iterator[Link]:
    """Name the authors who have an identifier that leads somewhere."""
    yield from (Link(iri, "author") for agent in dataset.authors for iri in agent.same_as if is_web_address(iri))


def _related(dataset: Dataset) -> Iterator[Link]:
    # A DOI of somebody else's leads to their page, not to ours, and so can't be how this page is cited.
    yield from (Link(iri, "related") for iri in dataset.other_identifiers if is_web_address(iri))


def _media_type(iri: str | None) -> MediaType | None:
    kind, slash, subtype = (iri or "").removeprefix(IANA).partition("/")
    return MediaType(kind, subtype) if slash and iri and iri.startswith(IANA) else None
