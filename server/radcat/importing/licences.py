"""Licences by the short names that portals have for them."""

from __future__ import annotations

import re
from typing import Final

_CC: Final = "https://creativecommons.org/"
_ODC: Final = "https://opendatacommons.org/licenses/"
# Names as CKAN's list of licences, Zenodo, SPDX and people write them, without what only separates.
_KNOWN: Final = {
    "cc0": f"{_CC}publicdomain/zero/1.0/",
    "cczero": f"{_CC}publicdomain/zero/1.0/",
    "cc010": f"{_CC}publicdomain/zero/1.0/",
    "odcpddl": f"{_ODC}pddl/1-0/",
    "pddl": f"{_ODC}pddl/1-0/",
    "pddl10": f"{_ODC}pddl/1-0/",
    "odcodbl": f"{_ODC}odbl/1-0/",
    "odbl": f"{_ODC}odbl/1-0/",
    "odbl10": f"{_ODC}odbl/1-0/",
    "odcby": f"{_ODC}by/1-0/",
    "odcby10": f"{_ODC}by/1-0/",
    "mit": "https://spdx.org/licenses/MIT",
    "apache20": "https://spdx.org/licenses/Apache-2.0",
    "gpl30": "https://spdx.org/licenses/GPL-3.0-only",
}
_CREATIVE_COMMONS: Final = re.compile(r"cc-?(by(?:-?(?:nc|sa|nd))*)-?(\d\.\d)")


# Addresses below which every document is a licence.
_HOMES: Final = re.compile(
    r"https?://(?:www\.)?(?:creativecommons\.org/(?:licenses|publicdomain)/|opendatacommons\.org/licenses/"
    r"|spdx\.org/licenses/|opensource\.org/licenses?/|gnu\.org/licenses/|apache\.org/licenses/"
    r"|nationalarchives\.gov\.uk/doc/open-government-licence|govdata\.de/dl-de/|etalab\.gouv\.fr/)",
    re.IGNORECASE,
)


def is_licence(iri: str) -> bool:
    """Whether *iri* is known to be a licence's; of others nobody can tell."""
    return _HOMES.match(iri) is not None


def address(name: str) -> str | None:
    """The address of the licence called *name*; None where the name says too little, such as a licence's version."""
    plain = re.sub(r"[\s_]+", "-", name.strip().lower())
    if found := _CREATIVE_COMMONS.fullmatch(plain):
        return f"{_CC}licenses/{'-'.join(re.findall('by|nc|sa|nd', found[1]))}/{found[2]}/"
    return _KNOWN.get(re.sub(r"[-.]", "", plain))
