"""Writing over HTTP, without HTTP: what was asked becomes changes of records, and goes through the one gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, SKOS, URIRef

from radcat.editing.editor import Editor, Texts
from radcat.errors import Forbidden, MalformedRequest, NotConforming, PreconditionFailed, RegistryBusy, UnnamedNode
from radcat.folder import records
from radcat.ledger.tokens import Role, Token
from radcat.ledger.versions import Ledger
from radcat.model import KIND, Kind, Record
from radcat.publishing.gate import Change, Publisher
from radcat.rdf import turtle
from radcat.sparql import guard
from radcat.sparql.operation import Document, UpdateRequest
from radcat.validation.report import broken

TRIES: Final = 20  # of a change that rests on what was read, while others write the same records


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a request wants its record to be (RFC 9110, section 13.1): the sha256 of its text, or of several.

    *only* None is any state at all, an empty one none; `If-Match: *` and `If-None-Match: *` say whether it is there.
    """

    only: frozenset[str] | None = None
    unless: frozenset[str] = frozenset()
    must_exist: bool = False
    must_not_exist: bool = False

    @property
    def are_any(self) -> bool:
        """Whether the request wants anything at all."""
        return self != Conditions()

    def check(self, name: str, current: str | None) -> None:
        """Compare with the sha256 of the text that is published, or None.

        Raises:
            PreconditionFailed: the record is not what the request wants.
        """
        refused = (
            (self.only is not None and current not in self.only)
            or (current is not None and (self.must_not_exist or current in self.unless))
            or (current is None and self.must_exist)
        )
        if refused:
            raise PreconditionFailed(name, current)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a record."""

    created: bool
    verbatim: bool  # whether it was kept letter for letter
    sha256: str
    behind: str | None = None  # why queries do not show it yet, where they don't


class Writer:
    """Writes records for who has a token; safe to share between threads."""

    def __init__(self, ledger: Ledger, publisher: Publisher, editor: Editor, base: str) -> None:
        self._ledger, self._publisher, self._editor, self._base = ledger, publisher, editor, base

    def close(self) -> None:
        """End the process that reads what is sent."""
        self._editor.close()

    def replace(self, graph: str, documents: Sequence[Document], conditions: Conditions, token: Token) -> Written:
        """Let the record whose graph that is say what *documents* say, and nothing else; see `Publisher.publish`."""
        name = self._name(graph, token)
        current = self._current(name)
        conditions.check(name, current)
        text = self._rewrite(name, documents, None)
        return self._write(name, text, current, conditions, documents, token, "it was replaced over HTTP")

    def add(self, graph: str, documents: Sequence[Document], conditions: Conditions, token: Token) -> Written:
        """Let the record say what *documents* say beside what it says; see `Publisher.publish`."""
        name = self._name(graph, token)
        for _ in range(TRIES):
            version = self._ledger.published(name)
            current = version.record.sha256 if version else None
            conditions.check(name, current)
            text = self._rewrite(name, documents, version.record.text.decode() if version else None)
            wanted = Conditions(only=frozenset({current}) if current else None, must_not_exist=current is None)
            try:
                return self._write(name, text, current, wanted, documents, token, "statements were added over HTTP")
            except PreconditionFailed:
                continue  # somebody else was quicker; what they wrote is kept, and added to
        raise RegistryBusy

    def withdraw(self, graph: str, conditions: Conditions, token: Token) -> str | None:
        """Withdraw a record that is published: its file goes, its versions stay; see `Publisher.publish`.

        Return why queries still show it, if they do.
        """
        name = self._name(graph, token)
        head = self._ledger.head(name)
        current = self._current(name)
        conditions.check(name, current)
        assert head is not None  # noqa: S101  # the caller has looked it up
        published = self._publisher.publish(
            [Change(head.kind, name, None)],
            token.name,
            "it was deleted over HTTP",
            self._expected(name, current, conditions),
        )
        return published.behind

    def update(self, request: UpdateRequest, token: Token) -> str | None:
        """Carry out an update; every record that it changes is published, or none; see `Publisher.publish`.

        Return why queries do not show it yet, if they don't.

        Raises:
            QueryRefused: it asks for what no request may do.
            QuerySyntaxError, UpdateRefused, UnknownRecord: see `Editor.update`.
        """
        guard.check_update(request.text)
        for _ in range(TRIES):
            read: dict[str, str | None] = {}

            def texts(graphs: Sequence[str], read: dict[str, str | None] = read) -> Texts:
                return {graph: self._text(graph, read) for graph in graphs}

            try:
                changed = self._editor.update(request, texts)
            except UnnamedNode as error:
                raise NotConforming(str(error), [broken(error.path, error.path, error.line, error.reason)]) from error
            changes = [self._change(self._name(graph, token), text) for graph, text in sorted(changed.items())]
            try:
                return self._publisher.publish(changes, token.name, "an update over HTTP", read).behind
            except PreconditionFailed:
                continue  # what it was evaluated on is not the newest any more
        raise RegistryBusy

    def _text(self, graph: str, read: dict[str, str | None]) -> str | None:
        """The text of the record whose graph that is, noting which it was."""
        name = self._name(graph)
        version = self._ledger.published(name)
        read[name] = version.record.sha256 if version else None
        return version.record.text.decode() if version else None

    def _write(
        self,
        name: str,
        text: str,
        current: str | None,
        conditions: Conditions,
        documents: Sequence[Document],
        token: Token,
        reason: str,
    ) -> Written:
        change = self._change(name, text)
        content = change.text or b""
        if change.text is None:
            raise NotConforming(f"{name} would say nothing; to withdraw it, DELETE it.", [])
        published = self._publisher.publish([change], token.name, reason, self._expected(name, current, conditions))
        verbatim = [document.content for document in documents] == [content]
        return Written(current is None, verbatim, Record(change.kind, name, content).sha256, published.behind)

    def _rewrite(self, name: str, documents: Sequence[Document], old: str | None) -> str:
        try:
            return self._editor.rewrite(name, documents, old)
        except UnnamedNode as error:
            raise NotConforming(str(error), [broken(name, name, error.line, error.reason)]) from error

    def _expected(self, name: str, current: str | None, conditions: Conditions) -> dict[str, str | None]:
        # A request without conditions wants its own state last, whatever was there.
        return {name: current} if conditions.are_any else {}

    def _current(self, name: str) -> str | None:
        version = self._ledger.published(name)
        return version.record.sha256 if version else None

    def _name(self, graph: str, token: Token | None = None) -> str:
        """The name of the record whose graph that is, if *token* may write it.

        Raises:
            MalformedRequest: no record can have that IRI.
            Forbidden: the role of the token does not go so far.
        """
        name = graph.removeprefix(self._base)
        kinds = records.kinds_of(name) if graph.startswith(self._base) else []
        if not kinds:
            raise MalformedRequest(
                f"<{graph}> is not a record's graph; a dataset's is <{self._base}datasets/…>, where … is lower-case "
                "letters, digits and hyphens."
            )
        if token is not None and not any(_may_write(token.role, kind) for kind in kinds):
            raise Forbidden(f"the token {token.name} is a {token.role}'s; {name} takes an {Role.ADMIN}'s.")
        return name

    def _change(self, name: str, text: str) -> Change:
        head = self._ledger.head(name)
        kind = head.kind if head else self._kind(name, text)
        return Change(kind, name, text.encode() if text else None)

    def _kind(self, name: str, text: str) -> str:
        """What a new record is: where several kinds have names alike, its own description says."""
        first, *others = records.kinds_of(name)
        if not others:
            return first.name
        graph = turtle.parse(text.encode(), self._base, name)
        is_scheme = (URIRef(self._base + name), RDF.type, SKOS.ConceptScheme) in graph
        return KIND["scheme" if is_scheme else "ontology"].name


def _may_write(role: Role, kind: Kind) -> bool:
    # Shapes and vocabularies decide what all other records may say.
    return role is Role.ADMIN or kind.folder.partition("/")[0] == "records"
