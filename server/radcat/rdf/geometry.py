"""Geometry literals: their reference system, axis order and digits, and the point or box that formats write.

GeoSPARQL 1.1, section 8 (https://docs.ogc.org/is/22-047r1/22-047r1.html).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from radcat.rdf import geometry_syntaxes
from radcat.rdf.geometry_syntaxes import CRS84, GEO_JSON, WKT, Part, UnreadableError

__all__ = ["CRS84", "GEO_JSON", "WKT", "Box", "Geometry", "fault", "read"]

# Both axes are degrees of WGS 84: with the longitude first, and with the latitude first.
_LONGITUDE_FIRST: Final = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/OGC/[0-9.]+/|urn:ogc:def:crs:OGC:[0-9.]*:)CRS84h?", re.IGNORECASE
)
_LATITUDE_FIRST: Final = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/EPSG/[0-9.]+/|urn:ogc:def:crs:EPSG:[0-9.]*:)(?:4326|4979)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees of WGS 84; west is greater than east where the box crosses the 180th meridian."""

    west: str
    south: str
    east: str
    north: str


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a literal says: the kind of geometry, its parts as they are written, and the reference system."""

    kind: str  # in capitals, as in well-known text: POINT, POLYGON …
    parts: tuple[Part, ...]
    system: str = CRS84  # IRI

    @property
    def in_degrees(self) -> bool:
        """Whether longitudes and latitudes can be told from it."""
        return bool(_LONGITUDE_FIRST.fullmatch(self.system) or _LATITUDE_FIRST.fullmatch(self.system))

    @property
    def point(self) -> tuple[str, str] | None:
        """Longitude and latitude, if it is one point in degrees."""
        found = self._degrees()
        if self.kind != "POINT" or not found:
            return None
        ((longitude, latitude),) = found[0]
        return _written(_turned(longitude)), _written(latitude)

    @property
    def box(self) -> Box | None:
        """The box around it, if it is in degrees."""
        found = self._degrees()
        if not found:
            return None
        west, east = _width([_span([longitude for longitude, _ in part]) for part in found])
        latitudes = [latitude for part in found for _, latitude in part]
        return Box(_written(west), _written(min(latitudes)), _written(east), _written(max(latitudes)))

    def _degrees(self) -> list[list[tuple[Decimal, Decimal]]]:
        """List parts as longitudes and latitudes; none where one is out of bounds or the system is another."""
        if not self.in_degrees or not self.parts:
            return []
        turned = bool(_LATITUDE_FIRST.fullmatch(self.system))
        found = [[(y, x) if turned else (x, y) for x, y, *_ in part] for part in self.parts]
        inside = all(-180 <= x <= 360 and -90 <= y <= 90 for part in found for x, y in part)
        return found if inside else []


def read(text: str, datatype: str | None = None) -> Geometry | None:
    """Read a literal with its datatype's IRI; None where it is no geometry, for the reason that `fault` gives."""
    try:
        return Geometry(*geometry_syntaxes.read(text, datatype))
    except UnreadableError:
        return None


def fault(text: str, datatype: str | None = None) -> str | None:
    """Say what is wrong with a literal: what keeps it from being read, or degrees that lie outside the globe."""
    try:
        found = Geometry(*geometry_syntaxes.read(text, datatype))
    except UnreadableError as error:
        return str(error)
    if found.in_degrees and found.parts and found.box is None:
        order = "latitude, longitude" if _LATITUDE_FIRST.fullmatch(found.system) else "longitude, latitude"
        return f"a position lies outside the globe; the order of <{found.system}> is {order}"
    return None


def _span(longitudes: list[Decimal]) -> tuple[Decimal, Decimal]:
    """Find the west and the east of one part, which is drawn the short way round the globe."""
    low, high = min(longitudes), max(longitudes)
    if high - low <= 180:
        return low, high
    if len(set(longitudes)) == 2:
        # Four corners: writers begin with the western ones, and a box may be wider than half of the globe.
        return (high, low + 360) if longitudes[0] == high and high - low < 360 else (low, high)
    at = west = east = longitudes[0]
    for before, after in itertools.pairwise(longitudes):
        step = after - before
        at += step - 360 if step > 180 else step + 360 if step < -180 else step
        west, east = min(west, at), max(east, at)
    return (west, east) if east - west < 360 else (low, high)


def _width(spans: list[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    """Find the west and the east of all parts; those on both sides of the 180th meridian are one."""
    western = [span for span in spans if span[1] == 180]
    eastern = [span for span in spans if span[0] == -180]
    if western and eastern and len(western) + len(eastern) == len(spans):
        spans = [*western, *((west + 360, east + 360) for west, east in eastern)]
    west, east = min(west for west, _ in spans), max(east for _, east in spans)
    return (Decimal(-180), Decimal(180)) if east - west >= 360 else (_turned(west), _turned(east))


def _turned(longitude: Decimal) -> Decimal:
    """Bring a longitude to -180 up to 180; most are there, and keep their digits."""
    return longitude - 360 if longitude > 180 else longitude + 360 if longitude < -180 else longitude


def _written(number: Decimal) -> str:
    return format(number, "f")
