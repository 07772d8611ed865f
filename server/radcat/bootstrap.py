"""One open registry: opens its collaborators and holds them; what they do is theirs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, Self

from rdflib import Graph

from radcat.catalogue import Catalogue
from radcat.editing.editor import Editor
from radcat.errors import StoreDamaged
from radcat.folder import files
from radcat.ledger import database
from radcat.ledger.faults import Faults
from radcat.ledger.link_checks import Book
from radcat.ledger.scores import Scores
from radcat.ledger.tokens import Tokens
from radcat.ledger.versions import Ledger
from radcat.publishing.gate import Outcome, Publisher
from radcat.publishing.http_changes import Writer
from radcat.publishing.indexing import Indexer
from radcat.publishing.verdicts import Judge
from radcat.sandbox.pool import WorkerPool
from radcat.search.following import Follower
from radcat.search.reader import Reader
from radcat.settings import DEFAULT_BIND, EMBEDDED, Settings
from radcat.stores.base import Endpoint, Index, Limits
from radcat.stores.connection import Address, Connection
from radcat.stores.embedded import OxigraphIndex, Pointer
from radcat.stores.remote import RemoteEndpoint
from radcat.stores.remote_index import RemoteIndex
from radcat.validation.base import Engine, Validator
from radcat.validation.review import Progress

if TYPE_CHECKING:
    from radcat.quality.measuring import Measuring

log = logging.getLogger(__name__)

CONTEXT: Final = "ontology/context.jsonld"
SEARCH: Final = "search"  # the folder of the search index, in the data folder


@dataclass(frozen=True)
class Registry:
    """What a command or a web process works with."""

    settings: Settings
    base: str
    ledger: Ledger
    catalogue: Catalogue
    publisher: Publisher
    follower: Follower
    jsonld_context: dict[str, Any]
    server: Connection | None  # where the store is elsewhere
    faults: Faults
    context_fault: str | None = None  # why the JSON-LD context is empty, where its file can't be used

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the registry that *settings* describe, making its data folder if there is none.

        Raises:
            LedgerVersionError: another version of radcat wrote the ledger.
        """
        base = base_iri(settings)
        ledger = Ledger.in_folder(settings.data_folder)
        catalogue, server = Catalogue(ledger, base, language=settings.language), connect(settings)
        faults = Faults(ledger.engine)
        follower = Follower(catalogue, settings.data_folder / SEARCH)
        publisher = Publisher(
            catalogue,
            Indexer(ledger, partial(open_index, settings, server), base, Scores(ledger.engine).forget),
            partial(make_validator, settings.engine, base),
            settings.data_folder / "writer.lock",
            settings.root,
            faults,
            settings.withdrawal_fraction,
            follower.catch_up,
        )
        jsonld_context, context_fault = context(settings, base)
        if context_fault:
            log.warning("%s", context_fault)
        return cls(
            settings, base, ledger, catalogue, publisher, follower, jsonld_context, server, faults, context_fault
        )

    def sync(self, progress: Progress, allow_withdrawals: int = 0) -> Outcome:
        """Publish what the folder holds; see Publisher.sync. Note which judge everything published conforms to."""
        judge, folder = Judge.current(self.settings.engine, self.base), self.settings.data_folder
        is_first = not self.ledger.generation
        if not is_first and Judge.noted(folder) != judge:
            Judge.forget(folder)
        outcome = self.publisher.sync(self.settings.root, progress, allow_withdrawals)
        if is_first:
            judge.note(folder)
        return outcome

    @cached_property
    def tokens(self) -> Tokens:
        """Who may write over HTTP."""
        return Tokens(database.in_folder(self.settings.data_folder))

    @cached_property
    def links(self) -> Book:
        """What the addresses that records name answered."""
        return Book(database.in_folder(self.settings.data_folder))

    @cached_property
    def measuring(self) -> Measuring:
        """Scores the datasets after they are published."""
        from radcat.quality.measuring import Measuring  # here, since few commands measure anything

        lock = self.settings.data_folder / "measuring.lock"
        return Measuring(self.catalogue, lambda: self.links, self.publisher, lock, self.follower.score)

    @cached_property
    def search(self) -> Reader:
        """Finds datasets by words and facets."""
        return Reader(self.settings.data_folder / SEARCH)

    def writer(self) -> Writer:
        """Start what writes over HTTP; the caller closes it."""
        limits = self.settings
        editor = Editor(self.base, self.jsonld_context, seconds=limits.query_timeout, megabytes=limits.query_memory_mb)
        return Writer(self.ledger, self.publisher, editor, self.base)

    def endpoint(self) -> Endpoint:
        """Start query workers over the newest snapshot, or ask the server elsewhere; the caller closes it."""
        given = self.settings
        if self.server:
            return RemoteEndpoint(
                self.server, output_mb=given.query_output_mb, ledger_generation=lambda: self.ledger.generation
            )
        limits = Limits(
            seconds=given.query_timeout,
            memory_mb=given.query_memory_mb,
            output_mb=given.query_output_mb,
            workers=given.query_workers,
            queue=given.query_queue,
        )
        # Workers have a network only where SERVICE is allowed to go somewhere.
        network = bool(given.service_allowed)
        return WorkerPool(given.data_folder / "store", limits, network=network, spare=1)


