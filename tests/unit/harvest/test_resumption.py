"""Resumption tokens: what was written is read back, and nothing else is."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from radcat.harvest.resumption import ResumptionToken

TOKEN = ResumptionToken("ListRecords", "oai_dc", "modality:ct", "2024-02-29", None, 7, 5, 9)


# As the version before wrote one: base64 and a checksum.
BEFORE = "WyJMaXN0UmVjb3JkcyIsIm9haV9kYyIsbnVsbCxudWxsLG51bGwsNyw1LDld533849ba7f"


def forged(members: object) -> str:
    """A token with a right signature, as somebody would make it who knows how."""
    return str(URLSafeSerializer("radcat", salt="resumption token 2").dumps(members))


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
    assert set(str(token)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


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


@pytest.mark.parametrize("text", [BEFORE, str(TOKEN)[:-1], str(TOKEN)[1:], str(TOKEN).swapcase(), f"{TOKEN} "])
def test_a_token_of_before_or_with_a_slip_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such token"):
        ResumptionToken.parse(text)


def test_the_forger_above_knows_how() -> None:
    members = ["ListRecords", "oai_dc", "modality:ct", "2024-02-29", None, 7, 5, 9]
    assert ResumptionToken.parse(forged(members)) == TOKEN


def test_a_token_longer_than_any_address_is_refused() -> None:
    noise = "".join(sha256(bytes([number])).hexdigest() for number in range(200))  # which can't be packed
    with pytest.raises(ValueError, match="no such token"):
        ResumptionToken.parse(forged(["ListRecords", noise, None, None, None, 7, 5, 9]))
