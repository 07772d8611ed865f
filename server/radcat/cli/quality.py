"""The command that says how good the descriptions are, and what would make them better: score."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import click

from radcat.bootstrap import Registry
from radcat.cli.options import progress, record_names, with_settings
from radcat.model import KIND
from radcat.quality import dqv, mqa, reading, score
from radcat.quality.base import Assessment, Subject
from radcat.settings import Settings

Found = Mapping[str, Sequence[Assessment]]  # by slug
MOST_FIXES: Final = 5  # shown in the text of a record


@click.command("score")
@click.argument("slug", required=False, shell_complete=record_names)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv", "turtle"]), default="text", show_default=True
)
@with_settings
def score_(settings: Settings, slug: str | None, form: str) -> None:
    """Score the description of one dataset, or of all.

    Three methods are used: the European data portal's quality assessment (405 points), a FAIR assessment modelled on
    F-UJI, and Google Dataset Search's requirements. Fixes are listed with the cheapest first. No network is needed.

    \b
    Examples:
      radcat score
      radcat score covid-ctset
      radcat score --format csv > scores.csv
    """
    registry = Registry.open(settings)
    if slug:
        slug = slug.removeprefix(KIND["dataset"].path)
        subject = reading.subject(registry.catalogue, slug, registry.links)
        subjects, found = {slug: subject}, {slug: score.assess(subject)}
    else:
        subjects, found, total = {}, {}, registry.ledger.count("dataset")
        with progress() as report_progress:
            judged = reading.judged(registry.catalogue, registry.links, lambda each: (each, score.assess(each)))
            for done, (name, verdict) in enumerate(judged):
                report_progress("scoring", done, total)
                subjects[name], found[name] = verdict
    if form == "turtle":
        click.echo(_turtle(found, subjects, registry.base))
    else:
        click.echo(WRITERS[form](found) if form in WRITERS else "\n".join(_text(found, slug)))


def _text(found: Found, slug: str | None) -> Iterator[str]:
    if not found:
        yield "no dataset is published yet; run `radcat sync`."
        return
    yield from _record(found[slug]) if slug else _catalogue(found)


def _record(assessments: Sequence[Assessment]) -> Iterator[str]:
    for assessment in assessments:
        band = f", {mqa.band(assessment.points)}" if assessment.method == mqa.METHOD else ""
        yield click.style(
            f"{assessment.method}  {assessment.points:g} of {assessment.possible:g} points "
            f"({assessment.percent:.0f} %{band})",
            bold=True,
        )
        for fix in assessment.fixes[:MOST_FIXES]:
            yield f"  +{fix.missing:<4.3g} {fix.metric.remedy}  [{fix.metric.effort.words}]"
        if more := len(assessment.fixes) - MOST_FIXES:
            yield f"  and {more} more" if more > 0 else ""
        if assessment.unknown:
            yield f"  {score.UNKNOWN[assessment.method]}: {', '.join(metric.name for metric in assessment.unknown)}"


def _catalogue(found: Found) -> Iterator[str]:
    for place, method in enumerate(score.METHODS):
        assessments = [assessments[place] for assessments in found.values()]
        percents = sorted(assessment.percent for assessment in assessments)
        yield click.style(
            f"{method.METHOD}  {sum(percents) / len(percents):.0f} % on average of {len(percents)} datasets "
            f"({percents[0]:.0f} to {percents[-1]:.0f} %)",
            bold=True,
        )
        for row in score.average(assessments):
            share = row.measurement.share
            unknown = "   not checked" if row.measurement.metric.checks else "   not judged"
            judged = f"{100 * share:4.0f} %" if share is not None else unknown
            some = f", {row.judged} of {len(percents)} judged" if 0 < row.judged < len(percents) else ""
            yield f"  {row.measurement.metric.name:<36}{judged}  of {row.measurement.metric.points:g} points{some}"


def _json(found: Found) -> str:
    return json.dumps({slug: {a.method: score.described(a) for a in rows} for slug, rows in found.items()}, indent=2)


def _csv(found: Found) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dataset", "method", "metric", "dimension", "points", "share"])
    for slug, assessments in found.items():
        for assessment in assessments:
            for m in assessment.measurements:
                share = "" if m.share is None else f"{m.share:.4g}"
                writer.writerow([slug, assessment.method, m.metric.name, m.metric.dimension, m.metric.points, share])
    return out.getvalue().rstrip("\n")


def _turtle(found: Found, subjects: Mapping[str, Subject], base: str) -> str:
    texts = (dqv.measurements(base, slug, rows, subjects[slug].answers.values()) for slug, rows in found.items())
    return dqv.as_graph(dqv.metrics(base), *texts).serialize(format="turtle").rstrip("\n")


WRITERS: Final[Mapping[str, Callable[[Found], str]]] = {"json": _json, "csv": _csv}
