"""Which datasets show records that changed: what is computed from them is computed anew."""

from __future__ import annotations

from collections.abc import Sequence

from radcat.catalogue import Catalogue
from radcat.ledger.versions import Head, Status
from radcat.model import KIND
from radcat.validation.review import JUDGES_ALL


def affected(catalogue: Catalogue, changed: Sequence[Head]) -> list[str]:
    """Name the published datasets that are among the records *changed*, or that name one of them, in order."""
    if {head.kind for head in changed} & JUDGES_ALL:
        return catalogue.ledger.names("dataset")
    own = {head.name for head in changed if head.kind == "dataset" and head.status is Status.PUBLISHED}
    others = [head.name for head in changed if head.kind != "dataset"]
    return sorted(own | {name for name in catalogue.ledger.referring(*others) if name.startswith(KIND["dataset"].path)})
