"""Well-known text and GeoJSON (RFC 7946), read into parts, with the reference system that they name.

Numbers stay decimal, as they
are written: the libraries for this (shapely, pygeoif, geomet) make binary fractions of them, which changes digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NoReturn

GEOSPARQL: Final = "http://www.opengis.net/ont/geosparql#"
WKT: Final = f"{GEOSPARQL}wktLiteral"
GEO_JSON: Final = frozenset(
    {f"{GEOSPARQL}geoJSONLiteral", "https://www.iana.org/assignments/media-types/application/vnd.geo+json"}
)
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_UNTYPED: Final = (None, "http://www.w3.org/2001/XMLSchema#string")
# What GeoJSON could name before RFC 7946; its order of axes was the same under each.
_DEGREES: Final = re.compile(r"(?:urn:ogc:def:crs:EPSG:[0-9.]*:|EPSG:)4326")
_SYSTEM: Final = re.compile(r"\s*<([^<>\s]+)>\s*")
_NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_TOKEN: Final = re.compile(rf"\s*({_NUMBER}(?![\w.])|[A-Za-z]+|[(),]|\S)\s*")
# How many brackets stand around the positions of a geometry.
_DEPTHS: Final = {
    "POINT": 1, "LINESTRING": 1, "MULTIPOINT": 1, "POLYGON": 2, "TRIANGLE": 2, "MULTILINESTRING": 2,
    "MULTIPOLYGON": 3, "TIN": 3, "POLYHEDRALSURFACE": 3,
}  # fmt: skip
_JSON_DEPTHS: Final = {
    "Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3,
}  # fmt: skip
_DEEPEST: Final = 20  # collections in collections
_LONGEST: Final = 1_000_000  # characters

Position = tuple[Decimal, ...]
Part = tuple[Position, ...]  # a point, a line or a ring
Read = tuple[str, tuple[Part, ...], str]  # the kind in capitals, the parts, and the IRI of the reference system


class UnreadableError(ValueError):
    """A literal that is no geometry; the text says why."""


class _Digits(str):
    """A number of JSON, as it is written."""

    __slots__ = ()


def read(text: str, datatype: str | None) -> Read:
    """Read a literal with its datatype's IRI.

    Raises:
        UnreadableError: it is no geometry.
    """
    if len(text) > _LONGEST:
        raise UnreadableError(f"the text is longer than {_LONGEST} characters")
    if datatype in GEO_JSON or (datatype in _UNTYPED and text.lstrip().startswith("{")):
        return _from_json(text)
    if datatype == WKT or datatype in _UNTYPED:
        return _Tokens(text).geometry()
    raise UnreadableError(f"geometry of datatype <{datatype}> is not read here; write geo:wktLiteral")


class _Tokens:
    """Well-known text, read token by token."""

    def __init__(self, text: str) -> None:
        system = _SYSTEM.match(text)
        self.system = system[1] if system else CRS84
        self.tokens = [(match[1], match.start(1)) for match in _TOKEN.finditer(text, system.end() if system else 0)]
        self.next, self.end = 0, len(text)

    def geometry(self) -> Read:
        """Read the whole text."""
        kind, parts = self._one(0)
        if self.next < len(self.tokens):
            self._refuse("the end")
        return kind, tuple(parts), self.system

    def _one(self, depth: int) -> tuple[str, list[Part]]:
        kind = self._peek().upper()
        if depth > _DEEPEST or not (kind in _DEPTHS or kind == "GEOMETRYCOLLECTION"):
            self._refuse("POINT, POLYGON or another kind of geometry")
        self.next += 1
        if self._peek().upper() in ("Z", "M", "ZM"):
            self.next += 1
        if self._peek().upper() == "EMPTY":
            self.next += 1
            return kind, []
        if kind == "GEOMETRYCOLLECTION":
            return kind, [part for _, parts in self._listed(lambda: self._one(depth + 1)) for part in parts]
        found = self._nested(_DEPTHS[kind], kind)
        if kind == "POINT" and (len(found) != 1 or len(found[0]) != 1):
            self._refuse("one position")
        return kind, found

    def _nested(self, depth: int, kind: str) -> list[Part]:
        if depth > 1:
            return [part for parts in self._listed(lambda: self._nested(depth - 1, kind)) for part in parts]
        positions = self._listed(self._bracketed if kind == "MULTIPOINT" else self._position)
        return [(position,) for position in positions] if kind == "MULTIPOINT" else [tuple(positions)]

    def _listed(self, item: Any) -> list[Any]:
        self._take("(")
        found = [item()]
        while self._peek() == ",":
            self.next += 1
            found.append(item())
        self._take(")")
        return found

    def _bracketed(self) -> Position:
        if self._peek() != "(":
            return self._position()
        self._take("(")
        found = self._position()
        self._take(")")
        return found

    def _position(self) -> Position:
        found: list[Decimal] = []
        while re.fullmatch(_NUMBER, self._peek()):
            found.append(Decimal(self._peek()))
            self.next += 1
        if not 2 <= len(found) <= 4:
            self._refuse("a position of two to four numbers" if found else "a number")
        return tuple(found)

    def _peek(self) -> str:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else ""

    def _take(self, mark: str) -> None:
        if self._peek() != mark:
            self._refuse(repr(mark))
        self.next += 1

    def _refuse(self, wanted: str) -> NoReturn:
        token, at = self.tokens[self.next] if self.next < len(self.tokens) else ("the end", self.end)
        raise UnreadableError(f"expected {wanted} at character {at + 1}, found {token[:40]}")


def _from_json(text: str) -> Read:
    try:
        found = json.loads(text, parse_float=_Digits, parse_int=_Digits, parse_constant=_Digits)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"this is not JSON: {error}") from error
    geometries = list(_geometries(found, 0))
    kind = str(found["type"]).upper()
    return kind, tuple(part for parts in geometries for part in parts), _system(found)


def _geometries(found: Any, depth: int) -> Iterator[list[Part]]:
    if not isinstance(found, dict) or depth > _DEEPEST:
        raise UnreadableError("a GeoJSON geometry is an object with a type and coordinates")
    kind = found.get("type")
    if kind == "GeometryCollection" and isinstance(members := found.get("geometries"), list):
        for member in members:
            yield from _geometries(member, depth + 1)
    elif isinstance(kind, str) and kind in _JSON_DEPTHS:
        yield list(_parts(found.get("coordinates"), _JSON_DEPTHS[kind], kind))
    else:
        raise UnreadableError(f"GeoJSON has no geometry of type {str(kind)[:40]!r}")


def _parts(found: Any, depth: int, kind: str) -> Iterator[Part]:
    if not isinstance(found, list):
        raise UnreadableError(f"the coordinates of a {kind} are nested otherwise")
    if depth == 0:
        yield (_json_position(found),)
    elif depth == 1 and kind != "MultiPoint":
        if found:
            yield tuple(map(_json_position, found))
    else:
        for member in found:
            yield from _parts(member, depth - 1, kind)


def _json_position(found: Any) -> Position:
    numbers = found if isinstance(found, list) else []
    if len(numbers) < 2 or not all(isinstance(n, _Digits) and re.fullmatch(_NUMBER, n) for n in numbers):
        raise UnreadableError(f"{str(found)[:40]} is not a position of two or more numbers")
    return tuple(map(Decimal, numbers))


def _system(found: dict[str, Any]) -> str:
    """Read the reference system."""
    named = found.get("crs")
    if named is None:
        return CRS84
    properties = named.get("properties") if isinstance(named, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else "unknown"
    return CRS84 if _DEGREES.fullmatch(name) else name
