"""Which datasets show records that changed: what is computed from them is computed anew."""

from __future__ import annotations

from collections.abc import Sequence

from radcat import dataset_findings
from radcat.catalogue import Catalogue
from radcat.dataset_findings import DATASET_FINDING
from radcat.ledger.versions import Head, Status
from radcat.model import KIND
from radcat.validation.review import JUDGES_ALL


def affected(catalogue: Catalogue, changed: Sequence[Head]) -> list[str]:
    """Name the published datasets that are among the records *changed*, or that name one of them, in order.

    With them those that a finding is about which changed, or names a record that did: now, or before it was changed.
    """
    if {head.kind for head in changed} & JUDGES_ALL:
        return catalogue.ledger.names("dataset")
    own = {head.name for head in changed if head.kind == "dataset" and head.status is Status.PUBLISHED}
    others = [head.name for head in changed if head.kind != "dataset"]
    referring = catalogue.ledger.referring(*others)
    found = {head.name for head in changed if head.kind == DATASET_FINDING.name}
    found |= {name for name in referring if name.startswith(DATASET_FINDING.path)}
    about = set().union(*(dataset_findings.targets(catalogue, name) for name in found))
    return sorted(
        own
        | {name for name in referring if name.startswith(KIND["dataset"].path)}
        | {*catalogue.ledger.positions(about)}
    )
