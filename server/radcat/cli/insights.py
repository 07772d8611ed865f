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
from radcat.cli.searching import facet_values, names
from radcat.folder.files import write_file
from radcat.ledger.surveys import Surveys
from radcat.publishing.locking import holding
from radcat.rdf.prefixes import curie
from radcat.saved_queries import Solutions
from radcat.settings import Settings
from radcat.stores.base import Endpoint
from radcat.survey import comparing, ordering, reading, tables
from radcat.survey import editions as surveys
from radcat.survey.claims import Claim, Evidence, evidence
from radcat.survey.differences import Differences, as_json
from radcat.survey.editions import Survey
from radcat.survey.reading import Wanted
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


FORMATS = ["markdown", "latex", "csv", "tsv", "csvw", "json", "cube"]


@click.command()
@click.argument("text", nargs=-1)
@click.option("--facet", "chosen", multiple=True, metavar="NAME=VALUE", shell_complete=facet_values,
              help="Only datasets with this value; several values of one facet mean any of them.")  # fmt: skip
@click.option("--sort", default="", metavar="COLUMN", help="Order of the rows; with a minus before it, turned round.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="markdown", show_default=True,
              help="csvw: metadata for the CSV; cube: an RDF Data Cube in Turtle.")  # fmt: skip
@click.option("--part", type=click.Choice(["table", "claimed", "totals"]), default="table", show_default=True,
              help="The computed table, the rows as published in the survey, or the totals of both.")  # fmt: skip
@click.option("--since", default="", metavar="EDITION", help="Print what changed since this edition; markdown or json.")
@click.option("--until", default="", metavar="EDITION", help="Print what changed up to this edition, a later one.")
@click.option(
    "--check", is_flag=True, help="Print nothing; exit with an error if the edition does not match the table."
)
@click.option("--new-edition", is_flag=True, help="Write the current table as a new edition to records/survey.ttl.")
@with_settings
def survey(
    settings: Settings,
    text: tuple[str, ...],
    chosen: tuple[str, ...],
    sort: str,
    form: str,
    part: str,
    since: str,
    until: str,
    check: bool,
    new_edition: bool,
) -> None:
    """Print the survey table, computed from the published records.

    Words and facets choose datasets, as those of `radcat search` do.

    \b
    Examples:
      radcat survey
      radcat survey lung --facet modality=US --sort -title
      radcat survey --format latex > table.tex
      radcat survey --part totals
      radcat survey --since 2026-11-22.1
      radcat survey --new-edition
    """
    if (text or chosen) and (part != "table" or since or until or check or new_edition):
        raise click.UsageError("words and facets choose rows of the table, and of nothing else.")
    if (since or until) and form not in ("markdown", "json"):
        raise click.UsageError("--since and --until print markdown or json.")
    registry = Registry.open(settings)
    with _endpoint(registry) as endpoint:
        built = surveys.build(registry.catalogue, endpoint)
    if new_edition:
        path = settings.root / "records" / "survey.ttl"
        with holding(settings.data_folder / "writer.lock"):
            write_file(path, surveys.next_edition(built, registry.base, datetime.now(UTC).date()))
        click.echo(f"wrote {path}; run `radcat sync` to publish it.")
        return
    if since or until:
        click.echo(_changes(registry, built, since, until, form), nl=False)
        return
    built.check_edition()
    if not check:
        table = {"table": built.table, "claimed": built.claimed, "totals": built.totals}[part]
        wanted = Wanted(names=names(registry, text, chosen), sort=sort)
        _, rows = reading.chosen(table, ordering.order(sort, table.variables), wanted)
        click.echo(_table(built, rows, form), nl=False)


def _changes(registry: Registry, built: Survey, since: str, until: str, form: str) -> str:
    kept = Surveys(registry.ledger.engine)
    known = kept.kept()
    pair = comparing.pair_of(known, built.checksum, since, until)
    read = kept.rows(comparing.tables_of(pair))
    old = {name: Solutions(known[name].variables, rows) for name, rows in read.items()}
    found = comparing.compare(pair, known, old, built.table, registry.base)
    changes = found.changes if found else comparing.NOTHING
    if form == "json":
        members = {"since": since, "until": until or None, **as_json(changes)}
        return json.dumps(members, indent=2, ensure_ascii=False) + "\n"
    return "".join(f"- {line}\n" for line in _said(changes)) or f"Nothing changed since edition {since}.\n"


def _said(changes: Differences) -> Iterator[str]:
    yield from (f"added: {title} ({key})" for key, title in changes.added)
    yield from (f"no longer there: {title} ({key})" for key, title in changes.removed)
    for row in changes.changed:
        cells = (f"{each.column} {each.before or '–'} → {each.after or '–'}" for each in row.changes)
        yield f"changed: {row.title} ({row.key}): {'; '.join(cells)}"
    yield from (f"column added: {name}" for name in changes.columns_added)
    yield from (f"column removed: {name}" for name in changes.columns_removed)


def _table(built: Survey, table: Solutions, form: str) -> str:
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
    return {"csv": tables.to_csv, "tsv": tables.to_tsv, "json": tables.to_json}[form](table)


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
