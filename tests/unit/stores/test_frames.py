"""The frames between a web process and its query workers."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import AnswerTooLarge
from radcat.sandbox import frames
from radcat.sandbox.frames import HEADER, LARGEST, MEGABYTE, FrameKind, FrameWriter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


def read(pipe: BytesIO) -> Iterator[tuple[FrameKind, bytes]]:
    """Read frames as the other side does, to the last byte."""
    pipe.seek(0)
    while header := pipe.read(HEADER.size):
        kind, length = HEADER.unpack(header)
        payload = pipe.read(length)
        assert len(payload) == length
        yield FrameKind(kind), payload


@pytest.mark.parametrize("kind", FrameKind)
@pytest.mark.parametrize("payload", [b"", b"x", bytes(range(256)), b"x" * (LARGEST + 1)])
def test_a_frame_is_read_as_it_was_written(kind: FrameKind, payload: bytes) -> None:
    pipe = BytesIO()
    frames.write(pipe, kind, payload)
    frames.write(pipe, FrameKind.END)
    assert list(read(pipe)) == [(kind, payload), (FrameKind.END, b"")]


@given(st.lists(st.one_of(st.binary(max_size=50), st.integers(0, 3 * LARGEST).map(bytes)), max_size=6))
def test_an_answer_arrives_whole_in_frames_that_are_never_empty_nor_too_large(pieces: list[bytes]) -> None:
    pipe = BytesIO()
    writer = FrameWriter(pipe)
    assert [writer.write(piece) for piece in pieces] == [len(piece) for piece in pieces]
    writer.flush()
    writer.finish()
    *found, end = read(pipe)
    assert end == (FrameKind.END, b"")
    assert {kind for kind, _ in found} <= {FrameKind.DATA}
    assert b"".join(payload for _, payload in found) == b"".join(pieces)
    assert all(0 < len(payload) <= LARGEST for _, payload in found)


def test_a_full_frame_leaves_before_the_answer_is_whole() -> None:
    pipe = BytesIO()
    writer = FrameWriter(pipe)
    writer.write(b"x" * (LARGEST - 1))
    assert pipe.getvalue() == b""
    writer.write(b"xx")
    assert list(read(pipe)) == [(FrameKind.DATA, b"x" * LARGEST)]


def test_what_waits_for_more_leaves_after_a_while_however_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "PATIENCE", 0.0)
    pipe = BytesIO()
    FrameWriter(pipe).write(b"x")
    assert list(read(pipe)) == [(FrameKind.DATA, b"x")]


def test_a_small_answer_leaves_in_one_write() -> None:
    """Each write wakes the reader."""

    class Pipe(BytesIO):
        writes = 0

        def write(self, content: Buffer) -> int:
            self.writes += 1
            return super().write(content)

    pipe = Pipe()
    writer = FrameWriter(pipe)
    writer.write(b"true")
    writer.finish()
    assert pipe.writes == 1
    assert list(read(pipe)) == [(FrameKind.DATA, b"true"), (FrameKind.END, b"")]


@pytest.mark.parametrize("size", [1, 10, 1000, 100 * LARGEST])
def test_an_answer_past_its_limit_is_stopped_before_the_limit_is_sent(size: int) -> None:
    pipe = BytesIO()
    writer = FrameWriter(pipe, megabytes=1)
    writer.write(b"x" * MEGABYTE)
    with pytest.raises(AnswerTooLarge, match="1 MB"):
        _ = writer.write(b"x" * size), writer.finish()
    assert sum(len(payload) for _, payload in read(pipe)) <= MEGABYTE
