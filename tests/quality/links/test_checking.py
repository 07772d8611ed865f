"""Asking addresses, of a real server that answers in every way that servers answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.quality.links.site import Site, apart, serving_site

from radcat.ledger.link_checks import Answer
from radcat.outgoing.networks import EVERYWHERE
from radcat.quality import link_checking
from radcat.quality.link_checking import Manners

PATIENT = Manners(seconds=60, pause=0, allowed=EVERYWHERE)  # an answer comes, however busy the machine
HASTY = Manners(seconds=1, pause=0, allowed=EVERYWHERE)  # none does


@pytest.fixture
def web() -> Iterator[Site]:
    """A server that answers by the path that it is asked for."""
    with serving_site() as site:
        yield site


def ask(*addresses: str, manners: Manners = PATIENT) -> dict[str, Answer]:
    async def collect() -> dict[str, Answer]:
        return {answer.address: answer async for answer in link_checking.check(addresses, manners)}

    return dict(apart(lambda: asyncio.run(collect())))


@pytest.mark.parametrize(
    ("path", "status", "works"),
    [
        ("", 200, True),
        ("status/204", 204, True),
        ("status/304", 304, True),
        ("to/status/200", 200, True),
        ("to/to/to/status/200", 200, True),
        ("to/status/404", 404, False),
        ("status/404", 404, False),
        ("status/410", 410, False),
        ("status/401", 401, False),
        ("status/500", 500, False),
        ("status/503", 503, False),
        ("head/403", 200, True),
        ("head/404", 200, True),
        ("head/405", 200, True),
        ("head/501", 200, True),
        ("head/500", 200, True),
        ("head-hangs-up", 200, True),
        ("large", 200, True),
        ("busy/0", 200, True),
        ("busy/1", 200, True),
        ("busy/3600", 429, False),
        ("busy/Wed, 21 Oct 2015 07:28:00 GMT", 200, True),
        ("busy/soon", 429, False),
    ],
)
def test_an_address_has_the_status_that_a_visitor_would_see(web: Site, path: str, status: int, works: bool) -> None:
    address = web.address + quote(path)
    found = ask(address)[address]
    assert (found.status, found.works) == (status, works)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("hangs", "no answer within 1 s"),
        ("drips", "no answer within 1 s"),
        ("loop", "more than 10 redirects"),
        ("garbage", ""),
        ("to-nowhere", ""),
    ],
)
def test_an_address_that_gives_no_answer_says_why(web: Site, path: str, says: str) -> None:
    found = ask(web.address + path, manners=HASTY)[web.address + path]
    assert found.status is None
    assert not found.works
    assert found.reason
    assert says in found.reason


@pytest.mark.parametrize(
    "address",
    [
        "http://nowhere.invalid/",
        "ftp://ftp.example.org/x",
        "mailto:a@example.org",
        "http://[",
        "http://127.0.0.1:99999/",
        "https://",
        "nonsense",
    ],
)
def test_an_address_that_can_not_be_asked_has_an_answer_too(address: str) -> None:
    found = ask(address)[address]
    assert found.status is None
    assert found.reason


def test_a_port_on_which_nobody_listens_is_said() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    assert ask(address)[address].reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_private_networks_are_not_asked_unless_one_says_so(host: str) -> None:
    address = f"http://{host}/"
    assert "private network" in ask(address, manners=Manners(pause=0))[address].reason


def test_head_is_enough_where_it_is_answered(web: Site) -> None:
    ask(web.address + "status/200", web.address + "status/410")
    assert {method for method, _ in web.asked} == {"HEAD"}


def test_a_host_gets_one_request_at_a_time(web: Site) -> None:
    ask(*(f"{web.address}status/200?{n}" for n in range(20)))
    assert len(web.asked) == 20
    assert web.most_at_once == 1


def test_an_address_that_is_named_twice_is_asked_once(web: Site) -> None:
    ask(web.address, web.address)
    assert web.asked == [("HEAD", "/")]


def test_it_says_who_asks(web: Site) -> None:
    ask(web.address, manners=Manners(pause=0, allowed=EVERYWHERE, contact="https://data.example.org/"))
    (agent,) = web.agents
    assert agent.startswith("radcat/")
    assert "https://data.example.org/" in agent


def test_a_host_that_hangs_keeps_no_other_from_being_asked(web: Site) -> None:
    hanging, other = f"{web.address}hangs", f"{web.address.replace('127.0.0.1', 'localhost')}status/200"

    async def first() -> str:
        async for answer in link_checking.check([hanging, other], PATIENT):
            return answer.address
        return ""

    assert apart(lambda: asyncio.run(first())) == other


def test_stopping_early_leaves_nothing_running(web: Site) -> None:
    async def first() -> int:
        async for _ in link_checking.check([f"{web.address}status/200?{n}" for n in range(50)], PATIENT):
            break
        await asyncio.sleep(0.1)
        return len(asyncio.all_tasks())

    assert apart(lambda: asyncio.run(first())) == 1


def test_a_fault_of_ours_ends_the_check_instead_of_waiting_for_ever(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(link_checking, "_ask", fails)
    with pytest.raises(ZeroDivisionError):
        ask(web.address)
