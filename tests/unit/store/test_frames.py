"""The frames between a web process and its query workers."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.store import frames
from radcat.store.frames import HEADER, LARGEST, FrameKind, FrameWriter


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
    writer.flush()
    found = list(read(pipe))
    assert {kind for kind, _ in found} <= {FrameKind.DATA}
    assert b"".join(payload for _, payload in found) == b"".join(pieces)
    assert all(0 < len(payload) <= LARGEST for _, payload in found)
    assert all(len(payload) == LARGEST for _, payload in found[:-1])


def test_a_full_frame_leaves_before_the_answer_is_whole() -> None:
    pipe = BytesIO()
    writer = FrameWriter(pipe)
    writer.write(b"x" * (LARGEST - 1))
    assert pipe.getvalue() == b""
    writer.write(b"xx")
    assert list(read(pipe)) == [(FrameKind.DATA, b"x" * LARGEST)]
