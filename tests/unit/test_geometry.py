"""Well-known text and GeoJSON: reference system, order of axes, digits, the date line, and what can't be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.rdf import geometry
from radcat.rdf.geometry import WKT, Box

OGC = "http://www.opengis.net/def/crs/"
GEO_JSON = "http://www.opengis.net/ont/geosparql#geoJSONLiteral"
BOXES = {
    "POLYGON((4 51, 5 51, 5 52, 4 52, 4 51))": ("4", "51", "5", "52"),
    "polygon ((4 51,5 51,5 52,4 52,4 51))": ("4", "51", "5", "52"),
    "POLYGON((4.1234567 51.10, 4.1234568 51.10, 4.1234568 51.2, 4.1234567 51.10))": (
        "4.1234567", "51.10", "4.1234568", "51.2",
    ),
    f"<{OGC}EPSG/0/4326> POLYGON((51.0 4.0, 51.5 4.0, 51.5 5.0, 51.0 5.0, 51.0 4.0))": ("4.0", "51.0", "5.0", "51.5"),
    "<urn:ogc:def:crs:EPSG::4326> POLYGON((51 4, 52 4, 52 5, 51 4))": ("4", "51", "5", "52"),
    f"<{OGC}OGC/1.3/CRS84> POLYGON((4 51, 5 51, 5 52, 4 51))": ("4", "51", "5", "52"),
    "POLYGON Z ((4 51 0, 5 51 0, 5 52 1, 4 51 0))": ("4", "51", "5", "52"),
    "MULTIPOINT((1 2), (3 4))": ("1", "2", "3", "4"),
    "MULTIPOINT(1 2, 3 4)": ("1", "2", "3", "4"),
    "GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(3 4, 5 6))": ("1", "2", "5", "6"),
    # Over the 180th meridian, and only nearly so.
    "POLYGON((170 -10, -170 -10, -170 10, 170 10, 170 -10))": ("170", "-10", "-170", "10"),
    "POLYGON((170 -10, 190 -10, 190 10, 170 10, 170 -10))": ("170", "-10", "-170", "10"),
    "POLYGON((170 -10, 180 -10, -170 0, 180 10, 170 10, 170 -10))": ("170", "-10", "-170", "10"),
    "MULTIPOLYGON(((170 0, 180 0, 180 1, 170 0)), ((-180 0, -170 0, -170 1, -180 0)))": ("170", "0", "-170", "1"),
    "POLYGON((-179 80, 179 80, 179 -80, -179 -80, -179 80))": ("-179", "-80", "179", "80"),
    "POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90))": ("-180", "-90", "180", "90"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "box"), BOXES.items())
def test_a_box_is_in_degrees_west_south_east_north(text: str, box: tuple[str, str, str, str]) -> None:
    found = geometry.read(text, WKT)
    assert found is not None
    assert found.box == Box(*box)
    assert geometry.fault(text, WKT) is None


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ('{"type":"Point","coordinates":[4.10,51.00]}', GEO_JSON),
        ('{"type":"Point","coordinates":[4.10,51.00]}', None),
        ("POINT(4.10 51.00)", WKT),
        ("POINT(4.10 51.00)", None),
        (f"<{OGC}EPSG/0/4326> POINT(51.00 4.10)", WKT),
    ],
)
def test_a_point_keeps_its_digits(text: str, datatype: str | None) -> None:
    found = geometry.read(text, datatype)
    assert found is not None
    assert found.point == ("4.10", "51.00")


@pytest.mark.parametrize(
    "text",
    [
        "", "POLYGON", "POLYGON((1,2,3,4))", "POLYGON((1 2, 3 4, 1 2, ))", "POLYGON((52.9,36.4, 53.2,36.7))",
        "POINT(1 2) and more", "POINT(1 2", "POINT(1 2))", "POINT(1)", "POINT(1 2 3 4 5)", "POINT(1 2, 3 4)",
        "POINT(1 2.3.4)", "POINT(1 nan)", "POINT(1 ٢)", "POINT(1_0 2)", "SRID=4326;POINT(1 2)", "CIRCLE(1 2 3)",
        "BOX(1 2)", "GEOMETRYCOLLECTION(" * 5000, "(" * 5000,
    ],
)  # fmt: skip
def test_bad_well_known_text_is_a_fault_with_its_place(text: str) -> None:
    assert geometry.read(text, WKT) is None
    assert "character" in str(geometry.fault(text, WKT))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, "[]", "{}", '{"type":["Point"]}', '{"type":"Circle","coordinates":[1,2]}',
        '{"type":"Point","coordinates":[true,51]}', '{"type":"Point","coordinates":["4","51"]}',
        '{"type":"Point","coordinates":[NaN,1]}', '{"type":"Polygon","coordinates":[1,2]}',
        '{"type":"Point","coordinates":[1e99999,2]}', '{"type":"Point","coordinates":[[1,2]]}', "POINT(1 2)",
    ],
)  # fmt: skip
def test_bad_geojson_is_a_fault(text: str) -> None:
    assert geometry.read(text, GEO_JSON) is None
    assert geometry.fault(text, GEO_JSON)


@pytest.mark.parametrize("text", [f"<{OGC}EPSG/0/28992> POINT(155000 463000)", "<urn:x:mine> POINT(4 51)"])
def test_an_unknown_reference_system_is_read_and_gives_no_degrees(text: str) -> None:
    found = geometry.read(text, WKT)
    assert found is not None
    assert (found.in_degrees, found.point, found.box) == (False, None, None)
    assert geometry.fault(text, WKT) is None


@pytest.mark.parametrize("text", ["POINT(51 153)", "POINT(1e400 2)", f"<{OGC}EPSG/0/4326> POINT(104 51)"])
def test_a_position_outside_the_globe_is_a_fault_that_names_the_order_of_the_axes(text: str) -> None:
    found = geometry.read(text, WKT)
    assert found is not None
    assert found.point is None
    assert "the order of <" in str(geometry.fault(text, WKT))


def test_an_empty_geometry_is_one_without_a_box() -> None:
    found = geometry.read("POLYGON EMPTY", WKT)
    assert found is not None
    assert (found.box, geometry.fault("POLYGON EMPTY", WKT)) == (None, None)


def test_geometry_in_another_language_is_not_read() -> None:
    assert "wktLiteral" in str(geometry.fault("<gml:Point/>", "http://www.opengis.net/ont/geosparql#gmlLiteral"))


PIECES = st.sampled_from(
    ["POINT", "POLYGON", "MULTIPOINT", "GEOMETRYCOLLECTION", "EMPTY", "Z", "(", ")", ",", " ", "1", "-180", "4.50",
     "1e9", "{", "}", "[", "]", ":", '"type"', '"Point"', '"coordinates"', "<urn:x:y>", "²", "\x00", "NaN"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)), st.sampled_from([WKT, GEO_JSON, None]))
def test_no_text_makes_it_fail(text: str, datatype: str | None) -> None:
    found, fault = geometry.read(text, datatype), geometry.fault(text, datatype)
    assert found is not None or fault
    assert found is None or (found.box is None or fault is None)


LONGITUDES = st.decimals(-180, 180, places=3)
LATITUDES = st.decimals(-90, 90, places=3)


@given(st.lists(st.tuples(LONGITUDES, LATITUDES), min_size=1, max_size=6))
def test_a_box_lies_on_the_globe_with_the_digits_of_the_text(positions: list[tuple[object, object]]) -> None:
    text = f"LINESTRING({', '.join(f'{x} {y}' for x, y in positions)})"
    found = geometry.read(text, WKT)
    assert found is not None
    assert found.box is not None
    assert all(-180 <= float(x) <= 180 for x in (found.box.west, found.box.east))
    assert {found.box.south, found.box.north} <= {str(y) for _, y in positions}
