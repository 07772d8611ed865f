"""Verdicts and ways in words, as JSON and as a table; the words are English, and numbers come with what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from radcat.lineage.ancestry import Family, Relative
from radcat.lineage.leakage import Leakage
from radcat.lineage.naming import Names
from radcat.lineage.verdicts import Pair, Verdict
from radcat.lineage.works import Link, Relation, Work, Works
from radcat.model.lineage import Amount
from radcat.wording import plural, translatable

MEANING: Final = {
    Verdict.SHARES: translatable("they share images"),
    Verdict.MAY_SHARE: translatable("they may share images"),
    Verdict.UNDOCUMENTED: translatable("it is not documented where all images of both come from"),
    Verdict.NONE_KNOWN: translatable("no shared image is known"),
}
EXPLANATION: Final = {
    Verdict.SHARES: translatable(
        "One holds images of the other, or a comparison or the numbers prove that both hold the same images."
    ),
    Verdict.MAY_SHARE: translatable("Images of both can come from one work; which ones they took is not known."),
    Verdict.UNDOCUMENTED: translatable(
        "Nobody says, or nobody says in full, where the images of one of them come from."
    ),
    Verdict.NONE_KNOWN: translatable(
        "Where the images of both come from is stated, and no way leads from one to the other."
    ),
}
REASONS: Final = {
    "partly": translatable("only some of its sources are named"),
    "not-stated": translatable("nobody says where its images come from"),
    "outside": translatable("it is outside the catalogue, which does not say what it was made from"),
    "unverified": translatable("where its images come from is commonly said, but no source at hand states it"),
}
PRECISION: Final = {"at-least": "at least ", "about": "about "}


def amount(found: Amount | None) -> str | None:
    """Write a number: at least 1,262 slices."""
    if found is None:
        return None
    return f"{PRECISION.get(found.precision, '')}{found.number:,} {plural(found.unit, found.number)}"


def step(link: Link, works: Works, names: Names) -> str:
    """Say what a step is: "A is derived from B (896 images)"."""
    one, other = (names.title(works.work(name)) for name in (link.of, link.to))
    numbers = " and ".join(filter(None, map(amount, link.amounts)))
    if link.relation is Relation.OVERLAP:
        return f"{one} and {other} have {numbers or 'images'} in common"
    verb = "is a part of" if link.relation is Relation.PART else "is derived from"
    details = "; ".join(filter(None, (numbers, names.text(link.selection))))
    return f"{one} {verb} {other}{f' ({details})' if details else ''}"


def sentence(pair: Pair, works: Works, names: Names) -> str:
    """Say the verdict on a pair with what it rests on, and cite the state of the catalogue: for a paper."""
    one, other = names.title(pair.train), names.title(pair.test)
    said = {
        Verdict.SHARES: f"{one} and {other} share {amount(pair.images) or 'images'}",
        Verdict.MAY_SHARE: f"{one} and {other} may share images",
        Verdict.UNDOCUMENTED: f"it is not documented whether {one} and {other} share images",
        Verdict.NONE_KNOWN: f"{one} and {other} are not known to share images",
    }[pair.verdict]
    if pair.train == pair.test:
        return f"{one} is both training and test set ({names.citation})."
    links = (pair.ways[0].links if pair.ways else ()) or pair.compared
    reason = ", and ".join(step(link, works, names) for link in links)
    said = f"{said}: {reason}" if reason else said
    return f"{said[:1].upper()}{said[1:]} ({names.citation})."


def to_json(found: Leakage, names: Names) -> dict[str, Any]:
    """Write the answer as JSON; what nobody says is null or listed under `unknown`."""
    names.load_sources(found.links)
    document: dict[str, Any] = {
        "verdict": found.verdict,
        "train": [choice.text for choice in found.train],
        "test": [choice.text for choice in found.test],
        "pairs": [_pair(pair, found, names) for pair in found.pairs],
        "ways_out": [
            {
                "leave_out": names.selected(remedy.leave_out),
                "title": names.title(remedy.leave_out),
                "of": names.selected(remedy.of) if remedy.of else None,
                "pair": list(found.chosen(remedy.pair)),
            }
            for remedy in found.remedies
        ],
        "clean_test_sets": None,
        "generation": found.generation,
        "citation": names.citation,
    }
    if found.clean is not None:
        document["clean_test_sets"] = {
            "sets": [
                {
                    "iri": names.iri(work.name),
                    "set": names.selected(work),
                    "title": names.title(work),
                    "classes": number,
                }
                for work, number in found.clean.found
            ],
            "looked_at": found.clean.looked_at,
            "of": found.clean.of,
        }
    return document


def _pair(pair: Pair, found: Leakage, names: Names) -> dict[str, Any]:
    works, (train, test) = found.works, found.chosen(pair)
    return {
        "train": train,
        "test": test,
        "verdict": pair.verdict,
        "images": pair.images.number if pair.images else None,
        "images_unit": pair.images.unit if pair.images else None,
        "images_precision": pair.images.precision if pair.images else None,
        "patients": pair.patients.number if pair.patients else None,
        "patients_precision": pair.patients.precision if pair.patients else None,
        "paths": [[link_json(link, works, names) for link in way.links] for way in pair.ways],
        "compared": [link_json(link, works, names) for link in pair.compared],
        "unknown": [
            {
                "iri": names.iri(each.work),
                "title": names.title(works.work(each.work)),
                "reason": each.reason,
                "text": REASONS[each.reason],
            }
            for each in pair.unknown
        ],
        "sentence": sentence(pair, works, names),
    }


def link_json(link: Link, works: Works, names: Names) -> dict[str, Any]:
    """Write a step with who states it, and how sure that is."""
    return {
        "of": names.iri(link.of),
        "of_title": names.title(works.work(link.of)),
        "relation": link.relation,
        "to": names.iri(link.to),
        "to_title": names.title(works.work(link.to)),
        "amounts": [{"number": a.number, "unit": a.unit, "precision": a.precision} for a in link.amounts],
        "selection": names.text(link.selection),
        "sources": [{"iri": names.iri(name), "title": names.reference(name)} for name in _sources(link, works)],
        "confidence": next((said.confidence for said in works.sources(link)), None),
    }


def to_rows(found: Leakage, names: Names) -> Iterator[Sequence[str]]:
    """Write a row a pair, the first with the names of the columns."""
    yield "train", "test", "verdict", "images", "images_precision", "patients", "patients_precision", "why", "unknown"
    for pair in found.pairs:
        numbers = [
            part
            for amount in (pair.images, pair.patients)
            for part in ((str(amount.number), amount.precision) if amount else ("", ""))
        ]
        ways = ("; ".join(step(link, found.works, names) for link in way.links) for way in pair.ways)
        unknown = (f"{names.title(found.works.work(each.work))}: {REASONS[each.reason]}" for each in pair.unknown)
        yield *found.chosen(pair), str(pair.verdict), *numbers, " | ".join(ways), " | ".join(unknown)


def _sources(link: Link, works: Works) -> list[str]:
    return list(dict.fromkeys(source for said in works.sources(link) for source in said.sources))


def family_json(found: Family, works: Works, names: Names) -> dict[str, Any]:
    """Write what a work was made from, what was made from it, and what it was compared with."""
    links = [link for each in (*found.ancestors, *found.descendants) for link in each.path]
    names.load_sources([*links, *found.made_from, *found.used_in, *found.compared])

    def relatives(relatives: Sequence[Relative]) -> list[dict[str, Any]]:
        return [
            {
                **_work(each.work, names),
                "steps": each.steps,
                "is_sure": each.is_sure,
                "path": [link_json(link, works, names) for link in each.path],
            }
            for each in relatives
        ]

    return {
        **_work(found.work, names),
        "composition": found.work.composition,
        "parts": [_work(part, names) for part in found.parts],
        "wholes": [_work(whole, names) for whole in found.wholes],
        "made_from": [link_json(link, works, names) for link in found.made_from],
        "used_in": [link_json(link, works, names) for link in found.used_in],
        "compared": [link_json(link, works, names) for link in found.compared],
        "ancestors": relatives(found.ancestors),
        "descendants": relatives(found.descendants),
        "citation": names.citation,
    }


def _work(work: Work, names: Names) -> dict[str, Any]:
    return {"iri": names.iri(work.name), "set": names.selected(work), "title": names.title(work), "kind": work.kind}
