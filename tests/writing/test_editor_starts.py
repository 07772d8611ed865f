"""The process that reads what is sent can't always be started: what happens then, and afterwards."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.conftest import BASE, EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.editing import editor
from radcat.errors import StoreUnavailable, UnreadableBody
from radcat.ledger.tokens import Role
from radcat.sparql.operation import Document
from radcat.web.app import create_app

NAME = "agents/harbour-office"
TEXT = f'<{BASE}{NAME}> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> "Harbour office"@en .'

Break = Callable[[pytest.MonkeyPatch], None]


def _raising(error: OSError) -> Callable[..., Any]:
    def start(*_: Any, **__: Any) -> Any:
        raise error

    return start


def no_process(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(subprocess, "Popen", _raising(OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))))


def no_program(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "executable", "/nowhere/python")


def no_temporary_file(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tempfile, "TemporaryFile", _raising(OSError(errno.EMFILE, os.strerror(errno.EMFILE))))


def no_pipe(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "pipe", _raising(OSError(errno.EMFILE, os.strerror(errno.EMFILE))))


def ends_at_once(patch: pytest.MonkeyPatch) -> None:
    true = shutil.which("true")
    assert true
    patch.setattr(sys, "executable", true)


BREAKS = [no_process, no_program, no_temporary_file, no_pipe, ends_at_once]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A published registry that takes writes."""
    root = tmp_path / "catalogue"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".radcat"))
    opened = Registry.open(settings.read(root, data=tmp_path / "data", base_iri=BASE, writes=True, query_timeout=30))
    opened.publisher.sync(root)
    yield opened
    opened.tokens.close()
    opened.ledger.close()


@pytest.fixture
def client(registry: Registry) -> Iterator[Callable[[], FlaskClient]]:
    """Makes the application, with a token that it sends."""
    made = []

    def make() -> FlaskClient:
        app = create_app(registry)
        made.append(app)
        client = app.test_client()
        token = registry.tokens.create("an editor", Role.ADMIN)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    yield make
    for app in made:
        app.extensions["radcat"].endpoint.close()
        app.extensions["radcat.writer"].close()


def put(client: FlaskClient) -> Any:
    return client.put(f"/store?graph={BASE}{NAME}", data=TEXT, content_type="text/turtle")


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # names only


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_first_start_that_fails_costs_one_503_and_no_more(
    client: Callable[[], FlaskClient], breaks: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        make_writer = Registry.writer

        def writer(registry: Registry) -> Any:  # what else is started is not what is tested here
            breaks(patch)
            return make_writer(registry)

        patch.setattr(Registry, "writer", writer)
        made = client()
        for _ in range(2):
            refused = put(made)
            assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
            assert "the process that reads what is sent" in refused.get_json(force=True)["detail"]
            assert "/" not in refused.get_json(force=True)["detail"], "no path of ours"
            assert refused.headers["Retry-After"]
    assert put(made).status_code == 201


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_restart_that_fails_costs_503s_until_starts_work_again(
    client: Callable[[], FlaskClient], breaks: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client()
    assert put(made).status_code == 201
    process = made.application.extensions["radcat.writer"]._editor._process
    process._child._process.kill()
    process._child._process.wait()
    with monkeypatch.context() as patch:
        breaks(patch)
        assert [put(made).status_code for _ in range(3)] == [503] * 3
    assert put(made).status_code == 204


@pytest.mark.parametrize("breaks", BREAKS)
def test_starts_that_fail_leave_no_file_open(breaks: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = editor.Editor(BASE, {}, seconds=30, megabytes=512)
    reader.rewrite(NAME, [])
    before = open_files()
    assert reader._process is not None
    reader._process._child._process.kill()
    reader._process._child._process.wait()
    with monkeypatch.context() as patch:
        breaks(patch)
        for _ in range(5):
            with pytest.raises(StoreUnavailable):
                reader.rewrite(NAME, [])
    reader.rewrite(NAME, [])
    assert open_files() == before
    reader.close()


def test_a_machine_without_free_descriptors_refuses_and_recovers() -> None:
    """The limit itself, not a stand-in for it."""
    reader = editor.Editor(BASE, {}, seconds=30, megabytes=512)
    reader.rewrite(NAME, [])
    assert reader._process is not None
    reader._process._child._process.kill()
    reader._process._child._process.wait()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    said = []
    try:
        for limit in range(3, soft):  # the first, the second, ... of the descriptors that a start needs is missing
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            try:
                reader.rewrite(NAME, [])
                break
            except StoreUnavailable as error:
                said.append(str(error))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert said
    assert all("can't be started (Too many open files)" in text for text in said)
    reader.rewrite(NAME, [])
    reader.close()


def test_a_process_that_hangs_up_before_it_is_asked_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = editor.Editor(BASE, {}, seconds=30, megabytes=512)
    reader.rewrite(NAME, [])
    process = reader._process
    assert process is not None
    process._child._process.kill()
    process._child._process.wait()
    monkeypatch.setattr(editor._Process, "is_alive", property(lambda _: True))  # as when it dies a moment later
    with pytest.raises(Exception, match=r"too large|nested"):
        reader.rewrite(NAME, [])
    monkeypatch.undo()
    reader.rewrite(NAME, [])
    reader.close()


def test_a_process_that_takes_nothing_is_given_up_at_the_limit() -> None:
    """A body that is larger than a pipe must not wait for ever to be taken, nor hold up who comes next."""
    reader = editor.Editor(BASE, {}, seconds=2, megabytes=512)
    reader.rewrite(NAME, [])
    assert reader._process is not None
    os.kill(reader._process._child.pid, signal.SIGSTOP)
    large = Document("text/turtle", TEXT.encode() + b"# padding\n" * 200_000)
    with pytest.raises(UnreadableBody, match="more than 2 s"):
        reader.rewrite(NAME, [large])
    assert "Harbour office" in reader.rewrite(NAME, [Document("text/turtle", TEXT.encode())])
    reader.close()


def test_a_process_that_breaks_while_it_starts_leaves_its_last_words_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "rdflib.py").write_text("raise ImportError('a broken installation')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    reader = editor.Editor(BASE, {}, seconds=30, megabytes=512)
    with pytest.raises(StoreUnavailable, match="ended while it started"):
        reader.rewrite(NAME, [])
    assert "a broken installation" in caplog.text
    reader.close()
