"""What is stated of one dataset, fact by fact, with who says so: as an object for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from radcat.catalogue import Catalogue
from radcat.survey.claims import Claim, Evidence, evidence


def facts(catalogue: Catalogue, slug: str, wanted: Sequence[str] = ()) -> dict[str, Any]:
    """Write the claims about the dataset *slug*, or with that IRI, for a reader who welcomes the languages *wanted*.

    A fact that other sources contradict has these under `disputed_by`.

    Raises:
        UnknownRecord: there is no such dataset.
        WithdrawnRecord: there is one no more.
    """
    record = catalogue.dataset_version(slug).record
    found = evidence(catalogue, record.slug, (*wanted, catalogue.language))
    return {
        "iri": str(record.iri(catalogue.base)),
        "title": catalogue.label(record, wanted),
        "facts": [{**_claim(each), "disputed_by": _against(each, found)} for each in found.held],
        "generation": catalogue.ledger.generation,
    }


def _against(claim: Claim, found: Evidence) -> list[dict[str, Any]]:
    return [_claim(other) for other in found.contradictions if claim.iri in other.disagrees_with]


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "property": claim.property,
        "values": list(claim.values),
        "links": list(claim.links),
        "confidence": claim.confidence.code if claim.confidence else None,
        "sources": [{"iri": each.iri, "title": each.label, "page": each.page} for each in claim.references],
        "note": claim.note,
    }
