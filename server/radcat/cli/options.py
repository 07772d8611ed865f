"""Options that several commands share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from radcat.folder import records
from radcat.folder.files import candidates
from radcat.ledger.versions import Ledger
from radcat.model import KINDS
from radcat.settings import Settings, read
from radcat.validation.review import Progress as Report

Command = TypeVar("Command", bound=Callable[..., Any])


def with_settings(command: Command) -> Command:
    """Give *command* the options --root, --data and --base-iri, and their Settings as its first argument."""

    @click.option(
        "--root",
        type=click.Path(file_okay=False, path_type=Path),
        help="The catalogue's folder. [RADCAT_ROOT]",
    )
    @click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder for the ledger and the indexes. [RADCAT_DATA]",
    )
    @click.option("--base-iri", help="The base for relative IRIs. [RADCAT_BASE_IRI]")
    @wraps(command)
    def wrapper(root: Path | None, data: Path | None, base_iri: str | None, **rest: Any) -> Any:
        return command(read(root, data=data, base_iri=base_iri), **rest)

    return wrapper  # type: ignore[return-value]  # the same command, with three options more


def allow_withdrawals(command: Command) -> Command:
    """Give *command* the option --allow-withdrawals."""
    return click.option(
        "--allow-withdrawals",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Withdraw up to N records of each kind whose files are missing.  [default: one, or a tenth of the kind]",
    )(command)


@contextmanager
def progress() -> Iterator[Report]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def report(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing)
            bars.update(tasks[doing], completed=done, total=total)

        yield report


def say_warnings() -> None:
    """Print warnings to standard error, one line each."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")


def record_names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name or slug of a published record in the catalogue that the command line names."""
    names = _published(context, [kind.name for kind in KINDS])
    return _beginning([*_slugs(names), *names], incomplete)


def dataset_slugs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the slug of a published dataset in that catalogue; not of those that are on the command line already."""
    given = set(context.params.get("slugs") or ())
    return _beginning([slug for slug in _slugs(_published(context, ["dataset"])) if slug not in given], incomplete)


def _published(context: click.Context, kinds: list[str]) -> list[str]:
    given = context.params
    folder = read(given.get("root"), data=given.get("data")).data_folder
    if not (folder / "ledger.db").exists():
        return []
    ledger = Ledger.in_folder(folder)
    try:
        return [name for kind in kinds for name in ledger.names(kind)]
    finally:
        ledger.close()


def _slugs(names: list[str]) -> list[str]:
    return [name.removeprefix("datasets/") for name in names if name.startswith("datasets/")]


def _beginning(offered: list[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in offered if name.startswith(incomplete)]


def chosen_files(settings: Settings, paths: tuple[Path, ...]) -> tuple[list[records.RecordFile], frozenset[str]]:
    """All files of the catalogue, those named from outside it too, and the names of those chosen (all if none)."""
    files = {file.record.name: file for file in records.read_folder(settings.root)}
    if not paths:
        return list(files.values()), frozenset(files)
    expanded = [p for path in paths for p in (_files_below(path) if path.is_dir() else [path])]
    chosen = [records.read_file(path, settings.root) for path in expanded]
    files |= {file.record.name: file for file in chosen}
    return list(files.values()), frozenset(file.record.name for file in chosen)


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for below in (folder, *_folders_below(folder)) for path in candidates(below, "*.ttl"))


def _folders_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*/") if not any(p.startswith(".") for p in path.relative_to(folder).parts)]
