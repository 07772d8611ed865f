"""What is wrong with a registry now, in one list: `radcat status` and /readyz show it.

To have something else listed, note it in the registry's `Faults`, or add a function to PROVIDERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from radcat.bootstrap import CONTEXT, Registry
from radcat.ledger.faults import Fault
from radcat.ledger.versions import Finding
from radcat.model import KIND

RECORDS: Final = "records"  # the source of what a publication left out, or found to be no longer right
GATE: Final = "gate"  # the source of what closes the gate
FORMATS: Final = "formats"  # the source of what is left out of a format
_LONGEST: Final = 200  # characters of a reason, which may be a parser's
Provider = Callable[[Registry], Iterable[Fault]]


def _noted(registry: Registry) -> Iterable[Fault]:
    """What was noted when it happened, by whichever process."""
    return registry.faults.all()


def _findings(registry: Registry) -> Iterable[Fault]:
    """Files that are not published, and published records that no longer conform; shapes are the gate's affair."""
    found = registry.ledger.findings()
    return [Fault(RECORDS, each.name, each.summary) for each in found if not _closes_gate(each)]


def _context(registry: Registry) -> Iterable[Fault]:
    """A JSON-LD context that can't be used."""
    return [Fault("context", CONTEXT, registry.context_fault)] if registry.context_fault else []


def _closed_gate(registry: Registry) -> Iterable[Fault]:
    """Shapes files that can't be used, and keep from being published what they would judge."""
    return [
        Fault(GATE, found.name, f"{found.summary} Nothing that it would judge is published until it can be used.")
        for found in registry.ledger.findings()
        if _closes_gate(found)
    ]


def _closes_gate(found: Finding) -> bool:
    return found.name.startswith(KIND["shapes"].path) and not found.published


def _left_out(registry: Registry) -> Iterable[Fault]:
    """Records that can't be written in a format."""
    for found in registry.catalogue.omissions.current():
        reason = " ".join(found.reason.split())
        yield Fault(FORMATS, f"{found.name} {found.format}", f"{found.name}: {found.format}: {reason[:_LONGEST]}")


PROVIDERS: Final[tuple[Provider, ...]] = (_findings, _closed_gate, _noted, _context, _left_out)


def faults(registry: Registry) -> list[Fault]:
    """List everything that is wrong."""
    return [fault for provider in PROVIDERS for fault in provider(registry)]
