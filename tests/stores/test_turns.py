"""Queries wait in a bounded queue, and clients take turns: nobody's queries keep everybody else waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from radcat.errors import EndpointBusy
from radcat.sandbox import turns as module
from radcat.sandbox.turns import Turn, Turns

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def _in_short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE", 0.05)
    monkeypatch.setattr(module, "LONG", 0.2)


class Visitor(threading.Thread):
    """Somebody who waits for a turn, in a thread."""

    def __init__(self, turns: Turns, client: str, *, is_slow: bool = False) -> None:
        super().__init__(daemon=True)
        self._turns, self.client, self._is_slow = turns, client, is_slow
        self.turn: Turn | None = None
        self.error: EndpointBusy | None = None
        waiting = len(turns._waiting)
        self.start()
        wait_for(lambda: len(turns._waiting) > waiting or not self.is_alive())

    def run(self) -> None:
        try:
            self.turn = begun(self._turns, self.client, is_slow=self._is_slow)
        except EndpointBusy as error:
            self.error = error


def begun(turns: Turns, client: str, *, is_slow: bool = False) -> Turn:
    """A turn whose worker is ready at once."""
    turn = turns.take(client, is_slow=is_slow)
    turn.begin()
    return turn


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_as_many_run_as_there_are_workers_and_the_next_waits_for_one_to_end() -> None:
    turns = Turns(2, 10, PATIENCE)
    first, _ = begun(turns, "a"), begun(turns, "a")
    third = Visitor(turns, "a")
    assert third.turn is None
    turns.give_back(first)
    third.join(PATIENCE)
    assert third.turn is not None


@pytest.mark.parametrize("queue", [0, 1, 3])
def test_who_finds_the_queue_full_is_told_so_at_once(queue: int) -> None:
    turns = Turns(1, queue, PATIENCE)
    begun(turns, "a")
    for _ in range(queue):
        Visitor(turns, "a")
    with pytest.raises(EndpointBusy, match=rf"{queue} queries wait already \(RADCAT_QUERY_QUEUE\)"):
        begun(turns, "a")


def test_who_has_waited_as_long_as_a_query_may_run_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    turns = Turns(1, 10, 0.1)
    begun(turns, "a")
    with pytest.raises(EndpointBusy, match=r"busy for 0\.1 s"):
        begun(turns, "a")
    assert turns._waiting == []


def test_in_a_full_queue_the_client_with_most_waiting_makes_room() -> None:
    turns = Turns(1, 3, PATIENCE)
    begun(turns, "greedy")
    greedy = [Visitor(turns, "greedy") for _ in range(3)]
    modest = Visitor(turns, "modest")
    greedy[-1].join(PATIENCE)
    assert [visitor.error is not None for visitor in greedy] == [False, False, True], "the newest one"
    assert modest.error is None


def test_the_client_that_used_least_goes_first() -> None:
    turns = Turns(1, 10, PATIENCE)
    turn = begun(turns, "busy")
    time.sleep(0.02)
    busy, modest = Visitor(turns, "busy"), Visitor(turns, "modest")
    turns.give_back(turn)
    modest.join(PATIENCE)
    assert modest.turn is not None
    assert busy.turn is None


def test_what_a_client_used_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(1, 10, PATIENCE)
    turn = begun(turns, "a")
    time.sleep(0.02)
    turns.give_back(turn)
    now = time.monotonic()
    assert turns._use("a", now + module.FORGETTING) == pytest.approx(turns._use("a", now) / 2)


def test_the_memory_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLIENTS", 5)
    turns = Turns(1, 10, PATIENCE)
    for number in range(20):
        turns.give_back(begun(turns, str(number)))
    assert list(turns._used) == ["15", "16", "17", "18", "19"]


def test_a_long_query_gives_way_to_a_client_that_used_less() -> None:
    turns, stopped = Turns(1, 10, PATIENCE), list[bool]()
    long = begun(turns, "long")
    long.stop = lambda: stopped.append(True)
    modest = Visitor(turns, "modest")
    modest.join(PATIENCE)
    assert modest.turn is not None
    assert (long.is_taken, stopped) == (True, [True])
    turns.give_back(long)  # as its owner does when it notices
    assert turns._running == [modest.turn]


def test_a_query_of_the_same_client_gives_way_only_after_long() -> None:
    turns = Turns(1, 10, PATIENCE)
    long = begun(turns, "a")
    second = Visitor(turns, "a")
    second.join(PATIENCE)
    assert long.is_taken
    assert time.monotonic() - long.begun > module.LONG


def test_what_waits_for_its_worker_to_start_does_not_give_way_and_costs_its_client_nothing() -> None:
    turns = Turns(1, 10, PATIENCE)
    starting = turns.take("long")
    modest = Visitor(turns, "modest")
    time.sleep(4 * module.SLICE)
    assert not starting.is_taken
    assert turns._use("long", time.monotonic()) == 0
    starting.begin()
    modest.join(PATIENCE)
    assert modest.turn is not None
    assert starting.is_taken


def test_what_is_being_sent_does_not_give_way() -> None:
    turns = Turns(1, 10, PATIENCE)
    sending = begun(turns, "long")
    assert turns.keep(sending)
    modest = Visitor(turns, "modest")
    time.sleep(4 * module.SLICE)
    assert not sending.is_taken
    turns.give_back(sending)
    modest.join(PATIENCE)
    assert modest.turn is not None


def test_long_answers_that_are_being_sent_have_half_of_the_workers() -> None:
    turns = Turns(2, 10, PATIENCE)
    first, second = begun(turns, "a"), begun(turns, "b")
    assert turns.keep(first)
    assert not turns.keep(second), "it is evaluated again when the first has ended"
    again = Visitor(turns, "b", is_slow=True)
    quick = begun(turns, "c")
    assert again.turn is None
    turns.give_back(second)
    turns.give_back(first)
    again.join(PATIENCE)
    assert again.turn is not None
    assert turns.keep(again.turn)
    assert turns._running == [quick, again.turn]


def test_who_was_stopped_learns_it_before_it_sends() -> None:
    turns = Turns(1, 10, PATIENCE)
    long = begun(turns, "long")
    Visitor(turns, "modest").join(PATIENCE)
    assert not turns.keep(long)


def test_slow_queries_have_half_of_the_workers_and_are_not_stopped_again() -> None:
    turns = Turns(4, 10, PATIENCE)
    slow = [begun(turns, "long", is_slow=True) for _ in range(2)]
    third = Visitor(turns, "long", is_slow=True)
    quick = [begun(turns, "quick") for _ in range(2)]
    fifth = Visitor(turns, "modest")
    fifth.join(PATIENCE)
    assert third.turn is None
    assert not any(turn.is_taken for turn in slow)
    assert sum(turn.is_taken for turn in quick) == 1
    turns.give_back(slow[0])
    third.join(PATIENCE)
    assert third.turn is not None


def test_a_turn_that_nobody_gives_back_is_taken_when_its_time_is_long_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.0)
    turns = Turns(1, 10, 0.5)
    lost = begun(turns, "a")
    turns.keep(lost)
    time.sleep(0.4)
    next_one = Visitor(turns, "a")
    next_one.join(PATIENCE)
    assert lost.is_taken
    assert next_one.turn is not None


def test_every_turn_is_given_to_one_and_all_get_theirs() -> None:
    turns, at_once, most, lock = Turns(3, 100, PATIENCE), 0, 0, threading.Lock()

    def visit(client: str) -> None:
        nonlocal at_once, most
        for _ in range(30):
            turn = begun(turns, client)
            with lock:
                at_once += 1
                most = max(most, at_once)
            with lock:
                at_once -= 1
            turns.give_back(turn)

    threads = [threading.Thread(target=visit, args=(str(number % 4),)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    assert most <= 3
    assert turns._running == turns._waiting == []
