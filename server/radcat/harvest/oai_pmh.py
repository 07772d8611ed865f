"""OAI-PMH 2.0 over the catalogue's datasets (https://www.openarchives.org/OAI/openarchivesprotocol.html).

An item is a dataset, and its identifier the dataset's IRI, so that one dataset keeps one name however often it is
harvested on. A list is read in the order in which the ledger has the datasets' newest versions: a dataset that changes
while somebody reads is read again at the end and never missed. Withdrawn datasets stay, as deleted records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

from lxml import etree

from radcat.catalogue import Catalogue
from radcat.harvest import sets as harvest_sets
from radcat.harvest.oai_request import Code, ProtocolError, Request, Verb, parse
from radcat.harvest.resumption import ResumptionToken
from radcat.harvest.sets import Set
from radcat.ledger.changes import Chronicle, Span
from radcat.ledger.renderings import Rendering, Renderings
from radcat.ledger.versions import Status, Version
from radcat.rdf.xml_text import writable

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION: Final = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
PATH: Final = "oai"  # below the base IRI
ITEMS: Final = "dataset"  # the kind of record that an item is
# The protocol demands an address; .invalid says that it is none (RFC 2606, section 2).
NO_EMAIL: Final = "admin-email-not-set@radcat.invalid"

_Piece: TypeAlias = "etree._Element | bytes"  # of an answer; what comes as bytes stands before what does not
_PLACE: Final = "written"  # of what comes as bytes: a processing instruction, which no answer has otherwise


@dataclass(frozen=True, slots=True)
class Metadata:
    """A record in one form."""

    body: bytes  # a whole XML document
    needs: frozenset[str]  # names of what it was made from, besides the record


WriteMetadata = Callable[[Version], Metadata]


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One form that a record's metadata can be had in."""

    prefix: str
    schema: str  # its XML schema's address
    namespace: str  # of its root element
    write: WriteMetadata  # may raise, and then the record is left out


