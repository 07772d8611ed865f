"""An answer is whole before any of it is sent, wherever it is held."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from radcat.errors import EndpointBusy, QueryTimeout, StoreUnavailable
from radcat.web.holding import LISTED, MOST_IN_MEMORY, Holding

PIECE = os.urandom(64 * 1024)


def pieces(size: int, end: Exception | None = None) -> Generator[bytes, None, None]:
    for _ in range(size // len(PIECE)):
        yield PIECE
    if end:
        raise end


@pytest.mark.parametrize("size", [0, LISTED // 2, MOST_IN_MEMORY, 3 * MOST_IN_MEMORY])
def test_an_answer_comes_out_as_it_went_in(tmp_path: Path, size: int) -> None:
    found = Holding(tmp_path, 4 * MOST_IN_MEMORY)
    held = found.hold(pieces(size))
    assert held.size == size
    assert isinstance(held.body, list) == (size <= LISTED)
    assert b"".join(held.body) == PIECE * (size // len(PIECE))
    held.close()
    assert found._disk._taken == 0
    assert list(tmp_path.iterdir()) == [], "its file has no name"


@pytest.mark.parametrize("size", [LISTED, 2 * MOST_IN_MEMORY])
def test_what_breaks_off_is_that_error_and_takes_no_room(tmp_path: Path, size: int) -> None:
    found = Holding(tmp_path, 4 * MOST_IN_MEMORY)
    with pytest.raises(QueryTimeout):
        found.hold(pieces(size, QueryTimeout(2)))
    assert found._disk._taken == 0


def test_answers_together_take_no_more_than_they_may(tmp_path: Path) -> None:
    found = Holding(tmp_path, 2 * MOST_IN_MEMORY)
    first = found.hold(pieces(2 * MOST_IN_MEMORY))
    with pytest.raises(EndpointBusy):
        found.hold(pieces(3 * MOST_IN_MEMORY))
    first.close()
    found.hold(pieces(3 * MOST_IN_MEMORY)).close()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOSPC])
def test_a_disk_that_takes_no_more_is_said_and_not_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(**_: object) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path))

    found = Holding(tmp_path, 4 * MOST_IN_MEMORY)
    monkeypatch.setattr("tempfile.TemporaryFile", fail)
    with pytest.raises(StoreUnavailable, match=os.strerror(number)) as raised:
        found.hold(pieces(2 * MOST_IN_MEMORY))
    assert str(tmp_path) not in raised.value.public
    assert found._disk._taken == 0


def test_where_the_data_folder_is_not_ours_to_write_in_there_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tempfile.TemporaryFile

    def only_elsewhere(**named: object) -> object:
        if named:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real()

    monkeypatch.setattr("tempfile.TemporaryFile", only_elsewhere)
    assert len(b"".join(Holding(tmp_path, 4 * MOST_IN_MEMORY).hold(pieces(2 * MOST_IN_MEMORY)))) == 2 * MOST_IN_MEMORY


def test_a_file_that_lost_its_end_breaks_the_answer_off(tmp_path: Path) -> None:
    held = Holding(tmp_path, 4 * MOST_IN_MEMORY).hold(pieces(3 * MOST_IN_MEMORY))
    assert held._file is not None
    held._file.truncate(MOST_IN_MEMORY)
    with pytest.raises(StoreUnavailable, match="not whole any more"):
        list(held)
