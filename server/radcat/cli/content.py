"""Commands for record files: validate, format."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from radcat.bootstrap import CONTEXT, base_iri, context, make_validator
from radcat.cli.options import chosen_files, progress, say_warnings, with_settings
from radcat.errors import RecordError
from radcat.folder.files import write_file
from radcat.folder.records import RecordFile
from radcat.publishing.locking import holding
from radcat.rdf import turtle
from radcat.settings import Settings
from radcat.validation import render
from radcat.validation.report import Severity, broken
from radcat.validation.review import review_folder

PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
COLOURS = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
FINDINGS = 1  # exit status when there is something to mend


@click.command()
@PATHS
@click.option("--engine", type=click.Choice(["pyshacl", "shacl", "both"]),
              help="Which SHACL engine judges; both must agree. [default: that of RADCAT_ENGINE]")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True,
              help="Text for people, JSON for programs, Turtle for a SHACL report graph.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Of text, print only errors and the closing line.")
@with_settings
def validate(settings: Settings, paths: tuple[Path, ...], engine: str | None, form: str, quiet: bool) -> None:
    """Check records against the shapes.

    The result is what publication would say: an error keeps a record from being published, and so does a shapes
    file that can't be used. Without PATH every record of the catalogue is checked; a PATH may be a file or a folder.
    A file outside the catalogue is checked as a dataset.

    \b
    Examples:
      radcat validate
      radcat validate records/datasets/covid-ctset.ttl --engine both
      radcat validate --format json | jq '.records[].findings[].message'
    """
    say_warnings()
    files, chosen = chosen_files(settings, paths)
    base = base_iri(settings)
    with progress() as report_progress:
        validator = partial(make_validator, engine or settings.engine, base)
        reports = review_folder(files, base, validator, chosen, report_progress)
    if fault := None if paths else context(settings, base)[1]:
        reports.append(broken(CONTEXT, CONTEXT, 1, fault))
    if form == "json":
        click.echo(render.to_json(reports))
    elif form == "turtle":
        click.echo(render.to_graph(reports).serialize(format="turtle"))
    else:
        least = Severity.VIOLATION if quiet else Severity.INFO
        click.echo(render.text(reports, lambda words, s: click.style(words, fg=COLOURS[s], bold=True), least))
    if not all(report.conforms for report in reports):
        sys.exit(FINDINGS)


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