@dataclass(frozen=True)
class Repository:
    """A catalogue as a harvester sees it."""

    catalogue: Catalogue
    chronicle: Chronicle
    formats: Mapping[str, MetadataFormat]  # by prefix, oai_dc among them
    name: str
    admin_email: str
    page_size: int  # records of one answer
    renderings: Renderings

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
            pieces = list(_ANSWERS[request.verb](self, request, now))
        except ProtocolError as error:
            if error.code in (Code.BAD_VERB, Code.BAD_ARGUMENT):  # then the request is not repeated (section 3.6)
                given = {}
            said = _element("error", writable(error.message), code=error.code)
            return self._envelope(given, said, now)
        body = _element(request.verb)
        written = [piece for piece in pieces if isinstance(piece, bytes)]
        if written:
            body.append(etree.ProcessingInstruction(_PLACE))
        body.extend(piece for piece in pieces if not isinstance(piece, bytes))
        before, _, after = self._envelope(given, body, now).partition(f"<?{_PLACE} ?>".encode())
        return b"".join((before, *written, after)) if written else before

    def _envelope(self, given: Mapping[str, str], body: etree._Element, now: datetime) -> bytes:
        root = _root()
        root.set(f"{{{_XSI}}}schemaLocation", _LOCATION)
        root.append(_element("responseDate", _stamp(now)))
        root.append(_element("request", self.base_url, **given))
        root.append(body)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    def identify(self, _request: Request, now: datetime) -> Iterator[_Piece]:
        """Describe the repository (section 4.2)."""
        first = self.chronicle.following(ITEMS, after=0)
        yield _element("repositoryName", writable(self.name))
        yield _element("baseURL", self.base_url)
        yield _element("protocolVersion", "2.0")
        yield _element("adminEmail", self.admin_email)
        yield _element("earliestDatestamp", first[1] if first else _stamp(now))
        yield _element("deletedRecord", "persistent")
        yield _element("granularity", "YYYY-MM-DDThh:mm:ssZ")

    def list_metadata_formats(self, request: Request, _now: datetime) -> Iterator[_Piece]:
        """List the formats, of everything or of one item (section 4.4)."""
        rows = list(self.formats.values())
        if identifier := request.given.get("identifier"):
            version = self._item(identifier)
            is_there = version.status is Status.PUBLISHED
            rows = [row for row in rows if is_there and self._metadata(row, [version])]
            if not rows:
                raise ProtocolError(Code.NO_METADATA_FORMATS, f"{identifier} is withdrawn and has no metadata.")
        for row in rows:
            listed = _element("metadataFormat")
            listed.append(_element("metadataPrefix", row.prefix))
            listed.append(_element("schema", row.schema))
            listed.append(_element("metadataNamespace", row.namespace))
            yield listed

    def list_sets(self, request: Request, _now: datetime) -> Iterator[_Piece]:
        """List the sets, all in one answer (section 4.6)."""
        if request.token or "resumptionToken" in request.given:
            raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, "the list of sets comes whole; ask without a token.")
        self._need_sets()
        for each in self.sets.values():
            listed = _element("set")
            listed.append(_element("setSpec", each.spec))
            listed.append(_element("setName", writable(each.name)))
            yield listed

    def get_record(self, request: Request, _now: datetime) -> Iterator[_Piece]:
        """Give one record (section 4.1)."""
        row = self._format(request.prefix)
        version = self._item(request.given["identifier"])
        records = self._records(row, [version], self.chronicle.memberships([version.record.name]))
        if not records:
            raise ProtocolError(
                Code.CANNOT_DISSEMINATE_FORMAT, f"{request.given['identifier']} can't be said in {row.prefix}."
            )
        yield from records

    def list_records(self, request: Request, _now: datetime) -> Iterator[_Piece]:
        """List records, a page at a time (section 4.5)."""

        def read(span: Span, after: int, limit: int) -> tuple[list[int], list[bytes]]:
            versions = self.chronicle.versions(span, after, limit + 1)
            shown = versions[:limit]
            memberships = self.chronicle.memberships([version.record.name for version in shown])
            records = self._records(self._format(request.prefix), shown, memberships)
            return [version.sequence for version in versions], records

        return self._list(request, read)

    def list_identifiers(self, request: Request, _now: datetime) -> Iterator[_Piece]:
        """List the headers of records, a page at a time (section 4.3)."""
        lacking = frozenset(self._omitted(self._format(request.prefix)))

        def read(span: Span, after: int, limit: int) -> tuple[list[int], list[bytes]]:
            changes = self.chronicle.changes(span, after, limit + 1)
            shown = changes[:limit]
            memberships = self.chronicle.memberships([change.name for change in shown])
            headers = [
                self._header(change.name, change.status, change.date, memberships[change.name])
                for change in shown
                if change.status is Status.WITHDRAWN or change.name not in lacking
            ]
            return [change.sequence for change in changes], headers

        return self._list(request, read)

    def _list(
        self, request: Request, read: Callable[[Span, int, int], tuple[list[int], list[bytes]]]
    ) -> Iterator[_Piece]:
        """Write the page that *read* finds in a span, behind a sequence number, of so many versions.

        It returns the sequence numbers of as many versions and one more, so that no token is given that would lead to
        nothing, and what it wrote of those.
        """
        row, span, token = self._format(request.prefix), self._span(request), request.token
        after, cursor = (token.after, token.cursor) if token else (0, 0)
        if token and after > self.catalogue.ledger.generation:
            raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, "the list has been made anew since; begin it again.")
        written: list[bytes] = []
        more = True
        while more and not written:  # a page of records that none can be said in this format is passed over
            sequences, written = read(span, after, self.page_size)
            more = len(sequences) > self.page_size
            after = max(sequences[: self.page_size], default=after)
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

    def _header(self, name: str, status: Status, date: str, targets: Sequence[str]) -> bytes:
        deleted = ' status="deleted"' if status is Status.WITHDRAWN else ""
        specs = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in harvest_sets.specs(targets, self.sets))
        identifier = escape(self.catalogue.base + name)
        return (
            f"<header{deleted}><identifier>{identifier}</identifier><datestamp>{date}</datestamp>{specs}</header>"
        ).encode()

    def _records(
        self, row: MetadataFormat, versions: Sequence[Version], memberships: Mapping[str, Sequence[str]]
    ) -> list[bytes]:
        """Write records; one that can't be said in the format of *row* is left out."""
        metadata = self._metadata(row, [version for version in versions if version.status is Status.PUBLISHED])
        records: list[bytes] = []
        for version in versions:
            name = version.record.name
            header = self._header(name, version.status, version.date, memberships[name])
            if version.status is Status.WITHDRAWN:
                records.append(b"<record>" + header + b"</record>")
            elif name in metadata:
                records.append(b"".join((b"<record>", header, metadata[name], b"</record>")))
        return records

    def _metadata(self, row: MetadataFormat, versions: Sequence[Version]) -> dict[str, bytes]:
        """Write the metadata of published versions, or find what was written before; by name, without what can't be."""
        kept = self.renderings.read(row.prefix, [version.record.name for version in versions])
        positions = self.catalogue.positions({name for each in kept.values() for name in each.needs})
        found: dict[str, bytes] = {}
        new: dict[str, tuple[Version, Metadata]] = {}
        generation = self.catalogue.ledger.generation
        for version in versions:
            record = version.record
            if (known := kept.get(record.name)) and known.holds(record.sha256, positions):
                found[record.name] = known.body
            elif written := self.catalogue.omissions.attempt(record, _called(row), partial(_placed, row, version)):
                new[record.name] = version, written
                found[record.name] = written.body
        if new:
            positions = self.catalogue.positions({name for _, written in new.values() for name in written.needs})
            # What was published meanwhile may be in some of them, and not in others.
            if self.catalogue.ledger.generation == generation:
                self.renderings.keep(
                    row.prefix,
                    (
                        Rendering(name, version.record.sha256, {n: positions[n] for n in written.needs}, written.body)
                        for name, (version, written) in new.items()
                    ),
                )
        return found

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


def _placed(row: MetadataFormat, version: Version) -> Metadata:
    """Write the metadata of a version as it stands in an answer, whose namespaces it need not declare again."""
    written = row.write(version)
    root, metadata = _root(), _element("metadata")
    root.append(metadata)
    metadata.append(etree.fromstring(written.body))
    whole = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False))
    begin, end = whole.index(b"<metadata"), whole.rindex(b"</OAI-PMH>")
    return replace(written, body=whole[begin:end])


def _root() -> etree._Element:
    return etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": _XSI})


def _element(name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{OAI}}}{name}", attrib=attributes)
    element.text = text
    return element


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
