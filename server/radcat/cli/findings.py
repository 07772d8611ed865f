"""The command about what others found in datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from radcat import dataset_findings
from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.cli.options import record_names, with_settings
from radcat.dataset_findings import DATASET_FINDING, SCHEME, DatasetFinding
from radcat.formats.quality_annotations import as_json
from radcat.model import KIND
from radcat.settings import Settings


@click.command()
@click.argument("slug", required=False, shell_complete=record_names)
@click.option("--kind", help="Only findings of this kind, such as duplicates or leakage.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def findings(settings: Settings, slug: str | None, kind: str | None, form: str) -> None:
    """List what others found in a dataset after it was published.

    Without SLUG it lists the findings about all datasets. The gravest come first, each with its source and how sure it
    is that the source says so. A dataset without findings is not a dataset without faults.

    \b
    Examples:
      radcat findings covidx-cxr
      radcat findings --kind leakage
      radcat findings --format json | jq '.[].title'
    """
    catalogue = Registry.open(settings).catalogue
    found = _found(catalogue, slug)
    if kind is not None:
        known = _kinds(catalogue)
        if kind not in known:
            known_ones = ", ".join(known) or "none"
            raise click.BadParameter(f"{kind!r} is no kind of finding; there are: {known_ones}.", param_hint="--kind")
        found = [each for each in found if each.kind and each.kind.code == kind]
    if form == "json":
        click.echo(json.dumps([as_json(each) for each in found], ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(catalogue, found)) or f"no finding is recorded{f' about {slug}' if slug else ''}.")


def _found(catalogue: Catalogue, slug: str | None) -> Sequence[DatasetFinding]:
    if slug is not None:
        dataset = catalogue.dataset_version(slug).record
        return dataset_findings.about(catalogue, dataset.name)
    names = catalogue.ledger.names(DATASET_FINDING.name)
    return dataset_findings.read(catalogue, catalogue.ledger.several(names))


def _kinds(catalogue: Catalogue) -> list[str]:
    prefix = f"{catalogue.base}{SCHEME}/"
    return [iri.removeprefix(prefix) for iri in dataset_findings.gravity(catalogue)]


def _lines(catalogue: Catalogue, found: Sequence[DatasetFinding]) -> Iterator[str]:
    for each in found:
        kind = each.kind.name if each.kind else "no kind stated"
        yield f"{click.style(each.title, bold=True)}  ({each.slug})"
        sure = each.confidence.name.lower() if each.confidence else "no confidence stated"
        yield f"  {kind}, {sure}{f', {each.date}' if each.date else ''}"
        if each.statement:
            yield f"  {each.statement}"
        yield from (f"  - {number.text}{f': {number.remark}' if number.remark else ''}" for number in each.numbers)
        yield f"  about: {', '.join(iri.removeprefix(catalogue.base + KIND['dataset'].path) for iri in each.targets)}"
        sources = "; ".join(source.page or source.label for source in each.sources)
        yield click.style(f"  source: {sources or 'none'}", dim=True)
