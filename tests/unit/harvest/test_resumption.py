"""Resumption tokens: what was written is read back, and nothing else is."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.harvest.resumption import ResumptionToken

TOKEN = ResumptionToken("ListRecords", "oai_dc", "modality:ct", "2024-02-29", None, 7, 5, 9)


def forged(members: object) -> str:
    """A token with a right checksum, as somebody would make it who knows how."""
    state = json.dumps(members, separators=(",", ":")).encode()
    check = sha256(b"radcat resumption token 1\0" + state).hexdigest()[:10]
    return urlsafe_b64encode(state).decode().rstrip("=") + check


@given(
    st.builds(
        ResumptionToken,
        *[st.text(max_size=20)] * 2,
        *[st.none() | st.text(max_size=20)] * 3,
        *[st.integers(0, 2**53 - 1)] * 3,
    )
)
def test_a_token_is_read_as_it_was_written(token: ResumptionToken) -> None:
    assert ResumptionToken.parse(str(token)) == token
    assert set(str(token)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=200))
def test_what_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message is the same for all
        ResumptionToken.parse(text)


@pytest.mark.parametrize(
    "members",
    [
        None,
        {},
        [],
        [1],
        ["ListRecords", "oai_dc", None, None, None, "7", 5, 9],
        ["ListRecords", "oai_dc", None, None, None, -1, 5, 9],
        ["ListRecords", "oai_dc", None, None, None, 2**63, 5, 9],
        ["ListRecords", None, None, None, None, 7, 5, 9],
        ["ListRecords", "oai_dc", 5, None, None, 7, 5, 9],
    ],
)
def test_a_forged_token_of_another_shape_is_refused(members: object) -> None:
    with pytest.raises(ValueError, match="no such token"):
        ResumptionToken.parse(forged(members))


def test_the_forger_above_knows_how() -> None:
    members = ["ListRecords", "oai_dc", "modality:ct", "2024-02-29", None, 7, 5, 9]
    assert ResumptionToken.parse(forged(members)) == TOKEN


def test_a_token_longer_than_any_address_is_refused() -> None:
    with pytest.raises(ValueError, match="no such token"):
        ResumptionToken.parse(forged(["ListRecords", "x" * 5000, None, None, None, 7, 5, 9]))
