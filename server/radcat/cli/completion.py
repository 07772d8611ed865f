"""Tab completion for the shells that click knows."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the shell completion script.

    It completes commands, options and slugs in SHELL.

    \b
    Example, for bash:
      radcat completion bash >> ~/.bashrc
    """
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  # one of the choices
    click.echo(found(context.find_root().command, {}, "radcat", "_RADCAT_COMPLETE").source())
