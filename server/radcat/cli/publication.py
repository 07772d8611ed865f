"""Commands around publication: sync, status, repair."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from radcat.bootstrap import Registry
from radcat.cli.content import FINDINGS
from radcat.cli.options import allow_withdrawals, progress, say_warnings, with_settings
from radcat.errors import SettingError, StoreDamaged, StoreError
from radcat.model import KINDS
from radcat.settings import Settings
from radcat.status import RECORDS
from radcat.status import faults as faults_of
from radcat.stores.embedded import Pointer
from radcat.stores.remote_index import state
from radcat.validation import render


@click.command()
@allow_withdrawals
@with_settings
def sync(settings: Settings, allow_withdrawals: int) -> None:
    """Publish new and changed files; withdraw deleted ones.

    A file with an error does not block the others. A running server shows the new state at once.

    If more than one file and more than a tenth of the files of a kind are missing, no record of that kind
    is withdrawn, because the folder may be half checked out or not mounted. The command names those
    records, publishes everything else and exits with status 1. Use --allow-withdrawals if you meant it.

    \b
    Examples:
      radcat sync
      radcat sync --allow-withdrawals 12
    """
    say_warnings()
    if settings.read_only:
        raise SettingError(
            "this registry is read-only (RADCAT_READ_ONLY); run the command on the machine that publishes."
        )
    registry = Registry.open(settings)
    with progress() as report_progress:
        outcome = registry.sync(report_progress, allow_withdrawals)
        behind = outcome.behind or registry.measuring.run(report_progress)
    click.echo(
        f"generation {outcome.generation}: {len(outcome.published)} published, {len(outcome.withdrawn)} withdrawn, "
        f"{outcome.unchanged} unchanged, {sum(not f.published for f in outcome.findings)} not published."
    )
    refused = [report for report in outcome.reports if not report.conforms]
    if refused:
        click.echo(render.text(refused))
    for withheld in outcome.withheld:
        click.echo(f"Not withdrawn: {withheld.summary}")
    if registry.context_fault:
        click.echo(registry.context_fault)
    if behind:
        click.echo(f"The SPARQL store is out of date; the next sync or a running server updates it: {behind}")
    unwritten = registry.ledger.pending()
    if outcome.findings or behind or outcome.withheld or unwritten or registry.context_fault:
        sys.exit(FINDINGS)


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def status(settings: Settings, form: str) -> None:
    """Show what is published and what is wrong.

    `faults` lists every open problem: files that are not published, records that no longer conform,
    withheld withdrawals, versions that can't be written to their files, a store that is out of date,
    a JSON-LD context that can't be used. The exit status is 1 if there is any.

    \b
    Example:
      radcat status --format json | jq .not_published
    """
    registry = Registry.open(settings)
    store = _describe_store(registry)
    findings = registry.ledger.findings()
    described = {
        "root": str(settings.root),
        "data": str(settings.data_folder),
        "base_iri": registry.base,
        "generation": registry.ledger.generation,
        "store": store,
        "records": {kind.name: registry.ledger.count(kind.name) for kind in KINDS},
        "pending_writes": [pending.place for pending in registry.ledger.pending()],
        "not_published": [asdict(finding) for finding in findings if not finding.published],
        "no_longer_conforming": [asdict(finding) for finding in findings if finding.published],
        "faults": [asdict(fault) for fault in faults_of(registry)],
        "left_out": [asdict(omission) for omission in registry.catalogue.omissions.current()],
    }
    click.echo(json.dumps(described, indent=2) if form == "json" else _text(described))
    if findings or described["faults"]:
        sys.exit(FINDINGS)


@click.command()
@click.option("--yes", is_flag=True, help="Make the changes; without this option they are only listed.")
@with_settings
def repair(settings: Settings, yes: bool) -> None:
    """Give up published versions whose files can't be written.

    A version published over HTTP is written to its file. If that fails, the version is set aside and
    `radcat status` names it. This command tries to write it again and lists what still fails. With --yes it
    gives those versions up: a record without a file is withdrawn; if there is a file, the next sync publishes
    its content. The ledger keeps the version. Without --yes the exit status is 1 if there is anything to give up.

    \b
    Examples:
      radcat repair
      radcat repair --yes
    """
    say_warnings()
    if settings.read_only:
        raise SettingError(
            "this registry is read-only (RADCAT_READ_ONLY); run the command on the machine that publishes."
        )
    registry = Registry.open(settings)
    waiting = registry.publisher.give_up("repair") if yes else registry.publisher.unwritten()
    if not waiting:
        click.echo("Nothing to repair: every published version is written to its file.")
    for kept in waiting:
        click.echo(f"{'gave up' if yes else 'would give up'} version {kept.pending.version.sequence} of {kept.name}: ")
        click.echo(f"  {kept.pending.place}: {kept.reason}")
    if waiting and not yes:
        click.echo("Nothing was changed; run `radcat repair --yes` to make the changes.")
        sys.exit(FINDINGS)


def _describe_store(registry: Registry) -> dict[str, object] | None:
    """Where the store stands, or what is wrong with it; None where nothing was published to it."""
    if registry.server:
        try:
            found = state(registry.server)
        except StoreError as error:
            return {"address": registry.server.name, "fault": str(error)}
        position = {"generation": found.position.generation, "base": found.position.base} if found else {}
        return {"address": registry.server.name, **position}
    try:
        pointer = Pointer.read(registry.settings.data_folder / "store")
    except StoreDamaged as error:
        return {"damaged": str(error)}
    return {"generation": pointer.generation, "base": pointer.base} if pointer else None


def _store(described: object) -> str:
    match described:
        case {"address": address, "fault": fault}:
            return f"{address}: {fault}"
        case {"address": address, "generation": generation, "base": base}:
            return f"{address}, at generation {generation}, under {base}"
        case {"address": address}:
            return f"{address}, empty; run `radcat sync`"
        case {"generation": generation, "base": base}:
            return f"at generation {generation}, under {base}"
        case {"damaged": reason}:
            return f"damaged: {reason}; the next `radcat sync` rebuilds it from the ledger"
        case _:
            return "empty; run `radcat sync`"


def _text(described: dict[str, object]) -> str:
    records = described["records"]
    assert isinstance(records, dict)  # noqa: S101  # made above
    lines = [f"{name:<12}{described[name]}" for name in ("root", "data", "base_iri", "generation")]
    lines.append(f"store       {_store(described['store'])}")
    lines.append("records     " + ", ".join(f"{count} {name}" for name, count in records.items() if count))
    if pending := described["pending_writes"]:
        assert isinstance(pending, list)  # noqa: S101
        lines += ["not written to a file yet (the next start or sync will):", *(f"  {place}" for place in pending)]
    for name, heading in (
        ("not_published", "not published"),
        ("no_longer_conforming", "no longer conforming"),
    ):
        findings = described[name]
        assert isinstance(findings, list)  # noqa: S101
        if findings:
            lines += [f"{heading}:", *(f"  {finding['summary']}" for finding in findings)]
    faults = described["faults"]
    assert isinstance(faults, list)  # noqa: S101
    if others := [fault for fault in faults if fault["source"] != RECORDS]:
        lines += ["faults:", *(_fault(fault) for fault in others)]
    return "\n".join(lines)


def _fault(fault: dict[str, str]) -> str:
    detail = f"\n    {fault['detail']}" if fault["detail"] else ""
    return f"  {fault['source']}: {fault['summary']}{detail}"
