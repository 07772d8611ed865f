"""Everything hostile at once, at a running server, while eight polite clients ask ordinary questions.

The server is as a visitor finds it, but for a shorter time limit: rate limit, queue and workers as they are set by
default. Each attacker and each polite client has an address of its own, as on the internet.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.conftest import REPOSITORY, serving_process
from tests.hostile.attacks import attacks
from tests.hostile.fire import (
    Listener,
    MemoryWatch,
    Outcome,
    Visitor,
    fire_one_by_one,
    fire_together,
    resident,
    visitors,
    web_processes,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="addresses beside 127.0.0.1 are Linux's")

MEMORY_MB, WORKERS = 256, 2
BUSY = frozenset({429, 503})  # in a crowd, everybody's refusal: who sends this much at once is told to wait
NAMES = [attack.name for attack in attacks("http://127.0.0.1/")]


@dataclass
class Battle:
    """What was seen of it."""

    together: dict[str, Outcome]  # by the attack's name
    one_by_one: dict[str, Outcome]
    visitors: list[Visitor]
    before: set[int]
    after: set[int]
    callers: int
    base: int  # bytes
    highest: int  # bytes


@pytest.fixture(scope="module")
def battle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Battle]:
    """All attacks, fired together and then a few at a time; the tests look at what came of them."""
    settings = {
        "RADCAT_QUERY_TIMEOUT": "2",
        "RADCAT_QUERY_MEMORY_MB": str(MEMORY_MB),
        "RADCAT_QUERY_WORKERS": str(WORKERS),
        "RADCAT_RATE_LIMIT": "600/minute",
    }
    listener = Listener()
    try:
        with serving_process(REPOSITORY, tmp_path_factory.mktemp("hostile"), **settings) as (address, process):
            port, fired = int(address.rsplit(":", 1)[1].strip("/")), attacks(listener.address)
            before, base = web_processes(process.pid), resident(process.pid)
            with visitors(port) as asking, MemoryWatch(process.pid) as memory:
                together = fire_together(port, fired)
            one_by_one = fire_one_by_one(port, [attack for attack in fired if not attack.is_heavy])
            after = web_processes(process.pid)
        yield Battle(
            {outcome.attack.name: outcome for outcome in together},
            {outcome.attack.name: outcome for outcome in one_by_one},
            asking, before, after, listener.callers, base, memory.highest,
        )  # fmt: skip
    finally:
        listener.close()


def test_there_are_at_least_sixty_and_none_twice() -> None:
    assert len(NAMES) >= 60
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_request_gets_its_clear_refusal(battle: Battle, name: str) -> None:
    outcome = battle.together[name]
    assert outcome.is_right or outcome.came in BUSY, outcome.told
    # Where nobody else is in the way, for what it is. What is heavy is refused as what it is in a crowd, too.
    alone = battle.one_by_one.get(name, outcome)
    assert alone.is_right, alone.told
    for answer in (outcome, alone):
        if isinstance(answer.came, int) and answer.came >= 400 and answer.body:
            assert "application/problem+json" in answer.headers.lower(), answer.headers
        assert "set-cookie" not in answer.headers.lower()


def test_no_web_process_dies(battle: Battle) -> None:
    assert battle.before
    assert battle.after == battle.before


def test_nobody_is_asked_on_a_visitors_word(battle: Battle) -> None:
    assert battle.callers == 0


def test_memory_stays_under_the_limits_of_the_workers(battle: Battle) -> None:
    """What all processes held before, what each worker may take for a query, and a little for what is on its way."""
    megabyte = 1024 * 1024
    assert battle.base > megabyte
    assert battle.highest < battle.base + (WORKERS * MEMORY_MB + 300) * megabyte


def test_polite_clients_see_no_error(battle: Battle) -> None:
    assert all(visitor.times for visitor in battle.visitors)
    assert [error for visitor in battle.visitors for error in visitor.errors] == []
