"""The command that asks a saved query: ask."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import CompletionItem

from radcat import asking
from radcat.bootstrap import Registry, base_iri
from radcat.catalogue import Catalogue
from radcat.cli.options import with_settings
from radcat.cli.reading import print_answer
from radcat.errors import RegistryError
from radcat.ledger.versions import Ledger
from radcat.saved_queries import saved, saved_queries
from radcat.settings import Settings, read
from radcat.sparql.request import GRAPH_FORMATS, SOLUTION_FORMATS

FORMATS: Final = ["table", *(offer.name for offer in (*SOLUTION_FORMATS, *GRAPH_FORMATS))]


def question_words(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the slug of a question, and then its parameters and their values."""
    settings = read(context.params.get("root"), data=context.params.get("data"))
    if not (settings.data_folder / "ledger.db").exists():
        return []
    ledger = Ledger.in_folder(settings.data_folder)
    try:
        catalogue, slug = Catalogue(ledger, base_iri(settings)), context.params.get("slug")
        offered = _values(catalogue, slug, incomplete) if slug else [q.slug for q in saved_queries(catalogue)]
    except RegistryError:
        return []
    finally:
        ledger.close()
    return [CompletionItem(word) for word in offered if word.startswith(incomplete)]


def _values(catalogue: Catalogue, slug: str, incomplete: str) -> list[str]:
    name, equals, _ = incomplete.partition("=")
    parameters = saved(catalogue, slug).parameters
    if not equals:
        return [f"{parameter.name}=" for parameter in parameters]
    known = [choice for p in parameters if p.name == name for choice in asking.choices(catalogue, p)]
    return [f"{name}={choice.value}" for choice in known]


@click.command()
@click.argument("slug", required=False, shell_complete=question_words)
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...", shell_complete=question_words)
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="Output format. [default: table on a terminal, else csv; turtle for graphs]")  # fmt: skip
@with_settings
def ask(settings: Settings, slug: str | None, values: tuple[str, ...], form: str | None) -> None:
    """Ask a saved query, with values for its parameters.

    Without SLUG, list the questions with their parameters and defaults.

    \b
    Examples:
      radcat ask
      radcat ask share-images one=covidx-cxr two=covid-qu-ex
      radcat ask find-by-word word=lesion --format json
    """
    catalogue = Registry.open(settings).catalogue
    if slug is None:
        _list(catalogue)
        return
    wrong = next((value for value in values if "=" not in value), None)
    if wrong is not None:
        raise click.UsageError(f"{wrong} is no NAME=VALUE; give parameters like dataset=covidx-cxr.")
    given = dict(value.split("=", 1) for value in values)
    if len(given) < len(values):
        raise click.UsageError("a parameter is given twice; give it once.")
    print_answer(settings, asking.ask(catalogue, saved(catalogue, slug), given).text, form)


def _list(catalogue: Catalogue) -> None:
    for query in saved_queries(catalogue):
        click.echo(f"{click.style(query.slug, bold=True)}  {query.label}")
        for given in asking.ask(catalogue, query, {}).given:
            hint = given.parameter.label or given.parameter.name
            click.echo(f"    {given.parameter.name}={given.choice.value}  {hint}")
