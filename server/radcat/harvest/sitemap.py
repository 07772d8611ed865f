"""Sitemaps (https://www.sitemaps.org/protocol.html) with the true date of each page's last change, and robots.txt.

A sitemap holds a stretch of the ledger's sequence numbers. So none comes near the limit of 50,000 addresses, each costs
the same to write, which is little, and a crawler finds by the dates in the index which of them have changed.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from radcat.ledger.changes import Chronicle, Span
from radcat.ledger.versions import Status

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
STRETCH: Final = 5_000  # sequence numbers of a sitemap
_PUBLISHED: Final = Span(status=Status.PUBLISHED)


def sitemap(chronicle: Chronicle, base: str, *, stretch: int = STRETCH) -> bytes:
    """Write the sitemap, or the index of the sitemaps where one can't hold all."""
    stretches = chronicle.stretches(stretch)
    if len(stretches) < 2:
        return part(chronicle, base, stretches[0][0] if stretches else 0, stretch=stretch) or b""
    root = etree.Element(f"{{{_NAMESPACE}}}sitemapindex", nsmap={None: _NAMESPACE})
    for number, date in stretches:
        _add(root, "sitemap", f"{base}sitemap-{number}.xml", date)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def part(chronicle: Chronicle, base: str, number: int, *, stretch: int = STRETCH) -> bytes | None:
    """Write one sitemap, counted from 0; None where there is none of that number."""
    changes = chronicle.changes(_PUBLISHED, number * stretch, stretch)
    within = [change for change in changes if change.sequence <= (number + 1) * stretch]
    if not within and number:
        return None
    root = etree.Element(f"{{{_NAMESPACE}}}urlset", nsmap={None: _NAMESPACE})
    if not number:
        _add(root, "url", base, chronicle.last_date())
    for change in within:
        _add(root, "url", base + change.name, change.date)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _add(root: etree._Element, name: str, address: str, date: str | None) -> None:
    entry = etree.SubElement(root, f"{{{_NAMESPACE}}}{name}")
    etree.SubElement(entry, f"{{{_NAMESPACE}}}loc").text = address
    if date:
        etree.SubElement(entry, f"{{{_NAMESPACE}}}lastmod").text = date


def robots(base: str) -> str:
    """Write robots.txt (RFC 9309): everything may be read; of queries and searches there is no end."""
    closed = "".join(f"Disallow: /{path}\n" for path in ("sparql?", "oai", "search?", "search/", "search.", "api/"))
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {base}sitemap.xml\n"
