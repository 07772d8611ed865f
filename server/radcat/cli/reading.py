"""Commands that read what is published: query, show, export."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final

import click
from rdflib import RDF, Graph
from rich.console import Console
from rich.table import Table

from radcat.bootstrap import Registry
from radcat.cli.content import FINDINGS
from radcat.cli.options import progress, record_names, with_settings
from radcat.close_names import close
from radcat.errors import QuerySyntaxError, StoreUnavailable, UnknownRecord
from radcat.folder.files import partial_of
from radcat.formats import BY_NAME, describe, representations_of
from radcat.formats.base import Described, Representation
from radcat.formats.loss import losses
from radcat.ledger.versions import Version
from radcat.model import KINDS, Record
from radcat.rdf import sorted_lines
from radcat.rdf.prefixes import PREFIXES, curie
from radcat.rdf.syntaxes import ANSWERS, N_QUADS, N_TRIPLES, RDF_XML, TRIG, Syntax
from radcat.settings import Settings
from radcat.sparql import guard
from radcat.sparql.characters import without_mark
from radcat.sparql.request import GRAPH_FORMATS, SOLUTION_FORMATS, QueryForm, names_dataset
from radcat.stores.base import Query


@click.command()
@click.argument("text", required=False)
@click.option(
    "-f", "--file", type=click.File(encoding="utf-8"), help="Read the query from a file, or from standard input with -."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *(offer.name for offer in (*SOLUTION_FORMATS, *GRAPH_FORMATS))]),
    help="Output format. [default: table on a terminal, else csv; turtle for graphs]",
)
@with_settings
def query(settings: Settings, text: str | None, file: IO[str] | None, form: str | None) -> None:
    """Run a SPARQL query on the published records.

    Well-known prefixes need no declaration.

    \b
    Examples:
      radcat query 'SELECT ?title { ?d a dcat:Dataset ; dcterms:title ?title }'
      radcat query --file modalities.rq --format json
      echo 'ASK { ?d a dcat:Dataset }' | radcat query
    """
    text = text or (file.read() if file else None) or (None if sys.stdin.isatty() else sys.stdin.read())
    if not text:
        raise click.UsageError("no query was given; pass it as an argument, with --file, or on standard input.")
    print_answer(settings, without_mark(text), form)


def print_answer(settings: Settings, text: str, form: str | None) -> None:
    """Put the query *text* to the published records, and print what it answers."""
    guard.check(text)
    kind = QueryForm.of(text)
    offered = {offer.name: str(offer.media_type) for offer in kind.formats}
    form = form or _default_form(kind)
    if form != "table" and form not in offered:
        raise click.UsageError(
            f"the answer to a {kind} query can't be written as {form}; choose table or one of {', '.join(offered)}."
        )
    registry = Registry.open(settings)
    media_type = offered["json" if "json" in offered else "turtle"] if form == "table" else offered[form]
    asked = Query(
        text, media_type, names_dataset=names_dataset(text), prefixes=(*PREFIXES.items(), *_own_prefixes(registry))
    )
    endpoint = registry.endpoint()
    try:
        pieces = endpoint.query(asked)
        if form == "table" and "json" in offered:
            _print_table(json.loads(b"".join(pieces)))
        else:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
    except QuerySyntaxError as error:
        raise click.UsageError(_point_at(text, error)) from error
    finally:
        endpoint.close()


def _own_prefixes(registry: Registry) -> list[tuple[str, str]]:
    """Read the catalogue's own prefixes off its ontologies: <ns/tides> has its terms as tides:name."""
    return [(name.rpartition("/")[2], f"{registry.base}{name}#") for name in registry.ledger.names("ontology")]


def _default_form(kind: QueryForm) -> str:
    if kind in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE):
        return "turtle"
    return "table" if sys.stdout.isatty() or kind is QueryForm.ASK else "csv"


