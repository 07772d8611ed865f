"""Commands for read-only servers on other machines: snapshot, follow."""

from __future__ import annotations

from pathlib import Path

import click

from radcat.bootstrap import Registry
from radcat.cli.options import say_warnings, with_settings
from radcat.errors import SettingError, StoreUnavailable
from radcat.publishing import replicas
from radcat.settings import EMBEDDED, Settings

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@FOLDER
@with_settings
def snapshot(settings: Settings, folder: Path) -> None:
    """Copy the ledger and the store for other servers.

    The copy is FOLDER/GENERATION with ledger.db and store/, both at the same generation. Files of the store are
    hard-linked if FOLDER is on the same file system. The newest three copies are kept.

    \b
    Example:
      radcat snapshot /srv/snapshots && rsync -a /srv/snapshots/ web1:/srv/snapshots/
    """
    say_warnings()
    if settings.store != EMBEDDED:
        raise SettingError(
            "a snapshot copies the embedded store; back up the server named by RADCAT_STORE with its own tools."
        )
    click.echo(str(replicas.take(settings.data_folder, folder)))


@click.command()
@FOLDER
@with_settings
def follow(settings: Settings, folder: Path) -> None:
    """Update a read-only server to the newest snapshot.

    The ledger is replaced by the newest one in FOLDER while the server runs, and the search index follows it.
    Update the server's SPARQL store to the same snapshot first, so that answers are never older than the pages.

    \b
    Example:
      RADCAT_READ_ONLY=true radcat follow /srv/snapshots
    """
    say_warnings()
    if not settings.read_only:
        raise SettingError("only a read-only registry can follow another; set RADCAT_READ_ONLY=true on this machine.")
    generation = replicas.follow(folder, settings.data_folder)
    if behind := Registry.open(settings).follower.catch_up():
        raise StoreUnavailable(f"the search index can't follow to generation {generation}: {behind}")
    click.echo(f"generation {generation}")
