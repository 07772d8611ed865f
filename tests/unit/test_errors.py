"""The error tree: drawn, said and carried."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from radcat import errors
from radcat.errors import RegistryError

CLASSES = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, RegistryError)]


def drawn() -> dict[str, tuple[str, str]]:
    """Read the drawn tree: each class with the class above it, and what is said of it."""
    tree: dict[str, tuple[str, str]] = {}
    above = {0: "Exception"}
    for line in (errors.__doc__ or "").splitlines():
        if match := re.fullmatch(r"((?:[│ ]   )*)(?:[├└]── )?(\w+)(?: {2,}(.+))?", line):
            branch = "── " in line
            depth = (len(match[1]) // 4 + 1) if branch else 0
            if not branch and match[2] != "RegistryError":
                continue
            tree[match[2]] = (above[depth], match[3] or "")
            above[depth + 1] = match[2]
    return tree


def test_the_drawn_tree_is_the_classes_tree() -> None:
    tree = {name: parent for name, (parent, _) in drawn().items()}
    assert tree == {found.__name__: found.__base__.__name__ for found in CLASSES if found.__base__}


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_every_class_says_in_one_sentence_what_happened(found: type[RegistryError]) -> None:
    assert re.fullmatch(r"[A-Z].+\.", (found.__doc__ or "").strip()), found
    assert found is RegistryError or drawn()[found.__name__][1]


@pytest.mark.parametrize(
    ("error", "carried"),
    [
        (errors.NoCatalogue(Path("here")), {"root": Path("here")}),
        (errors.AddressInUse("127.0.0.1:80", "taken"), {"bind": "127.0.0.1:80"}),
        (errors.RecordSyntaxError("a.ttl", 3, "why"), {"path": "a.ttl", "line": 3, "reason": "why"}),
        (errors.UnknownRecord("datasets/x"), {"name": "datasets/x"}),
        (errors.WithdrawnRecord("datasets/x", "2020-01-01", "gone"), {"date": "2020-01-01", "reason": "gone"}),
        (errors.MethodRefused("PUT", ["GET", "HEAD"]), {"allowed": ("GET", "HEAD")}),
        (errors.UnsupportedMedia("", ["a/b"]), {"readable": ("a/b",)}),
        (errors.NotAcceptable("x/y", ["a/b"]), {"offered": ("a/b",)}),
        (errors.QuerySyntaxError("why", 1, 2), {"line": 1, "column": 2}),
        (errors.QueryTimeout(1.5), {"seconds": 1.5}),
        (errors.QueryTooLarge(512), {"megabytes": 512}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, RegistryError) else "",
)
def test_an_error_carries_its_facts_and_names_them(error: RegistryError, carried: dict[str, object]) -> None:
    assert {name: getattr(error, name) for name in carried} == carried
    assert str(error)


def test_a_record_error_reads_as_a_compilers() -> None:
    assert str(errors.RecordSyntaxError(Path("records/datasets/x.ttl"), 7, "why")) == "records/datasets/x.ttl:7: why"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.NoCatalogue(Path("here")), ("here", "--root", "RADCAT_ROOT")),
        (errors.AddressInUse("127.0.0.1:80", "taken"), ("127.0.0.1:80", "taken", "--bind")),
        (errors.RegistryBusy(Path("writer.lock")), ("writer.lock", "again")),
        (errors.MethodRefused("PUT", ["GET", "HEAD"]), ("PUT", "GET, HEAD")),
        (errors.UnsupportedMedia("", ["a/b", "c/d"]), ("a body without a media type", "a/b or c/d")),
        (errors.NotAcceptable("x/y", ["a/b", "c/d"]), ("x/y", "a/b, c/d")),
        (errors.QueryTimeout(10.0), ("10 s", "RADCAT_QUERY_TIMEOUT", "LIMIT")),
        (errors.QueryTooLarge(1024), ("1024 MB", "RADCAT_QUERY_MEMORY_MB")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, RegistryError) else "",
)
def test_a_message_says_what_would_have_worked(error: RegistryError, words: tuple[str, ...]) -> None:
    assert not [word for word in words if word not in str(error)]
