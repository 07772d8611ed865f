"""The command that finds datasets: search."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radcat.bootstrap import Registry
from radcat.cli.options import with_settings
from radcat.errors import MalformedRequest
from radcat.search import requests
from radcat.search.labels import codes
from radcat.search.offered import facets
from radcat.search.results import Line, Presenter, ShownFacet, as_json
from radcat.search.searching import SORTS, Asked, Found, search
from radcat.search.snippets import Piece
from radcat.search.sparql import as_query
from radcat.settings import Settings, read

FORMS = ("table", "json", "csv", "iris", "sparql")
VALUES = 8  # of a facet, on a terminal


def facet_values(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a facet, then its values, in the catalogue that the command line names."""
    given = context.params
    settings = read(given.get("root"), data=given.get("data"))
    if not (settings.data_folder / "ledger.db").exists():
        return []
    registry = Registry.open(settings)
    name, equals, begun = incomplete.partition("=")
    try:
        offered = [facet.name for facet in facets(registry.catalogue)]
        if not equals:
            return [CompletionItem(f"{each}=") for each in offered if each.startswith(name)]
        with registry.search.view() as view:
            known = codes(registry.catalogue, view.bits, name).by_value.values() if name in offered else ()
        return [CompletionItem(f"{name}={each}") for each in sorted(known) if each.lower().startswith(begun.lower())]
    finally:
        registry.ledger.close()


@click.command("search")
@click.argument("text", nargs=-1)
@click.option(
    "--facet",
    "chosen",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=facet_values,
    help="Only datasets with this value; several values of one facet mean any of them.",
)
@click.option(
    "--sort", type=click.Choice(SORTS), help="Order of the hits.  [default: relevance, or name without words]"
)
@click.option("--page", type=click.IntRange(1, requests.LAST_PAGE), default=1, show_default=True, help="Page of hits.")
@click.option(
    "--per-page", type=click.IntRange(1, requests.MOST_PER_PAGE), default=requests.PER_PAGE, show_default=True,
    help="Hits on a page.",
)  # fmt: skip
@click.option("--facets", "with_facets", is_flag=True, help="List the facets with their counts, too.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="Output format.  [default: table on a terminal, else iris]"
)
@with_settings
def search_(
    settings: Settings,
    text: tuple[str, ...],
    chosen: tuple[str, ...],
    sort: str | None,
    page: int,
    per_page: int,
    with_facets: bool,
    form: str | None,
) -> None:
    """Find datasets by words and facets.

    All words have to be there; where nothing has them all, the search is widened and says so. Write "phrases" in
    quotation marks, beginnings* with a star, field:word for one field, -word for what is not wanted.
    Exits with 1 where nothing is found.

    \b
    Examples:
      radcat search lung segmentation --facet modality=ct
      radcat search --facet licence=not-stated --facets
      radcat search "x-ray pneumonia" --facet access=open --facet access=registration --format json
    """
    registry = Registry.open(settings)
    offered = facets(registry.catalogue)
    parameters = _parameters(text, chosen, sort, page, per_page)
    form = form or ("table" if sys.stdout.isatty() else "iris")
    with registry.search.view() as view:
        try:
            asked = requests.read(view, registry.catalogue, offered, parameters, limit=None)
        except MalformedRequest as error:
            raise click.UsageError(str(error)) from error
        found = search(view, asked)
        presenter = Presenter(view, registry.catalogue, offered, asked, ())
        lines, shown = presenter.lines(found), presenter.facets(found, all_=form == "json")
        if form in ("json", "sparql"):
            sparql = as_query(view, asked, found, offered, registry.catalogue, presenter.labels).text
        if form == "json":
            click.echo(json.dumps(as_json(asked, found, shown, lines, sparql), ensure_ascii=False, indent=2))
        elif form == "sparql":
            click.echo(sparql, nl=False)
        elif form == "csv":
            _print_csv([facet.name for facet in offered], lines)
        elif form == "iris":
            click.echo("".join(f"{line.iri}\n" for line in lines), nl=False)
        else:
            _print_table(asked, found, lines, shown if with_facets else ())
    _say(asked, found)
    if not found.total:
        sys.exit(1)


