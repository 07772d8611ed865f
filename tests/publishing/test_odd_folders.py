"""What editors, systems and careless people leave in a catalogue's folder stops nothing."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from radcat import settings
from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.folder import files, records

BASE = "http://127.0.0.1:8000/"
SKERRY = "records/datasets/skerry-float.ttl"
Odd = Callable[[Path, Path], None]  # given the folder of the datasets, and one outside the catalogue


def emacs_lock(folder: Path, _: Path) -> None:
    (folder / ".#skerry-float.ttl").symlink_to("curator@laptop.4242:1700000000")


def apple_double(folder: Path, _: Path) -> None:
    (folder / "._skerry-float.ttl").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \xff\xfe")


def hidden(folder: Path, _: Path) -> None:
    (folder / ".swap.ttl").write_text("not Turtle")


def a_folder(folder: Path, _: Path) -> None:
    (folder / "old.ttl").mkdir()
    (folder / "old.ttl" / "x.txt").write_text("not Turtle")


def a_pipe(folder: Path, _: Path) -> None:
    os.mkfifo(folder / "pipe.ttl")


def a_link_within(folder: Path, _: Path) -> None:
    """Of a kind of its own name, so that it describes something else: refused for that, and for nothing else."""
    text = (folder / "skerry-float.ttl").read_text().replace("skerry-float", "linked")
    (folder.parent / "linked.txt").write_text(text)
    (folder / "linked.ttl").symlink_to("../linked.txt")


def dangling(folder: Path, _: Path) -> None:
    (folder / "gone.ttl").symlink_to("nowhere.ttl")


def circle(folder: Path, _: Path) -> None:
    (folder / "circle.ttl").symlink_to("circle.ttl")


def link_out(folder: Path, outside: Path) -> None:
    (outside / "secret.txt").write_text("root:x:0:0 secret\n")
    (folder / "out.ttl").symlink_to(outside / "secret.txt")


def no_text_in_its_name(folder: Path, _: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.ttl")).write_text("<x> <y> <z> .")


def line_break_in_its_name(folder: Path, _: Path) -> None:
    (folder / "two\nlines.ttl").write_text("<x> <y> <z> .")


SKIPPED = [emacs_lock, apple_double, hidden, a_folder, a_pipe, a_link_within]
NAMED = [
    (dangling, "records/datasets/gone.ttl", "leads nowhere"),
    (circle, "records/datasets/circle.ttl", "leads nowhere"),
    (link_out, "records/datasets/out.ttl", "out of the catalogue's folder"),
    (no_text_in_its_name, r"records/datasets/caf\udce9.ttl", "is not a slug"),
    (line_break_in_its_name, r"records/datasets/two\nlines.ttl", "is not a slug"),
]


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


@pytest.fixture
def odd(registry: Registry, tmp_path: Path) -> Callable[[Odd], Registry]:
    """Puts something odd beside the datasets of the published example."""
    outside = tmp_path / "outside"
    outside.mkdir()

    def put(make: Odd) -> Registry:
        make(registry.settings.root / "records/datasets", outside)
        return registry

    return put


def run(registry: Registry, command: str, *arguments: str) -> tuple[int, str]:
    place = ["--root", str(registry.settings.root), "--data", str(registry.settings.data_folder), "--base-iri", BASE]
    result = CliRunner().invoke(cli, [command, *place, *arguments], prog_name="radcat", catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("make", SKIPPED)
def test_what_is_no_record_is_skipped(odd: Callable[[Odd], Registry], make: Odd) -> None:
    registry = odd(make)
    outcome = registry.publisher.sync(registry.settings.root)
    assert (outcome.findings, outcome.withdrawn) == ((), ())
    for command in ("validate", "format", "guide"):
        assert run(registry, command)[0] == 0, command
    assert run(registry, "validate", str(registry.settings.root / "records"), "--engine", "shacl")[0] == 0
    assert run(registry, "sync")[0] == 0


@pytest.mark.parametrize(("make", "place", "words"), NAMED)
def test_what_can_not_be_read_is_a_finding(odd: Callable[[Odd], Registry], make: Odd, place: str, words: str) -> None:
    registry = odd(make)
    outcome = registry.publisher.sync(registry.settings.root)
    (finding,) = outcome.findings
    assert (finding.place, finding.published) == (place, False)
    assert words in finding.summary
    assert "secret" not in finding.summary, "what lies outside is not shown"
    code, said = run(registry, "validate", "--engine", "shacl")
    assert code == 1
    assert (place in said, words in said, "root:x" in said) == (True, True, False)
    code, said = run(registry, "format")
    assert (code, place in said) == (0 if words == "is not a slug" else 1, True), (
        "its text is formatted where it has one"
    )
    assert run(registry, "guide")[0] == 0
    assert run(registry, "sync")[0] == 1
    assert run(registry, "status")[0] == 1


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ELOOP])
def test_a_published_record_whose_file_can_not_be_read_stays(
    registry: Registry, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, read = registry.settings.root, Path.read_bytes
    registry.publisher.sync(root)

    def refuse(path: Path) -> bytes:
        if path.name == "skerry-float.ttl":
            raise OSError(code, os.strerror(code))
        return read(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        for _ in range(2):
            outcome = registry.publisher.sync(root)
            assert (outcome.published, outcome.withdrawn) == ((), ())
            (finding,) = outcome.findings
            assert (finding.place, os.strerror(code) in finding.summary) == (SKERRY, True)
    assert registry.ledger.published("datasets/skerry-float")
    assert registry.publisher.sync(root).findings == ()


def test_a_file_that_goes_away_while_the_folder_is_read_is_not_there(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.candidates

    def late(folder: Path, pattern: str) -> list[Path]:
        return [*real(folder, pattern), *([folder / "gone.ttl"] if folder.name == "datasets" else [])]

    monkeypatch.setattr(files, "candidates", late)
    assert registry.publisher.sync(registry.settings.root).findings == ()


def test_a_folder_that_is_a_link_out_of_the_catalogue_is_not_read(registry: Registry, tmp_path: Path) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    shutil.move(root / "records/agents", tmp_path / "elsewhere")
    (root / "records/agents").symlink_to(tmp_path / "elsewhere")
    outcome = registry.publisher.sync(root)
    assert {finding.place for finding in outcome.findings} >= {"records/agents/asa-mueller.ttl"}
    assert outcome.withdrawn == ()


def test_the_catalogues_folder_itself_may_be_a_link(catalogue_folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(catalogue_folder)
    assert len(records.read_folder(link)) == len(records.read_folder(catalogue_folder)) == 19
    assert all(file.fault is None for file in records.read_folder(link))
    file = records.read_file(link / SKERRY, link)
    assert (file.record.name, file.place, file.fault) == ("datasets/skerry-float", SKERRY, None)


# The JSON-LD context.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not JSON", "it is not JSON"),
        (b"", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"context": {}}', "not a JSON object"),
        (b'{"@context": "http://elsewhere.example/"}', "not a JSON object"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
    ],
)
def test_a_context_that_can_not_be_used_is_named_and_the_rest_goes_on(
    catalogue_folder: Path, data_folder: Path, content: bytes, words: str
) -> None:
    (catalogue_folder / "ontology/context.jsonld").write_bytes(content)
    changed = catalogue_folder / "records/datasets/skerry-float.ttl"
    changed.write_text(changed.read_text() + "\n")
    registry = Registry.open(settings.read(catalogue_folder, data=data_folder, base_iri=BASE))
    try:
        assert registry.publisher.sync(catalogue_folder).published == ("datasets/skerry-float",)
        assert registry.jsonld_context == {"@context": {}}
        for command in ("sync", "status", "validate"):
            code, said = run(registry, command)
            assert code == 1, command
            assert "ontology/context.jsonld is not used: " in said, command
            assert words in said, command
    finally:
        registry.ledger.close()


def test_a_context_may_begin_with_a_byte_order_mark(catalogue_folder: Path, tmp_path: Path) -> None:
    path = catalogue_folder / "ontology/context.jsonld"
    data = settings.read(catalogue_folder, data=tmp_path / "data", base_iri=BASE)
    plain = Registry.open(data)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    marked = Registry.open(data)
    assert (marked.jsonld_context, marked.context_fault) == (plain.jsonld_context, None)
    plain.ledger.close()
    marked.ledger.close()
