"""The command line: one file a family of commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pkgutil import resolve_name
from typing import Final

import click

from radcat import __version__
from radcat.errors import RegistryError

CANNOT_RUN = 2  # as click itself ends on bad usage

# By the name of a command: its module here, and its function there.
COMMANDS: Final = {
    "serve": "serving:serve",
    "sync": "publication:sync",
    "status": "publication:status",
    "repair": "publication:repair",
    "validate": "content:validate",
    "format": "content:format_",
    "search": "searching:search_",
    "query": "reading:query",
    "ask": "asking:ask",
    "show": "reading:show",
    "lineage": "lineage:lineage",
    "leakage": "lineage:leakage",
    "licences": "licences:licences",
    "compare": "comparing:compare",
    "overlap": "overlaps:overlap",
    "manifest": "overlaps:manifest",
    "claims": "insights:claims",
    "findings": "findings:findings",
    "survey": "insights:survey",
    "guide": "insights:guide",
    "import": "importing:import_",
    "convert": "importing:convert",
    "score": "quality:score_",
    "check-links": "links:check_links",
    "export": "reading:export",
    "mcp": "agents:mcp",
    "token": "tokens:token",
    "completion": "completion:completion",
    "doctor": "doctor:doctor",
    "snapshot": "replication:snapshot",
    "follow": "replication:follow",
}


class _Commands(Mapping[str, click.Command]):
    """The commands by their names, each loaded when it is asked for: none waits for what the others need."""

    def __getitem__(self, name: str) -> click.Command:
        command: click.Command = resolve_name(f"{__name__}.{COMMANDS[name]}")
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@click.group(commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="radcat")
def cli() -> None:
    """Publish a folder of dataset descriptions (Turtle files) as pages, RDF and SPARQL.

    A catalogue is a folder with records/, shapes/ and ontology/. Commands use the current directory,
    or the folder that --root or RADCAT_ROOT names.

    \b
    Exit status: 0 success, 1 problems were found, 2 wrong usage or the command could not run.

    \b
    Example:
      radcat validate && radcat serve
    """


def main() -> None:
    """Run the command line, with errors as one line that says what to do."""
    try:
        cli(prog_name="radcat")
    except RegistryError as error:
        click.echo(f"{click.style('radcat:', fg='red', bold=True)} {error}", err=True)
        sys.exit(CANNOT_RUN)
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe; keep Python from reporting that at exit.
        sys.stderr.close()
        sys.exit(0)
