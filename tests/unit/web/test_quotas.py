"""How many requests a client has left."""

from __future__ import annotations

import tracemalloc

import pytest

from radcat.rates import Rate
from radcat.web.middleware.quotas import CLIENTS, Quotas

RATE = Rate(3, 60)


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_client_may_ask_so_often_in_a_window_and_then_again(clock: Clock) -> None:
    quotas = Quotas(RATE, clock)
    assert [quotas.count("a").is_exceeded for _ in range(5)] == [False, False, False, True, True]
    clock.now += 59.9
    assert quotas.count("a").is_exceeded
    clock.now += 0.1
    assert not quotas.count("a").is_exceeded


def test_each_client_has_a_quota_of_its_own(clock: Clock) -> None:
    quotas = Quotas(RATE, clock)
    for _ in range(4):
        quotas.count("a")
    assert not quotas.count("b").is_exceeded


def test_what_is_left_and_until_when_is_said_in_headers(clock: Clock) -> None:
    quotas = Quotas(RATE, clock)
    quotas.count("a")
    clock.now += 10.5
    assert quotas.count("a").headers == [("RateLimit-Policy", '"client";q=3;w=60'), ("RateLimit", '"client";r=1;t=50')]
    quotas.count("a")
    assert dict(quotas.count("a").headers)["RateLimit"] == '"client";r=0;t=50'


def test_who_has_not_asked_for_longest_is_forgotten_first(clock: Clock) -> None:
    quotas = Quotas(RATE, clock, clients=2)
    for client in ("a", "b", "a", "a", "c"):
        quotas.count(client)
    assert quotas.count("a").is_exceeded, "and not forgotten"
    assert quotas.count("b").remaining == 2


def test_millions_of_addresses_take_a_bounded_memory(clock: Clock) -> None:
    quotas = Quotas(RATE, clock)
    for number in range(CLIENTS):
        quotas.count(f"2001:db8:{number:x}::/64")
    tracemalloc.start()
    try:
        for number in range(CLIENTS, 3 * CLIENTS):
            quotas.count(f"2001:db8:{number:x}::/64")
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 25_000_000  # as much as so many clients take, and not twice that
