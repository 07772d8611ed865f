"""Only differences: exactly the rows that are the same for all are dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from radcat.comparison.table import Cell, Column, Comparison, Group, Row, State, Value

VALUES = st.builds(
    Value,
    text=st.sampled_from(["a", "b"]),
    iri=st.sampled_from([None, "https://example.org/x", "https://example.org/y"]),
    number=st.sampled_from([None, 1, 2]),
    before=st.sampled_from([None, "about"]),
    hint=st.sampled_from([None, "h"]),
)
CELLS = st.builds(Cell, st.lists(VALUES, max_size=3).map(tuple), st.booleans())


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    width = draw(st.integers(2, 8))
    columns = tuple(Column(f"d{n}", f"https://example.org/d{n}", f"D {n}") for n in range(width))
    cells = st.one_of(
        st.lists(CELLS, min_size=width, max_size=width), CELLS.map(lambda cell: [cell] * width)
    )  # anything, or all alike
    made = draw(st.lists(st.lists(cells, max_size=4), max_size=3))
    rows = [[Row(f"https://example.org/{n}", None, f"p{n}", "", tuple(c)) for n, c in enumerate(each)] for each in made]
    groups = tuple(Group(f"g{number}", tuple(each)) for number, each in enumerate(rows))
    return Comparison(columns, groups, 1)


def states_the_same(one: Cell, other: Cell) -> bool:
    """Written apart from the code: each value of one is a value of the other, and both are disputed or neither is."""

    def among(value: Value, values: tuple[Value, ...]) -> bool:
        return any(
            (value.number, value.before, value.after) == (each.number, each.before, each.after)
            and (value.iri == each.iri if value.iri or each.iri else value.text == each.text)
            for each in values
        )

    within = all(among(value, other.values) for value in one.values)
    return within and all(among(value, one.values) for value in other.values) and one.is_disputed == other.is_disputed


@given(comparisons())
def test_only_differences_drops_exactly_the_rows_that_are_the_same_for_all(compared: Comparison) -> None:
    kept = [row for row in compared.rows if not all(states_the_same(row.cells[0], cell) for cell in row.cells)]
    left = compared.only_differences()
    assert list(left.rows) == kept
    assert left.columns == compared.columns
    assert all(group.rows for group in left.groups)
    assert left.only_differences() == left


def test_the_order_of_values_tells_nothing() -> None:
    one, two = Value(text="one"), Value(text="two")
    assert not Row("p", None, "p", "", (Cell((one, two)), Cell((two, one)))).differs
    assert Row("p", None, "p", "", (Cell((one, two)), Cell((one,)))).differs


def test_a_cell_with_a_value_beside_unknown_is_stated() -> None:
    unknown, known = Value(text="Unknown", is_unknown=True), Value(text="x")
    assert Cell((unknown,)).state is State.UNKNOWN
    assert Cell((unknown, known)).state is State.STATED
    assert Cell().state is State.NOT_STATED
