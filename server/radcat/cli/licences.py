"""The command about what licences allow for several datasets together."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from typing import Final

import click

from radcat.bootstrap import Registry
from radcat.cli.options import record_names, with_settings
from radcat.licences import linked_data, reports
from radcat.licences.conflicts import Kind
from radcat.licences.policies import State
from radcat.licences.sources import Freer
from radcat.licences.terms import Terms
from radcat.licences.together import Together
from radcat.licences.together import together as put_together
from radcat.lineage.naming import Names
from radcat.settings import Settings
from radcat.stores.spreadsheets import inert

_COLOURS: Final = {State.ALLOWED: None, State.FORBIDDEN: "red", State.NOT_STATED: "yellow"}
_FAULTS: Final = {
    "conflict": lambda found: found.conflicts,
    "unknown": lambda found: found.unknown,
    "freer": lambda found: found.freer,
}


@click.command()
@click.argument("selected", metavar="SET...", nargs=-1, required=True, shell_complete=record_names)
@click.option("--fail-on", type=click.Choice(list(_FAULTS)), multiple=True,
              help="Exit with 1 where licences conflict, where a set states none, or where a set is freer than its "
                   "source; may be given several times.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonld", "csv"]), default="text",
              show_default=True)  # fmt: skip
@with_settings
def licences(settings: Settings, selected: tuple[str, ...], fail_on: tuple[str, ...], form: str) -> None:
    """Tell what the licences of datasets allow and ask for, together.

    Conflicts are named with their reason. Where one licence forbids what another allows, the stricter one decides.
    Where a licence asks for its own terms and another rules these out, the whole can't be shared. Sets that are freer
    than what they were made from are shown. This is no legal advice.

    \b
    Examples:
      radcat licences midrc-ricord-1a covid-qu-ex
      radcat licences curated-cxr-sait --format json | jq '.freer_than_source[].source'
      radcat licences tcia-covid-19-ar stoic2021 --fail-on conflict --fail-on unknown
    """
    registry = Registry.open(settings)
    found = put_together(registry.catalogue, selected)
    names = Names(registry.catalogue, found.works)
    if form == "json":
        click.echo(json.dumps(reports.to_json(found, names), ensure_ascii=False, indent=2))
    elif form == "jsonld":
        click.echo(json.dumps(linked_data.described(found, names), ensure_ascii=False, indent=2))
    elif form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(map(inert, row) for row in reports.to_rows(found))
    else:
        click.echo("\n".join(_lines(found, names)))
    if any(_FAULTS[fault](found) for fault in fail_on):
        sys.exit(1)


def _lines(found: Together, names: Names) -> Iterator[str]:
    for terms in found.terms:
        yield from _terms(terms)
    if found.allowances:
        yield click.style("Together" if len(found.terms) > 1 else "What it allows", bold=True)
        width = max(len(each.action.name) for each in found.allowances)
        for each in found.allowances:
            said = click.style(reports.STATES[each.together], fg=_COLOURS[each.together])
            yield f"  {each.action.name:<{width}}  {said}"
    if found.duties:
        yield click.style("Asked for", bold=True)
        yield from (f"  {duty.action.name}: {', '.join(duty.sets)}" for duty in found.duties)
    if found.conflicts:
        yield click.style("Conflicts", bold=True)
        for conflict in found.conflicts:
            colour = "red" if conflict.kind is Kind.NO_COMMON_TERMS else "yellow"
            yield f"  {click.style(reports.KINDS[conflict.kind], fg=colour)}: {reports.conflict(conflict)}"
    yield from _shared(found)
    for heading, several in (
        ("Freer than its source", found.freer),
        ("Made from sources that state no licence", found.unstated_sources),
    ):
        if several:
            yield click.style(heading, bold=True)
            yield from (line for each in several for line in _freer(each, names))
    yield reports.NO_ADVICE


def _terms(terms: Terms) -> Iterator[str]:
    claim, dispute = terms.claim, terms.dispute
    sure = f" ({claim.confidence.name.lower()})" if claim and claim.confidence else ""
    yield f"{click.style(terms.record.slug, bold=True)}: {reports.stated(terms)}{sure}"
    if not terms.is_stated:
        yield from (f"  {statement}" for statement in terms.statements)
    if dispute:
        sources = "; ".join(reference.label for reference in dispute.references)
        yield click.style(f"  Disputed: {sources} says {', '.join(dispute.values)}.", fg="yellow")


def _shared(found: Together) -> Iterator[str]:
    if found.unknown:
        slugs = ", ".join(terms.record.slug for terms in found.unknown)
        yield f"No licence of their images is known for {slugs}: ask their makers before you share anything."
    elif found.common_terms:
        codes = ", ".join(policy.code for policy in found.common_terms)
        yield f"Changed versions of the whole can be shared under: {codes}."
    else:
        yield "No licence of these fits changed versions of the whole; share a script that puts them together instead."


def _freer(each: Freer, names: Names) -> Iterator[str]:
    yield f"  {each.terms.record.slug}, from {names.title(each.source.work)} ({names.selected(each.source.work)})"
    yield from (f"    {reports.freedom(one)}" for one in each.freedoms)
