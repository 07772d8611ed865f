"""Which hosts are this machine."""

from __future__ import annotations

import pytest

from radcat.loopback import is_loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("app.localhost", True),
        ("::ffff:127.0.0.1", False),  # whether it is depends on the system
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.0.1", False),
        ("127.0.0.1.example.org", False),
        ("localhost.example.org", False),
        ("notlocalhost", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_names_that_no_other_can_have(host: str, here: bool) -> None:
    assert is_loopback(host) is here