def _parameters(
    text: Sequence[str], chosen: Sequence[str], sort: str | None, page: int, per_page: int
) -> dict[str, list[str]]:
    parameters = {"page": [str(page)], "per_page": [str(per_page)], "sort": [sort or ""]}
    return {**choice(text, chosen), **parameters}


def choice(text: Sequence[str], chosen: Sequence[str]) -> dict[str, list[str]]:
    """Read words and facets, as a command line has them, into the parameters of a search.

    Raises:
        UsageError: a facet has no value.
    """
    parameters = {"q": [" ".join(text)]}
    for pair in chosen:
        name, equals, value = pair.partition("=")
        if not equals or not name or name in ("q", "page", "per_page", "sort"):
            raise click.UsageError(f"--facet {pair} is not a choice; write NAME=VALUE, such as --facet access=open.")
        parameters.setdefault(name, []).append(value)
    return parameters


def names(registry: Registry, text: Sequence[str], chosen: Sequence[str]) -> frozenset[str] | None:
    """Find the datasets that words and facets choose, by their IRIs; None where nothing is chosen.

    Raises:
        UsageError: a facet is not known, or has no value.
    """
    if not text and not chosen:
        return None
    with registry.search.view() as view:
        try:
            asked = requests.read(view, registry.catalogue, facets(registry.catalogue), choice(text, chosen))
        except MalformedRequest as error:
            raise click.UsageError(str(error)) from error
        found = search(view, asked)
        _say(asked, found)
        return frozenset(registry.base + name for name in view.rows.names(list(found.matching)))


def _print_csv(names: Sequence[str], lines: Sequence[Line]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["iri", "title", "issued", *names])
    for line in lines:
        values = ("; ".join(line.values.get(name, ())) for name in names)
        writer.writerow([line.iri, line.title, line.issued or "", *values])


def _print_table(asked: Asked, found: Found, lines: Sequence[Line], shown: Sequence[ShownFacet]) -> None:
    console = Console()
    for facet in shown:
        table = Table(title=facet.title, title_justify="left", show_header=False, box=None, title_style="bold")
        for value in facet.values[:VALUES]:
            name = Text("  " * value.depth + value.label, style="bold" if value.is_selected else "")
            table.add_row(name, f"{facet.name}={value.code}", f"{value.count:,}")
        console.print(table)
    first = (asked.page - 1) * asked.per_page
    for number, line in enumerate(lines, first + 1):
        console.print(
            Text.assemble(f"{number:>3}  ", _styled(line.pieces)), Text(f"  {line.name.partition('/')[2]}", "dim")
        )
        if line.facts:
            console.print(Text(f"     {' · '.join(', '.join(fact) for fact in line.facts)}"))
        badges = " · ".join(f"{badge.title}: {badge.label}" for badge in line.badges)
        if badges:
            console.print(Text(f"     {badges}", style="dim"))
    if first + len(lines) < found.total:
        console.print(Text(f"\n{found.total - first - len(lines):,} more; add --page {asked.page + 1}", style="dim"))


def _styled(pieces: Sequence[Piece]) -> Text:
    return Text.assemble(*((piece.text, "bold underline" if piece.is_marked else "bold") for piece in pieces))


def _say(asked: Asked, found: Found) -> None:
    """Say on standard error what the hits do not say of themselves."""
    for note in found.typed.notes:
        click.echo(note, err=True)
    if relaxed := found.relaxed:
        words = ["no dataset has all of these words"]
        words += [f"words like {', '.join(relaxed.respelled)} count"] if relaxed.respelled else []
        words += [f"{', '.join(relaxed.dropped)} left out"] if relaxed.dropped else []
        words += [f"each hit has {relaxed.least} of {relaxed.among}"] if relaxed.least else []
        click.echo("; ".join(words) + ".", err=True)
    for facet, unknown in asked.unknown.items():
        click.echo(f"{facet} has no value {', '.join(unknown)}; `radcat search --facets` lists its values.", err=True)
    for each in found.without:
        click.echo(f"without {each.facet}: {each.count:,}", err=True)
    click.echo(f"{found.total:,} dataset{'' if found.total == 1 else 's'}", err=True)
