"""Commands for what others described: import, convert."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from rdflib import URIRef

from radcat.bootstrap import base_iri
from radcat.cli.content import FINDINGS
from radcat.cli.options import progress, with_settings
from radcat.errors import UnreadableSource
from radcat.folder import files
from radcat.folder.files import write_file
from radcat.importing import conversion, sources, tables
from radcat.importing.documents import Document, decoded
from radcat.importing.drafts import Draft
from radcat.importing.duplicates import Duplicates
from radcat.importing.notes import Note
from radcat.importing.reading import Reader, Skipped
from radcat.importing.report import Line, Report
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.settings import Settings
from radcat.validation.review import Progress

_SHOWN = 50  # lines of a kind that are printed; the report has all


_mapping = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Which property each column of a table is, in TOML; see docs/importing.md.",
)
_fetch_contexts = click.option("--fetch-contexts", is_flag=True, help="Fetch contexts of JSON-LD that are not known.")


def _formats(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in conversion.names() if name.startswith(incomplete)]


@click.command("import")
@click.argument("source", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="The folder that drafts are written into, a file a dataset.")  # fmt: skip
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Write what was imported, skipped and guessed into this file, as JSON.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace drafts that are there and differ.")
@_mapping
@_fetch_contexts
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
    told, known, base = Report(), Duplicates(), base_iri(settings)
    out.mkdir(parents=True, exist_ok=True)
    with _drafts(settings, source, mapping, told, fetch_contexts=fetch_contexts) as drafts:
        for place, draft in drafts:
            if _keep(draft, place, told, out, overwrite=overwrite):
                _compare(draft, place, told, known, base)
    _end(told, report, f"imported into {out}")


@click.command()
@click.argument("source", nargs=-1, required=True)
@click.option("--as", "form", required=True, metavar="FORMAT", shell_complete=_formats,
              help="The format to write: dcat-ap, schema, croissant, datacite, turtle, jsonld and others.")  # fmt: skip
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Write what was skipped and guessed, and what the format loses, into this file.")  # fmt: skip
@_mapping
@_fetch_contexts
@with_settings
def convert(
    settings: Settings,
    source: tuple[str, ...],
    form: str,
    report: Path | None,
    mapping: Path | None,
    fetch_contexts: bool,
) -> None:
    """Write descriptions of datasets in another format.

    A SOURCE is what `radcat import` reads. All its datasets go to standard output as one document, under the
    IRIs that the source has for them. How many statements the format loses is said, and --report lists them.

    \b
    Exit status: 0 all was converted, 1 something was skipped, 2 wrong usage.

    \b
    Examples:
      radcat convert catalogue.rdf --as schema
      radcat convert https://data.example.org/data.json --as dcat-ap > catalogue.ttl
      radcat convert package.json --as datacite --report losses.json
    """
    if form not in conversion.names():
        known = ", ".join(conversion.names())
        raise click.BadParameter(f"{form!r} is no format; there are: {known}.", param_hint="--as")
    told, row = Report(), conversion.row(form)
    with _drafts(settings, source, mapping, told, fetch_contexts=fetch_contexts) as drafts:
        found = list(drafts)
    written = [draft for _, draft in found]
    with conversion.catalogue(written, base_iri(settings)) as catalogue:
        if written:
            sys.stdout.buffer.write(conversion.written(catalogue, written, row))
        for place, draft in found:
            record, lost = draft.origin or draft.slug, conversion.lost(catalogue, draft, row)
            told.imported.append(Line(place, record, f"{len(lost)} statements are lost"))
            if report is not None:
                reasons = (f"{each.property} {each.value!r} is lost: {each.reason}" for each in lost)
                told.warnings += [Line(place, record, reason) for reason in reasons]
    _end(told, report, f"converted to {row.name}")


@contextmanager
def _drafts(
    settings: Settings, source: Sequence[str], mapping: Path | None, told: Report, *, fetch_contexts: bool
) -> Iterator[Iterator[tuple[str, Draft]]]:
    """Read sources: yields where each draft comes from, and the draft; the rest is told."""
    base = base_iri(settings)
    fetch = sources.contexts(settings.allow_private) if fetch_contexts else None
    columns = Document.of(mapping.read_bytes(), str(mapping)) if mapping else None
    if columns:
        tables.mapping(decoded(columns), columns.place)  # or it says at once what is wrong with it

    def read(reader: Reader, report_progress: Progress) -> Iterator[tuple[str, Draft]]:
        for place, each in enumerate(source, start=1):
            for document in sources.opened(each, base, settings.allow_private):
                if isinstance(document, UnreadableSource):
                    told.skipped.append(Line(document.place, "", document.reason))
                else:
                    yield from _of_document(reader, document, told)
            report_progress("Sources", place, len(source))

    with Reader(base, fetch_context=fetch, mapping=columns) as reader, progress() as report_progress:
        yield read(reader, report_progress)


def _of_document(reader: Reader, document: Document, told: Report) -> Iterator[tuple[str, Draft]]:
    place, count = document.place, 0
    try:
        for found in reader.read(document):
            if isinstance(found, Note):
                told.warnings.append(Line(place, found.record, found.message))
                continue
            count += 1
            if isinstance(found, Skipped):
                told.skipped.append(Line(place, found.note.record, found.note.message))
                continue
            record = found.origin or found.slug
            told.warnings += [Line(place, note.record or record, note.message) for note in found.notes]
            yield place, found
    except UnreadableSource as error:
        told.skipped.append(Line(place, "", error.reason))
    else:
        if not count:
            told.skipped.append(Line(place, "", "it describes no dataset."))


def _keep(draft: Draft, place: str, told: Report, out: Path, *, overwrite: bool) -> bool:
    """Write the file of a draft; tell whether it was."""
    path, record = out / f"{draft.slug}.ttl", draft.origin or draft.slug
    if files.exists(path) and not overwrite and path.read_bytes() != draft.text.encode():
        told.skipped.append(Line(place, record, f"{path} is there and differs; use --overwrite, or move it."))
        return False
    write_file(path, draft.text)
    told.imported.append(Line(place, record, str(path)))
    return True


def _compare(draft: Draft, place: str, told: Report, known: Duplicates, base: str) -> None:
    """Tell which drafts before it may describe the same dataset."""
    name = KIND["dataset"].path + draft.slug
    graph = turtle.parse(draft.text.encode(), base, name)
    for other in known.add(draft.slug, graph, URIRef(base + name)):
        message = f"it may be the same dataset as {other.name}: {other.reason}."
        told.warnings.append(Line(place, draft.origin or draft.slug, message))


def _end(told: Report, report: Path | None, done: str) -> None:
    """Write the report, print what is to be known, and end with the status that it calls for."""
    if report is not None:
        write_file(report, json.dumps(told.as_json(), ensure_ascii=False, indent=2) + "\n")
    for lines, colour in ((told.warnings, "yellow"), (told.skipped, "red")):
        for line in lines[:_SHOWN]:
            record = f"{line.record}: " if line.record else ""
            click.echo(f"{click.style(line.source, fg=colour)}: {record}{line.message}", err=True)
        if len(lines) > _SHOWN:
            click.echo(f"... and {len(lines) - _SHOWN} more; --report has all of them.", err=True)
    click.echo(f"{len(told.imported)} {done}, {len(told.skipped)} skipped, {len(told.warnings)} warnings.", err=True)
    if told.skipped:
        sys.exit(FINDINGS)
