"""Commands for write tokens: token create, list, revoke."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from radcat.cli.options import with_settings
from radcat.ledger import database
from radcat.ledger.tokens import Role, Tokens
from radcat.settings import Settings


@click.group()
def token() -> None:
    """Create, list and revoke tokens for writing over HTTP.

    \b
    Example:
      radcat token create --role curator --name "Åsa's laptop" --expires 90
    """


@token.command()
@click.option("--name", required=True, help="The holder; the history of a record shows this name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True,
              help="curator: may write records; admin: also shapes and vocabularies.")  # fmt: skip
@click.option("--expires", "days", type=click.IntRange(min=1), metavar="DAYS",
              help="The token expires after DAYS days; default: never.")  # fmt: skip
@with_settings
def create(settings: Settings, name: str, role: str, days: int | None) -> None:
    """Create a token and print it; it is shown only once.

    \b
    Example:
      TOKEN=$(radcat token create --role curator --name harvester)
    """
    with _opened(settings) as tokens:
        click.echo(tokens.create(name, Role(role), days))
    click.echo(f"This is the token of {name}. Save it now: it is not shown again.", err=True)


@token.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def list_(settings: Settings, form: str) -> None:
    """List all tokens, without their secret text.

    \b
    Example:
      radcat token list --format json | jq '.[] | select(.state == "valid").name'
    """
    now = datetime.now(UTC)
    with _opened(settings) as tokens:
        described = [{**asdict(found), "state": found.state(now)} for found in tokens.all()]
    if form == "json":
        click.echo(json.dumps(described, indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "role", "state", "created", "expires", "last_used"):
        table.add_column(heading.replace("_", " "), no_wrap=True)
    for row in described:
        table.add_row(*(row[str(column.header).replace(" ", "_")] or "" for column in table.columns))
    Console().print(table if described else "There are no tokens; create one with `radcat token create`.")


@token.command()
@click.argument("name")
@with_settings
def revoke(settings: Settings, name: str) -> None:
    """Revoke a token, in running servers too.

    \b
    Example:
      radcat token revoke harvester
    """
    with _opened(settings) as tokens:
        tokens.revoke(name)
    click.echo(f"The token of {name} is revoked.")


def _opened(settings: Settings) -> closing[Tokens]:
    return closing(Tokens(database.in_folder(settings.data_folder)))