def _print_table(found: dict[str, object]) -> None:
    if "boolean" in found:
        click.echo("yes" if found["boolean"] else "no")
        return
    variables, rows = found["head"]["vars"], found["results"]["bindings"]  # type: ignore[index]
    table = Table(*variables)
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in variables))
    Console().print(table)
    click.echo(f"{len(rows)} solution{'' if len(rows) == 1 else 's'}", err=True)


def _cell(term: dict[str, str] | None) -> str:
    if term is None:
        return ""
    return curie(term["value"]) if term["type"] == "uri" else term["value"]


def _point_at(text: str, error: QuerySyntaxError) -> str:
    if not error.line or not error.column:
        return str(error)
    lines = text.split("\n")
    line = lines[min(error.line, len(lines)) - 1]
    return f"error at {error.line}:{error.column}: {error}\n  {line}\n  {' ' * (error.column - 1)}^"


@click.command()
@click.argument("slug", shell_complete=record_names)
@click.option(
    "--as",
    "--format",
    "form",
    type=click.Choice([*BY_NAME]),
    default="turtle",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--loss", is_flag=True, help="List the statements that this format can't express, instead of printing the record."
)
@with_settings
def show(settings: Settings, slug: str, form: str, loss: bool) -> None:
    """Print a published record.

    Name a dataset by its slug, any other record by its full name, such as agents/mila.

    \b
    Examples:
      radcat show covid-ctset
      radcat show covid-ctset --as croissant
      radcat show covid-ctset --as oai_dc --loss
      radcat show ns/modality --as jsonld
    """
    registry = Registry.open(settings)
    record = _find(registry, slug)
    row = BY_NAME[form]
    if not row.writes(record.kind):
        offered = ", ".join(other.name for other in representations_of(record.kind))
        kinds = " or ".join(sorted(row.kinds or ()))
        reason = f"{record.name} can't be written as {row.name}, which is for {kinds} records"
        raise click.UsageError(f"{reason}; choose one of {offered}.")
    described = describe(registry.catalogue, record, registry.jsonld_context)
    if loss:
        _print_losses(registry, described, row)
        return
    sys.stdout.buffer.write(row.write(described))
    sys.stdout.flush()


def _print_losses(registry: Registry, described: Described, row: Representation) -> None:
    lost = losses(registry.catalogue, described, row)
    said = sum(1 for _, property_, _ in described.graph if property_ != RDF.type)
    for statement in lost:
        part = statement.subject.removeprefix(described.iri)
        click.echo(
            "\t".join((part or "-", curie(statement.property), " ".join(statement.value.split()), statement.reason))
        )
    click.echo(f"{row.name} loses {len(lost)} of {said} statements.", err=True)


def _find(registry: Registry, slug: str) -> Record:
    for name in (f"datasets/{slug}", slug):
        try:
            return registry.catalogue.version(name).record
        except UnknownRecord:
            continue
    known = [name.removeprefix("datasets/") for name in registry.ledger.heads()]
    near = close(slug, known)
    raise click.UsageError(
        f"no published record is called {slug}" + (f"; did you mean {' or '.join(near)}?" if near else ".")
    )


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([syntax.name for syntax in (N_QUADS, TRIG, *ANSWERS)]),
    default="nquads",
    show_default=True,
    help="N-Quads and TriG keep each record in its own graph.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.  [default: standard output]",
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the whole website into this folder, as files.",
)
@with_settings
def export(settings: Settings, form: str, out: Path | None, site: Path | None) -> None:
    """Export everything that is published, as RDF or a website.

    Literals are written exactly as in the records. With --site, every page, every record in all its formats, the
    feeds, the sitemap and the dumps are written as files; what needs a server, such as SPARQL, is left out. Publish
    the files at --base-iri, under which their IRIs lie.

    \b
    Examples:
      radcat export --out catalogue.nq
      radcat export --format turtle | less
      radcat export --site public --base-iri https://data.example.org/
    """
    registry = Registry.open(settings)
    if not registry.ledger.generation:
        raise StoreUnavailable("nothing has been published yet; run `radcat sync`.")
    if site is not None:
        _export_site(registry, site)
        return
    with progress() as report_progress:
        pieces = EXPORTS[form](registry, report_progress)
        if out is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
        else:
            part = partial_of(out)
            try:
                with part.open("wb") as file:
                    file.writelines(pieces)
                part.replace(out)
            finally:
                part.unlink(missing_ok=True)
    if left_out := registry.catalogue.omissions.names(_called(form)):
        click.echo(f"left out because they can't be written as {form}: {', '.join(left_out)}", err=True)
        sys.exit(FINDINGS)