def base_iri(settings: Settings) -> str:
    """The base IRI: as set, else the one that the store was last built under, else the default address."""
    if settings.base_iri:
        return settings.base_iri
    try:
        pointer = Pointer.read(settings.data_folder / "store")
    except StoreDamaged:
        pointer = None
    return pointer.base if pointer else f"http://{DEFAULT_BIND}/"


def connect(settings: Settings) -> Connection | None:
    """Know the server that holds the graph, with nothing sent to it; None where the store is embedded."""
    if settings.store == EMBEDDED:
        return None
    secret = settings.store_token if settings.store_auth == "bearer" else settings.store_password
    address = Address(
        settings.store,
        settings.store_update,
        settings.store_graphs,
        settings.store_auth,
        settings.store_user,
        secret.get_secret_value() if secret else None,
    )
    return Connection(address, seconds=settings.query_timeout)


def open_index(settings: Settings, server: Connection | None, *, anew: bool = False) -> Index:
    """Open the store to write, or begin it *anew*.

    Raises:
        StoreDamaged: it can't be used as it is.
        StoreUnavailable: it is elsewhere, and away.
        StoreRefused: it is elsewhere, and does not let us in.
    """
    if server:
        return RemoteIndex(server, base_iri(settings))
    return OxigraphIndex(settings.data_folder / "store", anew=anew)


def engines_for(choice: str) -> tuple[Callable[[Graph], Engine], ...]:
    """What compiles shapes for the engines that *choice* means: "pyshacl", "shacl" or "both"."""
    # Loaded here: only who publishes or validates checks anything.
    found: list[Callable[[Graph], Engine]] = []
    if choice != "shacl":
        from radcat.validation.pyshacl_engine import PyshaclEngine

        found.append(PyshaclEngine)
    if choice != "pyshacl":
        from radcat.validation.shacl_engine import ShaclEngine

        found.append(ShaclEngine)
    return tuple(found)


def make_validator(engine: str, base: str, shapes: Graph) -> Validator:
    """Compile *shapes* for the engine, or for both.

    Raises:
        EngineFailed: an engine can't use them.
    """
    from radcat.validation.shapes import named

    return Validator(engines_for(engine), named(shapes), base)


def context(settings: Settings, base: str) -> tuple[dict[str, Any], str | None]:
    """The catalogue's JSON-LD context, with the base IRI filled in; and why it is empty, where it can't be used."""
    nothing: dict[str, Any] = {"@context": {}}
    path = settings.root / CONTEXT
    if not files.exists(path):
        return nothing, None
    content, fault = files.read(path, settings.root)
    if fault:
        return nothing, _unused(fault)
    try:
        # Editors on Windows begin a file with a byte order mark, which JSON does not know.
        found = json.loads(content.decode("utf-8-sig").replace("{base}", base))
    except UnicodeDecodeError:
        return nothing, _unused("it is not UTF-8; save it in that encoding.")
    except (ValueError, RecursionError) as error:
        return nothing, _unused(f"it is not JSON ({error}); correct it.")
    if not isinstance(found, dict) or not isinstance(found.get("@context"), dict):
        return nothing, _unused('it is not a JSON object with a member "@context" that is an object; correct it.')
    return found, None


def _unused(fault: str) -> str:
    return f"{CONTEXT} is not used: {fault} Until then JSON-LD is written with whole IRIs."
