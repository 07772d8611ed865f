"""Which names a record may have: they become files, addresses and files of a static site, on any file system."""

from __future__ import annotations

import re
from typing import Final

SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")

# A file system takes 255 bytes. What we add to a slug is ".", ".ttl" and the ending of a file in the making, or the
# suffix of a format and an ending such as ".gz"; the rest is room for formats to come.
LONGEST: Final = 200  # bytes, which are characters: a slug is ASCII

# The last part of every suffix that a format or a page has; see tests/unit/test_names.py.
SUFFIXES: Final = frozenset(
    {"ttl", "jsonld", "json", "rdf", "xml", "nt", "nq", "trig", "rq", "csv", "bib", "ris", "linkset", "html", "gz"}
)
# Windows opens a device, whatever follows the first dot.
DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
# By the path before the slug: `index` is the page of a list on a host of files, ns/context.jsonld the JSON-LD context.
RESERVED: Final = {"": frozenset({"index"}), "ns/": frozenset({"context"})}


def fault(slug: str, path: str = "") -> str | None:
    """Say why no new record may be called *slug* below *path* ("datasets/"), and what to do; None where one may."""
    if not SLUG.fullmatch(slug):
        return f"{slug!r} is not a slug; use lower-case letters, digits and hyphens."
    if len(slug) > LONGEST:
        return f"the slug has {len(slug)} characters, and may have {LONGEST}; choose a shorter one."
    if slug in RESERVED[""] | RESERVED.get(path, frozenset()):
        return f"{slug!r} is reserved: a page or file of the registry has that address; choose another slug."
    if slug.partition(".")[0] in DEVICES:
        return f"{slug!r} is the name of a device on Windows, where no file can be called so; choose another slug."
    _, dot, ending = slug.rpartition(".")
    if dot and ending in SUFFIXES:
        return f"{slug!r} ends like a format of a record (.{ending}); choose a slug that does not."
    return None
