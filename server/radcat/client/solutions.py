"""Solutions of a query as Python values, and as a data frame.

SPARQL 1.1 Query Results JSON Format, https://www.w3.org/TR/sparql11-results-json/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from rdflib import XSD, Literal, URIRef

from radcat.errors import MissingExtra

if TYPE_CHECKING:
    import pandas

Solution = dict[str, Any]
# The types of pandas that have a missing value; its others would turn a whole number beside one into a fraction.
_DTYPES: Final[dict[type[Any], Any]] = {bool: "boolean", int: "Int64", float: "Float64", str: "string"}


def solutions(document: Mapping[str, Any]) -> tuple[list[str], list[Solution]]:
    """Read variables and solutions; a variable that has no value is None.

    A number, a date and a truth value are Python's; IRIs and texts are `str`, of the class that rdflib has for them.
    """
    variables = list(document["head"].get("vars", ()))
    found = document["results"]["bindings"]
    return variables, [{name: _value(each.get(name)) for name in variables} for each in found]


def frame(document: Mapping[str, Any]) -> pandas.DataFrame:
    """Read solutions as a data frame: a column a variable, with a type of its own where all its values have one.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtra("A data frame", "pandas") from error
    variables, rows = solutions(document)
    made = pandas.DataFrame(rows, columns=variables)
    for name in variables:
        kinds = {str if isinstance(row[name], str) else type(row[name]) for row in rows if row[name] is not None}
        if len(kinds) == 1 and (dtype := _DTYPES.get(kinds.pop())):
            made[name] = made[name].astype(dtype)
    return made


def _value(term: Mapping[str, str] | None) -> Any:
    if term is None:
        return None
    if term["type"] == "uri":
        return URIRef(term["value"])
    if term["type"] != "literal" and term["type"] != "typed-literal":
        return term["value"]  # the label of a blank node
    literal = Literal(term["value"], lang=term.get("xml:lang"), datatype=term.get("datatype"))
    value = literal.toPython()
    if isinstance(value, bool | int | float | Decimal | datetime | date):
        return float(value) if isinstance(value, Decimal) else value
    return literal if literal.datatype not in (None, XSD.string) or literal.language else str(literal)
