"""How long a web process that ended waits for its restart."""

from __future__ import annotations

from radcat.cli import supervision
from radcat.cli.supervision import Pauses


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_pause_grows_with_each_end_soon_after_a_start_and_never_ends() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    waited = []
    for _ in range(100):
        waited.append(pauses.next(0))
        clock.now += waited[-1]
        pauses.start(0)
        clock.now += 1
    assert waited[:5] == [0, 0.5, 1, 2, 4]
    assert sorted(waited) == waited
    assert waited[-1] == supervision.LONGEST


def test_a_process_that_worked_for_a_while_is_started_again_at_once() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    for _ in range(5):
        pauses.next(0)
        pauses.start(0)
    assert pauses.next(0) > 1
    pauses.start(0)
    clock.now += supervision.HEALTHY
    assert pauses.next(0) == 0


def test_each_process_has_its_own_pause() -> None:
    pauses = Pauses(Clock())
    for _ in range(5):
        pauses.next(0)
        pauses.start(0)
    assert pauses.next(1) == 0
