"""Commands for record files: validate, format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import click

from radcat.bootstrap import CONTEXT, base_iri, context, make_validator
from radcat.catalogue import Catalogue
from radcat.cli.options import chosen_files, progress, say_warnings, with_settings
from radcat.errors import RecordError
from radcat.folder.files import write_file
from radcat.folder.records import HeldFiles, RecordFile
from radcat.ledger.versions import Ledger
from radcat.publishing import verdicts
from radcat.publishing.locking import holding
from radcat.publishing.verdicts import Due, Judge
from radcat.rdf import turtle
from radcat.settings import Settings
from radcat.validation import render
from radcat.validation.report import Report, Severity, broken
from radcat.validation.review import Review, review_folder

PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
COLOURS = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
FINDINGS = 1  # exit status when there is something to mend


@click.command()
@PATHS
@click.option("--engine", type=click.Choice(["pyshacl", "shacl", "both"]),
              help="Which SHACL engine judges; both must agree. [default: that of RADCAT_ENGINE]")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True,
              help="Text for people, JSON for programs, Turtle for a SHACL report graph.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Judge every record, unchanged ones too.")
@click.option("-q", "--quiet", is_flag=True, help="Of text, print only errors and the closing lines.")
@with_settings
def validate(
    settings: Settings, paths: tuple[Path, ...], engine: str | None, form: str, everything: bool, quiet: bool
) -> None:
    """Check records against the shapes.

    The result is what publication would say: an error keeps a record from being published, and so does a shapes
    file that can't be used. A PATH, which may be a file or a folder, is always checked; a file outside the catalogue
    is checked as a dataset.

    Without PATH, what has changed since the last publication is checked, and what refers to it. Every record is
    checked with --all, if nothing is published, if shapes, vocabularies or engines have changed, and under CI=true.

    \b
    Examples:
      radcat validate
      radcat validate --all
      radcat validate records/datasets/covid-ctset.ttl --engine both
      radcat validate --format json | jq '.records[].findings[].message'
    """
    say_warnings()
    base, engine = base_iri(settings), engine or settings.engine
    validator = partial(make_validator, engine, base)
    files, chosen = chosen_files(settings, paths)
    with _published(settings) as ledger, progress() as report_progress:
        judge = Judge.current(engine, base)
        due = None if paths or ledger is None else verdicts.due(files, ledger, judge, Judge.noted(settings.data_folder))
        if due is None or ledger is None or everything or due.reason or _is_ci():
            reports = review_folder(files, base, validator, chosen, report_progress)
            if due and due.reason and not everything:
                click.echo(f"All records are judged: {due.reason}.", err=True)
            if due and not due.rules_changed and engine == settings.engine and _conform(reports, files, due):
                judge.note(settings.data_folder)
        else:
            review = Review(Catalogue(ledger, base), validator, HeldFiles(files), due.gone, base)
            changed = [file.record.name for file in due.changed]
            reports = list(review.judge(changed, due.affected, report_progress).values())
    unjudged = 0 if paths else len(files) - len(reports)
    if fault := None if paths else context(settings, base)[1]:
        reports.append(broken(CONTEXT, CONTEXT, 1, fault))
    _show(reports, form, unjudged, Severity.VIOLATION if quiet else Severity.INFO)
    if not all(report.conforms for report in reports):
        sys.exit(FINDINGS)


@contextmanager
def _published(settings: Settings) -> Iterator[Ledger | None]:
    """Open the ledger of what is published; None where nothing is."""
    if not (settings.data_folder / "ledger.db").exists():
        yield None
        return
    with closing(Ledger.in_folder(settings.data_folder)) as ledger:
        yield ledger if ledger.generation else None


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def _conform(reports: Sequence[Report], files: Sequence[RecordFile], due: Due) -> bool:
    """Whether every published record that is unchanged conforms."""
    changed = {file.record.name for file in due.changed}
    unchanged = {file.record.name for file in files} - changed
    return all(report.conforms for report in reports if report.name in unchanged)


def _show(reports: Sequence[Report], form: str, unjudged: int, least: Severity) -> None:
    said = (
        f"{len(reports)} judged, {unjudged} not: they are unchanged since they were published, "
        "and so is what they refer to. Use --all to judge them too."
    )
    if form == "json":
        click.echo(render.to_json(reports, unjudged))
    elif form == "turtle":
        click.echo(render.to_graph(reports).serialize(format="turtle"))
    else:
        click.echo(render.text(reports, lambda words, s: click.style(words, fg=COLOURS[s], bold=True), least))
    if unjudged and form != "json":
        click.echo(said, err=form == "turtle")


@click.command("format")
@PATHS
@click.option("--check", is_flag=True, help="Change nothing; exit with status 1 if a file would change.")
@with_settings
def format_(settings: Settings, paths: tuple[Path, ...], check: bool) -> None:
    """Rewrite records and vocabularies in canonical Turtle.

    In this form, a diff shows the changed statements and nothing else. Shapes are not rewritten, to keep their layout
    and comments.

    \b
    Examples:
      radcat format
      radcat format --check records/datasets
    """
    # Whoever publishes beside this must not find a file changed between reading and writing it.
    published = settings.data_folder.is_dir()
    with holding(settings.data_folder / "writer.lock") if published and not check else nullcontext():
        findings = _format(settings, paths, check)
    if findings:
        sys.exit(FINDINGS)


def _format(settings: Settings, paths: tuple[Path, ...], check: bool) -> int:
    """Format the chosen files, and count those that can't be, or that would change."""
    files, chosen = chosen_files(settings, paths)
    base, findings = base_iri(settings), 0
    for file in files:
        if file.record.name not in chosen or file.record.kind == "shapes":
            continue
        try:
            file.check_readable()
            text = _canonical(file, base)
        except RecordError as error:
            click.echo(f"{error}", err=True)
            findings += 1
            continue
        if text.encode() == file.record.text:
            continue
        findings += check
        click.echo(f"{'would change' if check else 'changed'} {file.place}")
        if not check:
            write_file(settings.root / file.path, text)
    return findings


def _canonical(file: RecordFile, base: str) -> str:
    text = file.record.text
    head, later = turtle.comments(text.decode(errors="replace"))
    if later:
        raise RecordError(
            file.place,
            later,
            "a comment here would be lost; turn it into a skos:editorialNote or move it to the top of the file.",
        )
    graph = turtle.parse(text, base, file.place)
    written = turtle.canonical(graph, base, file.place, turtle.own_prefixes(text, base))
    return f"{head}\n{written}" if head else written
