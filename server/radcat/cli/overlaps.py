"""The commands about lists of somebody's own files: overlap and manifest. They need no catalogue."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from radcat.cli.options import progress
from radcat.folder import files
from radcat.overlap import folders, matching, reading
from radcat.overlap.matching import Overlap


@click.command("overlap")
@click.argument("manifests", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", metavar="NAME|N", help="The column with the names, where nothing tells which it is.")
@click.option("--list", "listed", is_flag=True, help="List each pair of entries that match.")
@click.option("--fail-on", type=click.Choice(["exact", "near"]), help="Exit with 1 where there is such a match.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]),
    help="Output format.  [default: table on a terminal, else csv]",
)  # fmt: skip
def overlap(
    manifests: tuple[Path, ...], column: str | None, listed: bool, fail_on: str | None, form: str | None
) -> None:
    """Compare lists of files: which entries of one are in another.

    A list is CSV, TSV, an entry a line, or what sha256sum writes; `radcat manifest` makes one of a folder.
    Exact matches have the same checksum, or else the same name, letter by letter. Near ones have the same name without
    folder, extension and case, or look alike (perceptual hash); what is exact is near, too.
    Numbers are those of distinct entries of the first list. Nothing is sent anywhere.

    \b
    Examples:
      radcat overlap train.txt test.txt
      radcat overlap train.csv val.csv test.csv --list --format json
      radcat overlap train.csv test.csv --fail-on near && python train.py
    """
    if len(manifests) < 2:
        raise click.UsageError("name two lists at least, such as `radcat overlap train.csv test.csv`.")
    with progress() as report:
        read = []
        for done, path in enumerate(manifests):
            report("reading", done, len(manifests))
            read.append(reading.read(path, column))
        pairs = list(combinations(read, 2))
        found = []
        for done, (a, b) in enumerate(pairs):
            report("comparing", done, len(pairs))
            found.append(matching.compare(a, b, listed=listed))
    for manifest_ in read:
        for note in manifest_.notes:
            click.echo(note, err=True)
    _print(found, form or ("table" if sys.stdout.isatty() else "csv"), listed=listed)
    if fail_on and any(getattr(each, fail_on) for each in found):
        sys.exit(1)


def _print(found: list[Overlap], form: str, *, listed: bool) -> None:
    if form == "json":
        pairs = [_pair(each, listed=listed) for each in found]
        click.echo(json.dumps({"pairs": pairs}, ensure_ascii=False, indent=2))
    elif form == "csv":
        if listed:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(["a", "b", "entry_a", "entry_b", "match", "by"])
            for each in found:
                for match in each.matches:
                    writer.writerow([each.a.title, each.b.title, match.a, match.b, match.kind, match.by])
        else:
            rows = [_pair(each, listed=False) for each in found]
            table = csv.DictWriter(sys.stdout, rows[0], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    else:
        _print_table(found)


def _pair(found: Overlap, *, listed: bool) -> dict[str, Any]:
    pair: dict[str, Any] = {
        "a": found.a.title,
        "b": found.b.title,
        "entries_a": found.entries_a,
        "entries_b": found.entries_b,
        "exact": found.exact,
        "near": found.near,
        "patients": found.patients,
    }
    if listed:
        pair["matches"] = [{"a": each.a, "b": each.b, "match": each.kind, "by": each.by} for each in found.matches]
    return pair


def _print_table(found: list[Overlap]) -> None:
    console = Console()
    table = Table("A", "B")
    for heading in ("of A", "exact", "near", "patients"):
        table.add_column(heading, justify="right")
    for each in found:
        style = "bold red" if each.exact else "yellow" if each.near else ""
        numbers = (f"{each.entries_a:,}", f"{each.exact:,}", f"{each.near:,}")
        patients = "–" if each.patients is None else f"{each.patients:,}"
        table.add_row(each.a.title, each.b.title, *numbers, patients, style=style)
    console.print(table)
    for each in found:
        for match in each.matches:
            console.print(f"{match.kind:<6} {match.a}  =  {match.b}  ({match.by})", markup=False)


@click.command("manifest")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "--patient-key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a secret of yours; patients of DICOM files are listed as HMACs with it.",
)  # fmt: skip
def manifest(folder: Path, output: Path | None, patient_key: Path | None) -> None:
    """List the files of a folder, for `radcat overlap`.

    Each file has its name and SHA-256; a picture a perceptual hash (`pip install radcat[pictures]`), a DICOM file its
    SOP Instance UID (`pip install radcat[dicom]`). A patient's ID is only ever written as an HMAC, and only where you
    give a key: lists made with one key can be compared by patient.

    \b
    Examples:
      radcat manifest train/ -o train.csv
      openssl rand -hex 32 > key && radcat manifest train/ --patient-key key -o train.csv
    """
    try:
        key = folders.key_of(patient_key.read_bytes()) if patient_key else None
    except ValueError as error:
        raise click.UsageError(f"{patient_key} can't be used: {error}.") from error
    if output:
        try:
            files.try_to_write(output)  # or hours of reading would be lost
        except OSError as error:
            raise click.UsageError(f"{output} can't be written: {error.strerror}.") from error
    reader = folders.Reader(folder, key)
    for extra in reader.missing:
        click.echo(f"Without radcat[{extra}] such files have their name and checksum only.", err=True)
    notes, total, text = 0, len(reader.files), StringIO(newline="")
    with progress() as report:
        writer = csv.DictWriter(text, reader.columns, restval="", lineterminator="\n")
        writer.writeheader()
        for done, entry in enumerate(reader.entries(), 1):
            writer.writerow(entry.values)
            report("reading", done, total)
            if entry.note:
                notes += 1
                click.echo(entry.note, err=True)
    if output:
        files.write_file(output, text.getvalue())
    else:
        click.echo(text.getvalue(), nl=False)
    click.echo(f"{total:,} files listed{f', {notes:,} of them not whole' if notes else ''}.", err=True)
    if notes:
        sys.exit(1)
