"""The command that tests a remote SPARQL store: doctor."""

from __future__ import annotations

import json
import sys
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from radcat.bootstrap import base_iri, connect
from radcat.cli.content import FINDINGS
from radcat.cli.options import say_warnings, with_settings
from radcat.errors import SettingError
from radcat.settings import Settings
from radcat.stores.checks import Verdict, examine

COLOURS: Final = {Verdict.OK: "green", Verdict.MENDED: "yellow", Verdict.CANNOT: "red"}


@click.command()
@click.option("--write", is_flag=True, help="Also test writing, in temporary graphs that are removed afterwards.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def doctor(settings: Settings, write: bool, form: str) -> None:
    """Test what the SPARQL store named by RADCAT_STORE supports.

    Each check ends as ok, mended (the store deviates from SPARQL 1.1 and radcat compensates) or cannot.
    The exit status is 1 if any check ends as cannot.

    \b
    Examples:
      RADCAT_STORE=http://127.0.0.1:7878/query radcat doctor
      radcat doctor --write --format json
    """
    say_warnings()
    connection = connect(settings)
    if connection is None:
        raise SettingError("the embedded store needs no test; name a remote store with RADCAT_STORE.")
    found = list(examine(connection, base_iri(settings), write=write))
    if form == "json":
        rows = [{"check": check.name, "verdict": f.verdict, "seen": f.seen, "follows": f.follows} for check, f in found]
        click.echo(json.dumps({"store": connection.name, "server": connection.dialect.name, "checks": rows}, indent=2))
    else:
        table = Table("Check", "Verdict", "Seen", "What follows")
        for check, finding in found:
            table.add_row(check.name, f"[{COLOURS[finding.verdict]}]{finding.verdict}", finding.seen, finding.follows)
        Console().print(table)
    if any(finding.verdict is Verdict.CANNOT for _, finding in found):
        sys.exit(FINDINGS)
