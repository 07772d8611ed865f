"""OAI-PMH 2.0 over the catalogue's datasets (https://www.openarchives.org/OAI/openarchivesprotocol.html).

An item is a dataset, and its identifier the dataset's IRI, so that one dataset keeps one name however often it is
harvested on. A list is read in the order in which the ledger has the datasets' newest versions: a dataset that changes
while somebody reads is read again at the end and never missed. Withdrawn datasets stay, as deleted records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from lxml import etree

from radcat.catalogue import Catalogue
from radcat.harvest import sets as harvest_sets
from radcat.harvest.oai_request import Code, ProtocolError, Request, Verb, parse
from radcat.harvest.resumption import ResumptionToken
from radcat.harvest.sets import Set
from radcat.ledger.changes import Chronicle, Span
from radcat.ledger.versions import Status, Version
from radcat.rdf.xml_text import writable

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION: Final = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
PATH: Final = "oai"  # below the base IRI
ITEMS: Final = "dataset"  # the kind of record that an item is
# The protocol demands an address; .invalid says that it is none (RFC 2606, section 2).
NO_EMAIL: Final = "admin-email-not-set@radcat.invalid"

_WriteMetadata = Callable[[Version], bytes]
_Answer = Callable[[Request, datetime], Iterator[etree._Element]]


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One form that a record's metadata can be had in."""

    prefix: str
    schema: str  # its XML schema's address
    namespace: str  # of its root element
    write: _WriteMetadata  # a whole XML document; may raise, and then the record is left out