def _export_site(registry: Registry, folder: Path) -> None:
    from radcat.static_site import export, output
    from radcat.web.app import create_app  # here, since no other command but serve needs Flask

    if not output.is_free(folder):
        raise click.UsageError(
            f"{folder} is not empty and was not written by an export; name a new folder or empty this one."
        )
    app = create_app(registry)
    try:
        with progress() as report_progress:
            written = export.write(app, folder, partial(report_progress, "writing"))
    finally:
        app.extensions["radcat"].endpoint.close()
    gone = (
        "1 file of the previous export was"
        if written.removed == 1
        else f"{written.removed} files of the previous export were"
    )
    removed = f"; {gone} removed" if written.removed else ""
    click.echo(f"{written.files} files, {written.bytes / 1e6:.1f} MB, in {folder}{removed}")
    for address in written.missing:
        click.echo(f"  broken link: {address}", err=True)
    if written.missing:
        sys.exit(FINDINGS)


Progress = Callable[[str, int, int], None]
Export = Callable[[Registry, Progress], Iterator[bytes]]


def _versions(registry: Registry) -> list[Version]:
    names = [name for kind in KINDS if kind.indexed for name in registry.ledger.names(kind.name)]
    return [registry.catalogue.version(name) for name in names]


def _graph(registry: Registry, record: Record) -> Graph:
    return registry.catalogue.graph(registry.catalogue.as_served(record))


def _by_record(syntax: Syntax) -> Export:
    """Write each record's graph under its name; one that can't be written is left out."""

    def pieces(registry: Registry, report: Progress) -> Iterator[bytes]:
        versions = _versions(registry)
        for done, version in enumerate(versions, 1):
            report("exporting", done, len(versions))
            piece = registry.catalogue.omissions.attempt(
                version.record, _called(syntax.name), partial(_piece, registry, version.record, syntax)
            )
            if piece is not None:
                yield piece

    return pieces


def _piece(registry: Registry, record: Record, syntax: Syntax) -> bytes:
    """Write one graph; its blank nodes keep their labels, which no two records share."""
    found, iri = sorted_lines.lines(_graph(registry, record), label=None), str(record.iri(registry.base))
    if syntax is N_QUADS:
        return sorted_lines.in_graph(found, iri)
    return sorted_lines.trig_of(b"".join(line + b"\n" for line in found), iri)


def _merged(syntax: Syntax) -> Export:
    def pieces(registry: Registry, report: Progress) -> Iterator[bytes]:
        def write(versions: tuple[Version, ...]) -> bytes:
            together = Graph(bind_namespaces="none")
            for prefix, namespace in PREFIXES.items():
                together.bind(prefix, namespace)
            for done, version in enumerate(versions, 1):
                report("exporting", done, len(versions))
                for triple in _graph(registry, version.record):
                    together.add(triple)
            if syntax in (N_TRIPLES, RDF_XML):
                return syntax.write(together)
            # Not rdflib's own writers, which turn 01 into 1 and "1"^^xsd:decimal into 1.0.
            return together.serialize(format=syntax.engine, encoding="utf-8")

        yield registry.catalogue.omissions.together(_versions(registry), _called(syntax.name), write)

    return pieces


def _called(form: str) -> str:
    return f"export {form}"


EXPORTS: Final[dict[str, Export]] = {
    **{syntax.name: _by_record(syntax) for syntax in (N_QUADS, TRIG)},
    **{syntax.name: _merged(syntax) for syntax in ANSWERS},
}
