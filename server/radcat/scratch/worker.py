"""The process of a scratch store: `python -m radcat.scratch.worker SECONDS MEGABYTES OUTPUT_MB FILE`.

It holds a database in memory, and takes one request at a time over its standard streams: a QUERY frame that says
what to do, a DATA frame for each document that comes with it; back comes a DATA frame of JSON, or ERROR.
Answers go into a file that the other side opened as FILE, so that a slow reader holds up nobody.

A query is evaluated in a copy of this process that may die without loss, and an update that asks anything is
rehearsed in one. What ends the process all the same takes the content along, and the other side says so (scratch.py).
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import pyoxigraph as ox

from radcat.errors import (
    AnswerTooLarge,
    MalformedRequest,
    QueryFailed,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    RegistryError,
    StoreUnavailable,
    UnknownGraph,
)
from radcat.sandbox import frames, harness
from radcat.sandbox.frames import MEGABYTE, FrameKind
from radcat.sparql.lexer import lower_booleans, unescape, words
from radcat.stores.embedded import TRIPLES, graph_name, offered, sparql_error, write_answer, write_triples
from radcat.stores.failures import describe, error_from

ALARM: Final = 10.0  # seconds beyond a query's limit after which the process ends by itself
_UNKNOWN_FUNCTION: Final = re.compile(r"The custom function <(.+)> is not supported")
_ASKING: Final = frozenset({"WHERE", "LOAD"})
_NO_CERTIFICATES: Final = "No CA certificates"  # how https fails for want of a descriptor
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "Cannot allocate")


def main() -> None:
    """Hold an empty store until the other side hangs up."""
    seconds, megabytes, output_mb, file = float(sys.argv[1]), *map(int, sys.argv[2:])
    out, _ = harness.enter(network=True)  # it has none while it evaluates
    scratch = _Scratch(seconds, megabytes, output_mb, file)
    harness.limit_memory(megabytes)
    received = harness.received()
    for _, content in received:
        request: dict[str, Any] = json.loads(content)
        request["contents"] = [next(received)[1] for _ in request.get("documents", ())]
        with harness.alarm(seconds + ALARM):  # the other side kills who is late
            try:
                frames.write(out, FrameKind.DATA, json.dumps(scratch.do(request)).encode())
            except RegistryError as error:
                harness.tell(out, error)


class _Scratch:
    """The store, and what it can be asked to do."""

    def __init__(self, seconds: float, megabytes: int, output_mb: int, file: int) -> None:
        self._store, self._file = ox.Store(), file
        self._seconds, self._megabytes, self._output_mb = seconds, megabytes, output_mb

    def do(self, request: dict[str, Any]) -> object:
        """Do what *request* says and give what there is to tell; an answer goes into its file."""
        verbs: dict[str, Callable[[dict[str, Any]], object]] = {
            "query": lambda request: self._apart(lambda: self._query(request)),
            "read": self._read,
            "update": self._rehearse_and_update,
            "write": self._write,
            "drop": self._drop,
            "count": lambda _: {"triples": len(self._store), "graphs": sum(1 for _ in self._store.named_graphs())},
        }
        return verbs[request["do"]](request)

    def _query(self, request: dict[str, Any]) -> None:
        named: dict[str, Any] = {}
        if request["default_graphs"] or request["named_graphs"]:
            named["default_graph"] = [graph_name(iri) for iri in request["default_graphs"]]
            named["named_graphs"] = [graph_name(iri) for iri in request["named_graphs"]]
        with self._answer() as out:

            def write(functions: dict[ox.NamedNode, Any]) -> None:
                found = self._store.query(
                    lower_booleans(request["text"]), base_iri=request["base"], custom_functions=functions, **named
                )
                write_answer(found, request["media_type"], out)

            _evaluate(write, request["text"])

    def _rehearse_and_update(self, request: dict[str, Any]) -> None:
        # Data alone runs neither long nor far.
        if not _ASKING.isdisjoint(words(unescape(request["text"]))):
            self._apart(lambda: self._update(request))
        self._update(request)

    def _update(self, request: dict[str, Any]) -> None:
        _evaluate(
            lambda functions: self._store.update(request["text"], base_iri=request["base"], custom_functions=functions),
            request["text"],
        )

    def _read(self, request: dict[str, Any]) -> None:
        graph = self._graph(request)
        if isinstance(graph, ox.NamedNode) and not self._store.contains_named_graph(graph):
            raise UnknownGraph(request["graph"])
        with self._answer() as out:
            quads = self._store.quads_for_pattern(None, None, None, graph)
            write_triples((quad.triple for quad in quads), request["media_type"], out)

    def _write(self, request: dict[str, Any]) -> dict[str, bool]:
        graph = self._graph(request)
        # All is read before anything is changed. Each document has blank nodes of its own.
        read = [
            ox.Quad(found.subject, found.predicate, found.object, graph)
            for media_type, content in zip(request["documents"], request["contents"], strict=True)
            for found in _parse(media_type, content, request["base"])
        ]
        is_named = isinstance(graph, ox.NamedNode)
        existed = not is_named or self._store.contains_named_graph(graph)
        if request["replace"]:
            self._store.clear_graph(graph)
        if is_named:
            self._store.add_graph(graph)
        self._store.extend(read)
        return {"existed": existed}

    def _drop(self, request: dict[str, Any]) -> None:
        graph = self._graph(request)
        if isinstance(graph, ox.NamedNode) and not self._store.contains_named_graph(graph):
            raise UnknownGraph(request["graph"])
        self._store.remove_graph(graph)

    @staticmethod
    def _graph(request: dict[str, Any]) -> ox.NamedNode | ox.DefaultGraph:
        return ox.DefaultGraph() if request["graph"] is None else graph_name(request["graph"])

    def _answer(self) -> IO[bytes]:
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.fdopen(self._file, "wb", closefd=False)

    def _apart(self, work: Callable[[], None]) -> None:
        """Do *work* in a copy of this process, within the limits; what it reads may not change, nor does it end us."""
        try:
            said, telling = os.pipe()
        except OSError as error:
            raise _no_copy(error) from error
        try:
            child = os.fork()
        except OSError as error:
            os.close(said)
            os.close(telling)
            raise _no_copy(error) from error
        if not child:
            os.close(said)
            self._live_and_die(work, telling)
        os.close(telling)
        with os.fdopen(said, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        if status:
            raise self._reason(os.waitstatus_to_exitcode(status), told)

    def _live_and_die(self, work: Callable[[], None], telling: int) -> None:
        """Be the copy: do *work*, tell what went wrong, end."""
        status = 70  # EX_SOFTWARE
        try:
            os.dup2(telling, 2)  # where the engine says its last words, too
            signal.setitimer(signal.ITIMER_REAL, self._seconds)  # unhandled, it ends the copy at once
            harness.limit(resource.RLIMIT_FSIZE, self._output_mb * MEGABYTE)
            harness.limit_memory(self._megabytes)
            try:
                work()
                status = 0
            except RegistryError as error:
                os.write(telling, json.dumps(describe(error)).encode())
                status = 1
        except BaseException:  # the other side tells it
            traceback.print_exc()
        finally:
            os._exit(status)

    def _reason(self, status: int, told: bytes) -> RegistryError:
        last = told.decode(errors="replace")
        if status == 1:
            return error_from(json.loads(told))
        if status == -signal.SIGALRM:
            return QueryTimeout(self._seconds)
        if status == -signal.SIGXFSZ or "File too large" in last:
            return AnswerTooLarge(self._output_mb)
        if _NO_CERTIFICATES in last:
            return QueryRefused("SERVICE and LOAD reach nothing from here.")
        if any(sign in last for sign in _OUT_OF_MEMORY):
            return QueryTooLarge(self._megabytes)
        return QueryFailed(
            f"the request ended its process (exit status {status}), a fault of the engine; write it otherwise."
        )


def _evaluate(evaluate: Callable[[dict[ox.NamedNode, Any]], None], text: str) -> None:
    """Evaluate with every function that nobody knows as one whose call is an error (SPARQL 1.1, section 17.6).

    An error in an expression leaves a variable unbound and a filter false; the engine would refuse the whole query.
    """
    functions: dict[ox.NamedNode, Any] = {}
    while True:
        try:
            with _no_network():
                return evaluate(functions)
        except SyntaxError as error:  # the engine's own choice of class
            raise sparql_error(error, text) from error
        except RuntimeError as error:
            unknown = _UNKNOWN_FUNCTION.fullmatch(str(error))
            if not unknown or ox.NamedNode(unknown[1]) in functions:
                raise QueryRefused(f"{error}. SILENT goes on all the same.") from error
            functions[ox.NamedNode(unknown[1])] = lambda *_: None
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise
            raise QueryRefused(f"SERVICE and LOAD reach nothing from here ({error}).") from error


def _no_copy(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"no process can be started for the request now ({error.strerror}); try again in a moment.")


def _parse(media_type: str, content: bytes, base: str) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(
            content, format=offered(TRIPLES, media_type), base_iri=base, without_named_graphs=True,
            rename_blank_nodes=True,
        )  # fmt: skip
    except (SyntaxError, ValueError) as error:
        raise MalformedRequest(f"the body is not {media_type}: {error}") from error


@contextmanager
def _no_network() -> Iterator[None]:
    """Keep the engine from opening anything: SERVICE, LOAD and file: fail for want of a descriptor."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


if __name__ == "__main__":
    main()
