"""How a set is chosen: `dataset`, `dataset@version`, `dataset/split` or `dataset@version/split`; or by its IRI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from radcat.close_names import close
from radcat.errors import BadSelection, UnknownPart
from radcat.lineage.works import Kind, Work, Works

MOST: Final = 40  # sets in one question
_FORM: Final = re.compile(r"^(?P<slug>[^@/#\s]+)(?:@(?P<version>[^/#]+))?(?:/(?P<split>[^/@#\s]+))?$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A work as somebody chose it; several selections may mean one work."""

    text: str
    work: Work


def parse(text: str) -> tuple[str, str | None, str | None]:
    """Divide a selection into slug, version and split.

    Raises:
        BadSelection: it has another form.
    """
    found = _FORM.match(text.strip())
    if found is None:
        raise BadSelection(
            f"{text!r} is no selection of a dataset; write its slug, and a version or a split behind it where you "
            "mean one: dataset, dataset@version, dataset/split or dataset@version/split."
        )
    return found["slug"], found["version"], found["split"]


def divided(texts: Iterable[str]) -> list[str]:
    """Divide what was given into selections, by commas, each once."""
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part.strip()))


def resolve(works: Works, text: str) -> Choice:
    """Find the work that a selection means.

    Versions are known by their name in any case, or by it with hyphens for what is no letter or digit.

    Raises:
        BadSelection: it has another form.
        UnknownPart: the dataset has no such version or split.
    """
    slug, version, split = parse(text)
    dataset = works.work(f"datasets/{slug}")
    chosen = dataset
    if version is not None:
        named = {_plain(work.version or ""): work for work in _parts(works, dataset, Kind.VERSION)}
        chosen = _choose(works, named, _plain(version), version, text, dataset)
    if split is not None:
        named = {work.notation or "": work for work in _parts(works, chosen, Kind.SPLIT)}
        chosen = _choose(works, named, split.lower(), split, text, chosen)
    return Choice(text.strip(), chosen)


def written(works: Works, work: Work) -> str:
    """Write the selection that means *work*; of a split of several versions, the first of these."""
    slug = work.record.rpartition("/")[2]
    if work.kind is Kind.VERSION:
        return f"{slug}@{_compact(work.version or '')}"
    if work.kind is Kind.SPLIT:
        owners = [works.work(link.to) for link in works.links.get(work.name, ()) if link.record == work.record]
        version = next((f"@{_compact(o.version or '')}" for o in owners if o.kind is Kind.VERSION), "")
        return f"{slug}{version}/{work.notation}"
    return slug if work.kind is Kind.DATASET else work.name


def offered(works: Works, dataset: str) -> list[str]:
    """Write all selections of the dataset named *dataset*: itself, its versions and its splits."""
    parts = [works.work(name) for name in works.within(dataset) if name.partition("#")[0] == dataset]
    return sorted(written(works, work) for work in parts)


def _parts(works: Works, whole: Work, kind: Kind) -> Sequence[Work]:
    links = works.parts.get(whole.name, ())
    return [work for link in links if (work := works.work(link.of)).kind is kind and work.record == whole.record]


def _choose(works: Works, named: Mapping[str, Work], wanted: str, given: str, text: str, whole: Work) -> Work:
    if (found := named.get(wanted)) is not None:
        return found
    what = "split" if text.strip().endswith(f"/{given}") else "version"
    of = written(works, whole)
    near = [written(works, named[name]) for name in close(wanted, named, 1)]
    known = near or [each for each in offered(works, whole.record) if each != of]
    remedy = f"Choose {' or '.join(known)}." if known else f"Nothing is on record but {of} as a whole; choose that."
    raise UnknownPart(f"{text}: {of} has no {what} called {given!r}. {remedy}")


def named(works: Works, name: str) -> Choice:
    """Choose the dataset, version or split with the *name*, which is its IRI below the base.

    Raises:
        UnknownPart: its dataset has no such version or split.
    """
    work = works.known.get(name)
    if work is None:
        dataset = name.partition("#")[0]
        known = " or ".join(offered(works, dataset))
        raise UnknownPart(f"{dataset} has no part with the IRI {name}. Choose {known}.")
    return Choice(written(works, work), work)


def _plain(version: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", version.lower()).strip("-")


def _compact(version: str) -> str:
    """Write a version so that no shell and no address has trouble with it."""
    return version if re.fullmatch(r"[\w.-]+", version, re.ASCII) else _plain(version)
