"""A rule for many things, such as all records, is one test: what breaks it is told thing by thing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import pytest

Rule = Callable[..., None]


def for_each(parameter: str, things: Sequence[Any]) -> Callable[[Rule], Rule]:
    """Make of a test of one thing, its *parameter*, a test of all *things*.

    A test for each would cost more than the rule does: six thousand of them took a quarter of all tests.
    """

    def decorate(rule: Rule) -> Rule:
        def test(subtests: pytest.Subtests, **fixtures: Any) -> None:
            assert things, "a rule for nothing proves nothing"
            for thing in things:
                try:
                    rule(**fixtures, **{parameter: thing})
                except Exception:
                    with subtests.test(**{parameter: str(thing)}):
                        raise

        others = [p for p in inspect.signature(rule).parameters.values() if p.name != parameter]
        subtests = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        kept = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in others]
        test.__signature__ = inspect.Signature([*kept, subtests])  # type: ignore[attr-defined]  # what fixtures it wants
        test.__name__, test.__doc__, test.__module__ = rule.__name__, rule.__doc__, rule.__module__
        return test

    return decorate
