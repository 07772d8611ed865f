"""The command that brings in what others described: import."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rdflib import URIRef

from radcat.bootstrap import base_iri
from radcat.cli.content import FINDINGS
from radcat.cli.options import progress, with_settings
from radcat.errors import UnreadableSource
from radcat.folder import files
from radcat.folder.files import write_file
from radcat.importing import sources, tables
from radcat.importing.documents import Document, decoded
from radcat.importing.drafts import Draft
from radcat.importing.duplicates import Duplicates
from radcat.importing.notes import Note
from radcat.importing.reading import Reader, Skipped
from radcat.importing.report import Line, Report
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.settings import Settings

_SHOWN = 50  # lines of a kind that are printed; the report has all


@click.command("import")
@click.argument("source", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="The folder that drafts are written into, a file a dataset.")  # fmt: skip
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Write what was imported, skipped and guessed into this file, as JSON.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace drafts that are there and differ.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Which property each column of a table is, in TOML; see docs/importing.md.")  # fmt: skip
@click.option("--fetch-contexts", is_flag=True, help="Fetch contexts of JSON-LD that are not known.")
@with_settings
def import_(
    settings: Settings,
    source: tuple[str, ...],
    out: Path,
    report: Path | None,
    overwrite: bool,
    mapping: Path | None,
    fetch_contexts: bool,
) -> None:
    """Turn descriptions that others wrote into draft records.

    A SOURCE is a file, a folder, an http address, or - for standard input: DCAT in any syntax and profile,
    schema.org and Croissant as JSON-LD or in a web page, CKAN packages, DCAT-US 1.1 and 3, DataCite, records
    of Zenodo, Dublin Core, ISO 19139, answers of OAI-PMH, tables. Each dataset becomes a file of Turtle in
    the folder --out, as far as it was understood, valid or not; nothing is published. What was guessed, left
    out or skipped is said, and datasets that may be duplicates are named.

    Web pages, and JSON with mistakes, need an extra: pip install 'radcat[import]'.

    \b
    Exit status: 0 all was imported, 1 something was skipped, 2 wrong usage.

    \b
    Examples:
      radcat import catalogue.ttl --out drafts
      radcat import https://data.example.org/catalog.jsonld --out drafts --report report.json
      radcat import list.csv --mapping columns.toml --out drafts
      curl https://ckan.example.org/api/3/action/package_show?id=air | radcat import - --out drafts
    """
    base, told, known = base_iri(settings), Report(), Duplicates()
    out.mkdir(parents=True, exist_ok=True)
    fetch = sources.contexts(settings.allow_private) if fetch_contexts else None
    columns = Document.of(mapping.read_bytes(), str(mapping)) if mapping else None
    if columns:
        tables.mapping(decoded(columns), columns.place)  # or it says at once what is wrong with it
    with Reader(base, fetch_context=fetch, mapping=columns) as reader, progress() as report_progress:
        for place, each in enumerate(source, start=1):
            for document in sources.opened(each, base, settings.allow_private):
                _import(reader, document, told, known, base, out, overwrite=overwrite)
            report_progress("Sources", place, len(source))
    if report is not None:
        write_file(report, json.dumps(told.as_json(), ensure_ascii=False, indent=2) + "\n")
    _show(told, out)
    if told.skipped:
        sys.exit(FINDINGS)


def _import(
    reader: Reader,
    document: Document | UnreadableSource,
    told: Report,
    known: Duplicates,
    base: str,
    out: Path,
    *,
    overwrite: bool,
) -> None:
    if isinstance(document, UnreadableSource):
        told.skipped.append(Line(document.place, "", document.reason))
        return
    place, count = document.place, len(told.imported) + len(told.skipped)
    try:
        for found in reader.read(document):
            if isinstance(found, Note):
                told.warnings.append(Line(place, found.record, found.message))
            elif isinstance(found, Skipped):
                told.skipped.append(Line(place, found.note.record, found.note.message))
            else:
                _keep(found, place, told, known, base, out, overwrite=overwrite)
    except UnreadableSource as error:
        told.skipped.append(Line(place, "", error.reason))
    else:
        if len(told.imported) + len(told.skipped) == count:
            told.skipped.append(Line(place, "", "it describes no dataset."))


def _keep(draft: Draft, place: str, told: Report, known: Duplicates, base: str, out: Path, *, overwrite: bool) -> None:
    path, record = out / f"{draft.slug}.ttl", draft.origin or draft.slug
    told.warnings += [Line(place, note.record or record, note.message) for note in draft.notes]
    if files.exists(path) and not overwrite and path.read_bytes() != draft.text.encode():
        told.skipped.append(Line(place, record, f"{path} is there and differs; use --overwrite, or move it."))
        return
    write_file(path, draft.text)
    told.imported.append(Line(place, record, str(path)))
    name = KIND["dataset"].path + draft.slug
    graph = turtle.parse(draft.text.encode(), base, name)
    for other in known.add(draft.slug, graph, URIRef(base + name)):
        message = f"it may be the same dataset as {other.name}: {other.reason}."
        told.warnings.append(Line(place, record, message))


def _show(told: Report, out: Path) -> None:
    for lines, colour in ((told.warnings, "yellow"), (told.skipped, "red")):
        for line in lines[:_SHOWN]:
            record = f"{line.record}: " if line.record else ""
            click.echo(f"{click.style(line.source, fg=colour)}: {record}{line.message}", err=True)
        if len(lines) > _SHOWN:
            click.echo(f"... and {len(lines) - _SHOWN} more; --report has all of them.", err=True)
    counts = f"{len(told.imported)} imported into {out}, {len(told.skipped)} skipped, {len(told.warnings)} warnings."
    click.echo(counts, err=True)
