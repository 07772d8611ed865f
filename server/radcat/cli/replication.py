"""Commands that take the registry to other machines: snapshot, follow."""

from __future__ import annotations

from pathlib import Path

import click

from radcat.cli.options import say_warnings, with_settings
from radcat.errors import SettingError
from radcat.publishing import replicas
from radcat.settings import EMBEDDED, Settings

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@FOLDER
@with_settings
def snapshot(settings: Settings, folder: Path) -> None:
    """Put ledger and store as they are now, at one generation, into FOLDER, for other machines to serve.

    A snapshot is FOLDER/GENERATION with ledger.db and store/; tables of the store are linked where FOLDER is
    on the same file system. The newest three are kept.

    \b
    Example:
      radcat snapshot /srv/snapshots && rsync -a /srv/snapshots/ web1:/srv/snapshots/
    """
    say_warnings()
    if settings.store != EMBEDDED:
        raise SettingError(
            "snapshots are taken of the embedded store; copy the server that RADCAT_STORE names by its own means."
        )
    click.echo(str(replicas.take(settings.data_folder, folder)))


@click.command()
@FOLDER
@with_settings
def follow(settings: Settings, folder: Path) -> None:
    """Bring the ledger of a read-only server to the newest snapshot in FOLDER, while it is served.

    Bring the store that it asks to the same snapshot before: an answer may be newer than a page says, and is
    never older.

    \b
    Example:
      RADCAT_READ_ONLY=true radcat follow /srv/snapshots
    """
    say_warnings()
    if not settings.read_only:
        raise SettingError("what is followed is not written to: set RADCAT_READ_ONLY=true on this machine.")
    click.echo(f"generation {replicas.follow(folder, settings.data_folder)}")
