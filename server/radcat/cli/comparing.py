"""The command that puts datasets side by side: compare."""

from __future__ import annotations

import sys
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from radcat.bootstrap import Registry
from radcat.cli.options import dataset_slugs, with_settings
from radcat.comparison import reading, writing
from radcat.comparison.choice import choose
from radcat.comparison.table import Cell, Comparison, State
from radcat.errors import MalformedRequest, UnknownRecord, WithdrawnRecord
from radcat.formats.outline import Layout
from radcat.settings import Settings
from radcat.wording import ENGLISH

FORMS: Final = {"csv": "csv", "json": "json", "markdown": "md", "latex": "tex"}  # suffixes by the names of forms


@click.command()
@click.argument("slugs", nargs=-1, metavar="SLUG...", shell_complete=dataset_slugs)
@click.option("--only-differences", is_flag=True, help="Leave out what all of them state alike.")
@click.option(
    "--format", "form", type=click.Choice(["table", *FORMS]),
    help="Output format.  [default: table on a terminal, else csv]",
)  # fmt: skip
@with_settings
def compare(settings: Settings, slugs: tuple[str, ...], only_differences: bool, form: str | None) -> None:
    """Put two to eight datasets side by side.

    A row is a property, in the groups and the order of the shapes; ≠ marks a row that differs. "unknown" means that
    the record says that no source decides it, "not stated" that the record says nothing of it; neither is a no.
    Numbers of splits and classes are left to `radcat show`. LaTeX needs the package booktabs.

    \b
    Examples:
      radcat compare covid-ctset covidx-cxr
      radcat compare covid-ctset covidx-cxr mosmeddata --only-differences
      radcat compare covid-ctset covidx-cxr --format csv > comparison.csv
    """
    registry = Registry.open(settings)
    catalogue = registry.catalogue
    chosen = choose(catalogue, slugs)
    try:
        chosen.check()
    except (MalformedRequest, UnknownRecord, WithdrawnRecord) as error:
        raise click.UsageError(str(error)) from error
    layout = Layout(catalogue.merged("shapes"), reading.order_of(catalogue))
    whole = reading.compare(catalogue, layout, chosen.records)
    compared = whole.only_differences() if only_differences else whole
    form = form or ("table" if sys.stdout.isatty() else "csv")
    if form == "table":
        _print_table(compared)
        differing = sum(row.differs for row in whole.rows)
        click.echo(f"{differing} of {sum(1 for _ in whole.rows)} rows differ", err=True)
    else:
        click.echo(writing.FORMS[FORMS[form]].write(compared, ENGLISH), nl=False)


def _print_table(compared: Comparison) -> None:
    table = Table("", "")
    for column in compared.columns:
        table.add_column(Text(column.title), overflow="fold")
    for group in compared.groups:
        table.add_section()
        table.add_row("", Text(group.name, "bold"))
        for row in group.rows:
            cells = (Text(writing.text(cell, ENGLISH), _style(cell)) for cell in row.cells)
            table.add_row("≠" if row.differs else "", Text(row.name), *cells)
    Console().print(table)


def _style(cell: Cell) -> str:
    if cell.is_disputed:
        return "yellow"
    return "" if cell.state is State.STATED else "dim italic"
