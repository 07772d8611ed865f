"""The command that checks the URLs in the records: check-links."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rdflib import URIRef

from radcat.bootstrap import Registry
from radcat.cli.content import FINDINGS
from radcat.cli.options import progress, record_names, with_settings
from radcat.ledger.link_checks import Answer
from radcat.model import KIND
from radcat.rdf.namespaces import DCAT
from radcat.settings import Settings
from radcat.validation.review import Progress

if TYPE_CHECKING:
    from radcat.quality.link_checking import Manners

ADDRESSES = (DCAT.landingPage, DCAT.accessURL, DCAT.downloadURL)
KEPT_AT_ONCE = 20  # answers, so that stopping early loses few


@click.command("check-links")
@click.argument("slugs", nargs=-1, shell_complete=record_names)
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(1, 300),
    default=20,
    show_default=True,
    help="Seconds to wait for each URL.",
)
@click.option(
    "--pause", type=click.FloatRange(0, 60), default=1, show_default=True, help="Seconds between requests to one host."
)
@click.option("--include-private", is_flag=True, help="Also check URLs in private networks.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@with_settings
def check_links(
    settings: Settings, slugs: tuple[str, ...], seconds: float, pause: float, include_private: bool, form: str
) -> None:
    """Check every dataset URL and store the results.

    With SLUGS, only the URLs of those datasets are checked. Each host gets one request at a time, HEAD first.
    `radcat score` uses the results, and the SPARQL endpoint has them as quality measurements. The exit status is
    1 if any URL does not work.

    \b
    Examples:
      radcat check-links
      radcat check-links covid-ctset mosmeddata
    """
    from radcat.outgoing.networks import EVERYWHERE
    from radcat.quality.link_checking import Manners  # here, since no other command needs an HTTP client

    registry = Registry.open(settings)
    allowed = EVERYWHERE if include_private else settings.allow_private
    manners = Manners(seconds=seconds, pause=pause, allowed=allowed, contact=settings.base_iri or "")
    addresses = sorted({address for slug in slugs or _all(registry) for address in _named(registry, slug)})
    with progress() as report_progress:
        answers = asyncio.run(_check(addresses, manners, registry, report_progress))
    answers.sort(key=lambda answer: answer.address)
    _publish(registry, slugs or _all(registry))
    if form == "json":
        click.echo(json.dumps([asdict(answer) | {"works": answer.works} for answer in answers], indent=2))
    else:
        click.echo("\n".join(_text(answers)))
    if not all(answer.works for answer in answers):
        sys.exit(FINDINGS)


def _all(registry: Registry) -> list[str]:
    return [name.rpartition("/")[2] for name in registry.ledger.names("dataset")]


def _publish(registry: Registry, slugs: Iterable[str]) -> None:
    """Measure the datasets with what was answered, for whoever asks the SPARQL endpoint."""
    if registry.settings.read_only:
        return
    names = sorted({_name(slug) for slug in slugs})
    behind = registry.measuring.measure(names)
    if behind:
        click.echo(f"The SPARQL store is out of date: {behind}", err=True)


def _name(slug: str) -> str:
    return slug if slug.startswith(KIND["dataset"].path) else KIND["dataset"].path + slug


def _named(registry: Registry, slug: str) -> Iterator[str]:
    name = _name(slug)
    graph = registry.catalogue.graph(registry.catalogue.version(name).record)
    for prop in ADDRESSES:
        yield from (str(address) for address in graph.objects(None, prop) if isinstance(address, URIRef))


async def _check(addresses: list[str], manners: Manners, registry: Registry, report_progress: Progress) -> list[Answer]:
    from radcat.quality import link_checking

    found: list[Answer] = []
    kept = 0
    report_progress("asking", 0, len(addresses))
    try:
        async for answer in link_checking.check(addresses, manners):
            found.append(answer)
            report_progress("asking", len(found), len(addresses))
            if len(found) - kept >= KEPT_AT_ONCE:
                registry.links.keep(found[kept:])
                kept = len(found)
    finally:
        registry.links.keep(found[kept:])
    return found


def _text(answers: Iterable[Answer]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for answer in answers:
        word = "works" if answer.works else "asks for a login" if answer.wants_login else "does not work"
        counts[word] += 1
        if not answer.works:
            said = f"{answer.status or ''} {answer.reason}".strip()
            yield f"{click.style(answer.address, bold=True)}\n    {word}: {said}"
    yield ", ".join(f"{number} {word}" for word, number in counts.most_common()) or "there are no URLs to check."
