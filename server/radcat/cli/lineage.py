"""Commands about where images come from: lineage and leakage."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import click

from radcat.bootstrap import Registry
from radcat.cli.options import record_names, with_settings
from radcat.lineage import linked_data, reading, reports
from radcat.lineage.ancestry import Family, Relative, family
from radcat.lineage.leakage import Leakage
from radcat.lineage.leakage import leakage as judge
from radcat.lineage.naming import Names
from radcat.lineage.remedies import Clean
from radcat.lineage.verdicts import Pair, Verdict
from radcat.lineage.works import Link, Works
from radcat.settings import Settings
from radcat.stores.spreadsheets import inert

_COLOURS: Final = {
    Verdict.SHARES: "red",
    Verdict.MAY_SHARE: "yellow",
    Verdict.UNDOCUMENTED: "yellow",
}  # of what is not known to be shared, none: it is no proof
_GRADES: Final = [str(verdict) for verdict in Verdict if verdict is not Verdict.NONE_KNOWN]
SHOWN: Final = 10  # clean test sets; the rest are counted


@click.command()
@click.option("--train", multiple=True, required=True, metavar="SET[,SET]", shell_complete=record_names,
              help="Training sets; may be given several times.")  # fmt: skip
@click.option("--test", multiple=True, required=True, metavar="SET[,SET]", shell_complete=record_names,
              help="Test sets; may be given several times.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(_GRADES), help="Exit with 1 where the verdict is this or a graver one.")
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonld", "csv"]), default="text",
              show_default=True)  # fmt: skip
@with_settings
def leakage(settings: Settings, train: tuple[str, ...], test: tuple[str, ...], fail_on: str | None, form: str) -> None:
    """Tell whether test sets leak into training sets.

    A set is a dataset, or a version or a split of one: covidx-cxr, covidx-cxr@V9A, ucsd-covid-ct/test,
    covidx-cxr@V9A/test. The verdict on each pair, and the gravest of all, is one of: shares, may-share, undocumented,
    none-known. None known is no proof that nothing is shared: what nobody says is listed.

    \b
    Examples:
      radcat leakage --train covidx-cxr@V9A/train --test midrc-ricord-1c
      radcat leakage --train covid-qu-ex,v7-covid19-xray --test covidgr --format json
      radcat leakage --train covidx-cxr --test sirm-covid19 --fail-on may-share && python train.py
    """
    registry = Registry.open(settings)
    found = judge(registry.catalogue, train, test)
    names = Names(registry.catalogue, found.works)
    if form == "json":
        click.echo(json.dumps(reports.to_json(found, names), ensure_ascii=False, indent=2))
    elif form == "jsonld":
        click.echo(json.dumps(linked_data.annotated(found, names), ensure_ascii=False, indent=2))
    elif form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(map(inert, row) for row in reports.to_rows(found, names))
    else:
        click.echo("\n".join(_lines(found, names)))
    if fail_on and found.verdict.gravity >= Verdict(fail_on).gravity:
        sys.exit(1)


def _lines(found: Leakage, names: Names) -> Iterator[str]:
    for pair in found.pairs:
        yield from _pair(pair, found, names)
    if len(found.pairs) > 1:
        yield f"All together: {_said(found.verdict)}"
    for remedy in found.remedies:
        work = f"{names.title(remedy.leave_out)} ({names.selected(remedy.leave_out)})"
        if remedy.of:
            yield f"Leave out of {names.selected(remedy.of)} what came from {work}."
        else:
            yield f"Test on another set than {work}."
    if found.clean is not None:
        yield _clean(found.clean, ", ".join(choice.text for choice in found.train), names)
    for each in dict.fromkeys(each for pair in found.pairs for each in pair.unknown):
        yield f"Not known: {names.title(found.works.work(each.work))}: {reports.REASONS[each.reason]}."


def _clean(clean: Clean, chosen: str, names: Names) -> str:
    shown = ", ".join(names.selected(work) for work, _ in clean.found[:SHOWN])
    more = f", and {len(clean.found) - SHOWN} more (--format json lists them)" if len(clean.found) > SHOWN else ""
    return f"Test sets that share nothing known with {chosen}: {shown or 'none'}{more}."


def _said(verdict: Verdict) -> str:
    return click.style(f"{verdict}: {reports.MEANING[verdict]}", fg=_COLOURS.get(verdict), bold=True)


def _pair(pair: Pair, found: Leakage, names: Names) -> Iterator[str]:
    yield " and ".join(found.chosen(pair))
    numbers = [written for number in (pair.images, pair.patients) if (written := reports.amount(number))]
    yield f"  {_said(pair.verdict)}{_bracketed(numbers)}"
    if pair.train == pair.test:
        yield "  It is the same set; take it out of one side."
    for way in pair.ways:
        for link in way.links:
            yield from _step(link, found.works, names)
    for link in pair.compared if pair.verdict is Verdict.NONE_KNOWN else ():
        yield from _step(link, found.works, names)


def _bracketed(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def _step(link: Link, works: Works, names: Names) -> Iterator[str]:
    yield f"  - {reports.step(link, works, names)}"
    for said in works.sources(link):
        sources = "; ".join(map(names.reference, said.sources))
        yield click.style(f"      {said.confidence or 'no confidence stated'}: {sources}", dim=True)


@click.command()
@click.argument("selected", metavar="SET", shell_complete=record_names)
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonld"]), default="text", show_default=True)
@with_settings
def lineage(settings: Settings, selected: str, form: str) -> None:
    """Show what a set was made from, used in and compared with.

    SET is a dataset, or a version or a split of one, such as covidx-cxr@V9A/train.

    \b
    Examples:
      radcat lineage sirm-covid19
      radcat lineage covidx-cxr@V9A
      radcat lineage covid-chestxray-dataset --format json | jq '.descendants[].title'
    """
    registry = Registry.open(settings)
    works, work = reading.surroundings(registry.catalogue, selected)
    names, found = Names(registry.catalogue, works), family(works, work)
    if form == "text":
        click.echo("\n".join(_family(found, works, names)))
        return
    write = reports.family_json if form == "json" else linked_data.family
    click.echo(json.dumps(write(found, works, names), ensure_ascii=False, indent=2))


def _family(found: Family, works: Works, names: Names) -> Iterator[str]:
    yield click.style(names.title(found.work), bold=True)
    if found.work.is_open:
        yield f"  unknown: {reports.REASONS[found.work.composition or 'not-stated']}"
    for heading, links in (("Made from", found.made_from), ("Used in", found.used_in), ("Compared", found.compared)):
        yield f"{heading}: {len(links) or 'nothing on record'}"
        for link in links:
            yield f"  - {reports.step(link, works, names)}"
    for heading, relatives in (("All that it came from", found.ancestors), ("All made from it", found.descendants)):
        if relatives:
            yield f"{heading}: {len(relatives)}"
        for relative in relatives:
            yield f"  {_relative(relative, names)}"
    for heading, others in (("Part of", found.wholes), ("Its parts", found.parts)):
        if others:
            yield f"{heading}: {', '.join(names.selected(other) for other in others)}"


def _relative(relative: Relative, names: Names) -> str:
    steps = "1 step" if relative.steps == 1 else f"{relative.steps} steps"
    doubt = "" if relative.is_sure else ", by way of the whole"
    return f"{names.title(relative.work)} ({names.selected(relative.work)}): {steps}{doubt}"