@dataclass(frozen=True)
class Repository:
    """A catalogue as a harvester sees it."""

    catalogue: Catalogue
    chronicle: Chronicle
    formats: Mapping[str, MetadataFormat]  # by prefix, oai_dc among them
    name: str
    admin_email: str
    page_size: int  # records of one answer

    @property
    def base_url(self) -> str:
        """Where it answers: under the configured base, whatever the request's Host says."""
        return self.catalogue.base + PATH

    @cached_property
    def sets(self) -> dict[str, Set]:
        """Its sets, by what their members point at."""
        return harvest_sets.sets(self.catalogue)

    def answer(self, pairs: Sequence[tuple[str, str]], now: datetime) -> bytes:
        """Answer the request that the name and value *pairs* make; an error of the protocol is an answer, too."""
        given = dict(pairs)
        try:
            request = parse(pairs)
            elements = list(_ANSWERS[request.verb](self, request, now))
        except ProtocolError as error:
            if error.code in (Code.BAD_VERB, Code.BAD_ARGUMENT):  # then the request is not repeated (section 3.6)
                given = {}
            said = _element("error", writable(error.message), code=error.code)
            return self._envelope(given, [said], now)
        body = _element(request.verb)
        body.extend(elements)
        return self._envelope(given, [body], now)

    def _envelope(self, given: Mapping[str, str], body: Sequence[etree._Element], now: datetime) -> bytes:
        root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": _XSI})
        root.set(f"{{{_XSI}}}schemaLocation", _LOCATION)
        root.append(_element("responseDate", _stamp(now)))
        root.append(_element("request", self.base_url, **given))
        root.extend(body)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    def identify(self, _request: Request, now: datetime) -> Iterator[etree._Element]:
        """Describe the repository (section 4.2)."""
        first = self.chronicle.following(ITEMS, after=0)
        yield _element("repositoryName", writable(self.name))
        yield _element("baseURL", self.base_url)
        yield _element("protocolVersion", "2.0")
        yield _element("adminEmail", self.admin_email)
        yield _element("earliestDatestamp", first[1] if first else _stamp(now))
        yield _element("deletedRecord", "persistent")
        yield _element("granularity", "YYYY-MM-DDThh:mm:ssZ")

    def list_metadata_formats(self, request: Request, _now: datetime) -> Iterator[etree._Element]:
        """List the formats, of everything or of one item (section 4.4)."""
        rows = list(self.formats.values())
        if identifier := request.given.get("identifier"):
            version = self._item(identifier)
            is_there = version.status is Status.PUBLISHED
            rows = [row for row in rows if is_there and self._metadata(row, version) is not None]
            if not rows:
                raise ProtocolError(Code.NO_METADATA_FORMATS, f"{identifier} is withdrawn and has no metadata.")
        for row in rows:
            listed = _element("metadataFormat")
            listed.append(_element("metadataPrefix", row.prefix))
            listed.append(_element("schema", row.schema))
            listed.append(_element("metadataNamespace", row.namespace))
            yield listed

    def list_sets(self, request: Request, _now: datetime) -> Iterator[etree._Element]:
        """List the sets, all in one answer (section 4.6)."""
        if request.token or "resumptionToken" in request.given:
            raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, "the list of sets comes whole; ask without a token.")
        self._need_sets()
        for each in self.sets.values():
            listed = _element("set")
            listed.append(_element("setSpec", each.spec))
            listed.append(_element("setName", writable(each.name)))
            yield listed

    def get_record(self, request: Request, _now: datetime) -> Iterator[etree._Element]:
        """Give one record (section 4.1)."""
        row = self._format(request.prefix)
        version = self._item(request.given["identifier"])
        record = self._record(row, version, self.chronicle.memberships([version.record.name])[version.record.name])
        if record is None:
            raise ProtocolError(
                Code.CANNOT_DISSEMINATE_FORMAT, f"{request.given['identifier']} can't be said in {row.prefix}."
            )
        yield record

    def list_records(self, request: Request, _now: datetime) -> Iterator[etree._Element]:
        """List records, a page at a time (section 4.5)."""
        return self._list(request, self._record)

    def list_identifiers(self, request: Request, _now: datetime) -> Iterator[etree._Element]:
        """List the headers of records, a page at a time (section 4.3)."""
        lacking = frozenset(self._omitted(self._format(request.prefix)))

        def write(_row: MetadataFormat, version: Version, targets: Sequence[str]) -> etree._Element | None:
            is_listed = version.status is Status.WITHDRAWN or version.record.name not in lacking
            return self._header(version, targets) if is_listed else None

        return self._list(request, write)

    def _list(
        self,
        request: Request,
        write: Callable[[MetadataFormat, Version, Sequence[str]], etree._Element | None],
    ) -> Iterator[etree._Element]:
        row, span, token = self._format(request.prefix), self._span(request), request.token
        after, cursor = (token.after, token.cursor) if token else (0, 0)
        if token and after > self.catalogue.ledger.generation:
            raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, "the list has been made anew since; begin it again.")
        written: list[etree._Element] = []
        more = True
        while more and not written:  # a page of records that none can be said in this format is passed over
            # One more than a page holds, so that no token is given that would lead to nothing.
            found = self.chronicle.versions(span, after, self.page_size + 1)
            more, found = len(found) > self.page_size, found[: self.page_size]
            memberships = self.chronicle.memberships([version.record.name for version in found])
            for version in found:
                if (element := write(row, version, memberships[version.record.name])) is not None:
                    written.append(element)
                after = version.sequence
        if not written and token:
            raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, "what was left of the list has changed; begin it again.")
        if not written:
            raise ProtocolError(Code.NO_RECORDS_MATCH, "no dataset is so dated, in that set and in that format.")
        yield from written
        if more or token:
            size = token.size if token else self.chronicle.count(span)
            whole = size - self.chronicle.among(span, self._omitted(row))
            ahead = ResumptionToken(
                request.verb, row.prefix, request.set_spec, request.since, request.until, after,
                cursor + len(written), size,
            )  # fmt: skip
            said = str(ahead) if more else None
            yield _element("resumptionToken", said, completeListSize=str(whole), cursor=str(cursor))

    def _span(self, request: Request) -> Span:
        target = None
        if request.set_spec is not None:
            self._need_sets()
            target = next((each.target for each in self.sets.values() if each.spec == request.set_spec), None)
            if target is None:
                raise ProtocolError(Code.NO_RECORDS_MATCH, f"there is no set {request.set_spec}; see ListSets.")
        since, until = request.since, request.until
        return Span(
            ITEMS,
            since if since is None or "T" in since else f"{since}T00:00:00Z",
            until if until is None or "T" in until else f"{until}T23:59:59Z",
            target,
        )

    def _need_sets(self) -> None:
        if not self.sets:
            raise ProtocolError(Code.NO_SET_HIERARCHY, "this repository has no sets.")

    def _format(self, prefix: str) -> MetadataFormat:
        if prefix not in self.formats:
            offered = ", ".join(self.formats)
            raise ProtocolError(
                Code.CANNOT_DISSEMINATE_FORMAT, f"there is no format {prefix}; ask for one of {offered}."
            )
        return self.formats[prefix]

    def _item(self, identifier: str) -> Version:
        name = identifier.removeprefix(self.catalogue.base)
        version = self.catalogue.ledger.latest(name) if name != identifier else None
        if version is None or version.record.kind != ITEMS:
            raise ProtocolError(Code.ID_DOES_NOT_EXIST, f"nothing is called {identifier}.")
        return version

    def _header(self, version: Version, targets: Sequence[str]) -> etree._Element:
        header = _element("header")
        if version.status is Status.WITHDRAWN:
            header.set("status", "deleted")
        header.append(_element("identifier", str(version.record.iri(self.catalogue.base))))
        header.append(_element("datestamp", version.date))
        header.extend(_element("setSpec", spec) for spec in harvest_sets.specs(targets, self.sets))
        return header

    def _record(self, row: MetadataFormat, version: Version, targets: Sequence[str]) -> etree._Element | None:
        record = _element("record")
        record.append(self._header(version, targets))
        if version.status is Status.PUBLISHED:
            written = self._metadata(row, version)
            if written is None:
                return None
            metadata = _element("metadata")
            metadata.append(written)
            record.append(metadata)
        return record

    def _metadata(self, row: MetadataFormat, version: Version) -> etree._Element | None:
        return self.catalogue.omissions.attempt(
            version.record, _called(row), lambda: etree.fromstring(row.write(version))
        )

    def _omitted(self, row: MetadataFormat) -> list[str]:
        return self.catalogue.omissions.names(_called(row))


_ANSWERS: Final[Mapping[Verb, Callable[[Repository, Request, datetime], Iterator[etree._Element]]]] = {
    Verb.IDENTIFY: Repository.identify,
    Verb.LIST_METADATA_FORMATS: Repository.list_metadata_formats,
    Verb.LIST_SETS: Repository.list_sets,
    Verb.LIST_IDENTIFIERS: Repository.list_identifiers,
    Verb.LIST_RECORDS: Repository.list_records,
    Verb.GET_RECORD: Repository.get_record,
}


def _called(row: MetadataFormat) -> str:
    return f"OAI-PMH {row.prefix}"


def _element(name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{OAI}}}{name}", attrib=attributes)
    element.text = text
    return element


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
