"""The command line: one file a family of commands."""

from __future__ import annotations

import sys

import click

from radcat import __version__
from radcat.cli.completion import completion
from radcat.cli.content import format_, validate
from radcat.cli.doctor import doctor
from radcat.cli.insights import claims, guide, survey
from radcat.cli.links import check_links
from radcat.cli.publication import status, sync
from radcat.cli.quality import score_
from radcat.cli.reading import export, query, show
from radcat.cli.replication import follow, snapshot
from radcat.cli.serving import serve
from radcat.cli.tokens import token
from radcat.errors import RegistryError

CANNOT_RUN = 2  # as click itself ends on bad usage


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="radcat")
def cli() -> None:
    """Publish dataset descriptions from a folder of Turtle files: checked, queryable, readable.

    A catalogue is a folder with records/, shapes/ and ontology/; commands work on the one you stand in,
    or on the one that --root or RADCAT_ROOT names.

    \b
    Exit status: 0 all is well, 1 there are findings, 2 bad usage or it could not run.

    \b
    Example:
      radcat validate && radcat serve
    """


for command in (
    serve,
    sync,
    status,
    validate,
    format_,
    query,
    show,
    claims,
    survey,
    guide,
    score_,
    check_links,
    export,
    token,
    completion,
    doctor,
    snapshot,
    follow,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line, with errors as one line that says what to do."""
    try:
        cli(prog_name="radcat")
    except RegistryError as error:
        click.echo(f"{click.style('radcat:', fg='red', bold=True)} {error}", err=True)
        sys.exit(CANNOT_RUN)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; Python must not complain of it at exit.
        sys.stderr.close()
        sys.exit(0)
