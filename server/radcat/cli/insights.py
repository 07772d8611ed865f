"""Commands that read across records: claims, survey, guide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import click

from radcat.bootstrap import Registry
from radcat.cli.options import record_names, with_settings
from radcat.folder.files import write_file
from radcat.publishing.locking import holding
from radcat.rdf.prefixes import curie
from radcat.settings import Settings
from radcat.stores.base import Endpoint
from radcat.survey import editions as surveys
from radcat.survey import tables
from radcat.survey.claims import Claim, Evidence, evidence
from radcat.survey.editions import Survey
from radcat.validation import guide as guidance


@contextmanager
def _endpoint(registry: Registry) -> Iterator[Endpoint]:
    endpoint = registry.endpoint()
    try:
        yield endpoint
    finally:
        endpoint.close()


@click.command()
@click.argument("slug", shell_complete=record_names)
@click.option("--disputed", is_flag=True, help="Show only facts on which sources disagree.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def claims(settings: Settings, slug: str, disputed: bool, form: str) -> None:
    """Show the evidence for each fact of a dataset.

    It also lists the sources that disagree and those that agree.

    \b
    Examples:
      radcat claims covid-ctset
      radcat claims covid-ctset --disputed
    """
    registry = Registry.open(settings)
    slug = registry.catalogue.dataset_version(slug).record.slug
    found = evidence(registry.catalogue, slug)
    if form == "json":
        held = [] if disputed else [asdict(claim) for claim in found.held]
        others = found.contradictions if disputed else found.others
        click.echo(json.dumps({"held": held, "others": [asdict(c) for c in others]}, indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(_lines(found, disputed)) or f"no claim is recorded for {slug}.")


def _lines(found: Evidence, disputed: bool) -> Iterator[str]:
    for claim in () if disputed else found.held:
        yield from _claim(claim)
    sides = [("Sources that disagree:", found.contradictions)]
    if not disputed:
        sides.append(("Sources that agree:", found.agreements))
    for heading, claims in sides:
        if claims:
            yield click.style(heading, bold=True)
        for claim in claims:
            yield from _claim(claim)


def _claim(claim: Claim) -> Iterator[str]:
    sure = claim.confidence.name if claim.confidence else "no confidence stated"
    shown = [value if len(value) <= 100 else f"{value[:99]}…" for value in claim.values]
    yield f"{click.style(curie(claim.property), bold=True)}  {'; '.join(shown)}"
    yield f"    {sure}: {'; '.join(reference.label for reference in claim.references) or 'no source'}"
    if claim.note:
        yield f"    {claim.note}"


FORMATS = ["markdown", "latex", "csv", "csvw", "json", "cube"]


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="markdown", show_default=True,
              help="csvw: metadata for the CSV; cube: an RDF Data Cube in Turtle.")  # fmt: skip
@click.option("--part", type=click.Choice(["table", "claimed", "totals"]), default="table", show_default=True,
              help="The computed table, the rows as published in the survey, or the totals of both.")  # fmt: skip
@click.option(
    "--check", is_flag=True, help="Print nothing; exit with an error if the edition does not match the table."
)
@click.option("--new-edition", is_flag=True, help="Write the current table as a new edition to records/survey.ttl.")
@with_settings
def survey(settings: Settings, form: str, part: str, check: bool, new_edition: bool) -> None:
    """Print the survey table, computed from the published records.

    \b
    Examples:
      radcat survey
      radcat survey --format latex > table.tex
      radcat survey --part totals
      radcat survey --new-edition
    """
    registry = Registry.open(settings)
    with _endpoint(registry) as endpoint:
        built = surveys.build(registry.catalogue, endpoint)
    if new_edition:
        path = settings.root / "records" / "survey.ttl"
        with holding(settings.data_folder / "writer.lock"):
            write_file(path, surveys.next_edition(built, registry.base, datetime.now(UTC).date()))
        click.echo(f"wrote {path}; run `radcat sync` to publish it.")
        return
    built.check_edition()
    if not check:
        click.echo(_table(built, part, form), nl=False)


def _table(built: Survey, part: str, form: str) -> str:
    table = {"table": built.table, "claimed": built.claimed, "totals": built.totals}[part]
    number = built.edition.number if built.edition else ""
    line = f"{built.title}, edition {number}"
    if form == "markdown":
        return f"{tables.to_markdown(tables.without_iris(table))}\n{line}.\n"
    if form == "latex":
        return f"% {line}\n{tables.to_latex(tables.without_iris(table))}"
    if form == "csvw":
        return tables.csvw_metadata(table, f"{built.iri}.csv", built.title, number)
    if form == "cube":
        return str(tables.to_cube(table, built.iri).serialize(format="turtle"))
    return tables.to_csv(table) if form == "csv" else tables.to_json(table)


@click.command()
@with_settings
def guide(settings: Settings) -> None:
    """Print the guide for describing records.

    It is generated from the shapes, field by field.

    \b
    Example:
      radcat guide > docs/describing-a-dataset.md
    """
    click.echo(guidance.markdown(settings.root), nl=False)
