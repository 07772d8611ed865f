"""A table of solutions in the forms that papers, spreadsheets and graphs take it in."""

from __future__ import annotations

import csv
import io
import json

from rdflib import RDF, RDFS, Graph, Literal, URIRef

from radcat.formats.escaping import latex
from radcat.rdf.namespaces import QB
from radcat.rdf.prefixes import PREFIXES
from radcat.saved_queries import Solutions


def without_iris(table: Solutions) -> Solutions:
    """Leave out the columns that hold addresses and nothing else: they depend on where the table is served."""
    kept = [place for place in range(len(table.variables)) if not _is_address(table, place)]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return Solutions(tuple(table.variables[place] for place in kept), rows)


def to_csv(table: Solutions) -> str:
    """Write CSV with a header (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.variables)
    writer.writerows([value or "" for value in row] for row in table.rows)
    return out.getvalue()


def to_tsv(table: Solutions) -> str:
    """Write tab-separated values with a header (IANA's text/tab-separated-values): cells can't hold tabs or lines."""
    lines = (table.variables, *table.rows)
    return "".join("\t".join(" ".join((cell or "").split()) for cell in line) + "\n" for line in lines)


def csvw_metadata(table: Solutions, url: str, title: str, version: str) -> str:
    """Describe the CSV at *url* (Metadata Vocabulary for Tabular Data, section 5)."""
    columns = [
        {"name": name, "titles": name, "datatype": "anyURI" if _is_address(table, place) else "string"}
        for place, name in enumerate(table.variables)
    ]
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": title,
        "dc:hasVersion": version,
        "tableSchema": {"columns": columns, "primaryKey": table.variables[0]},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def to_json(table: Solutions) -> str:
    """Write a JSON array with an object a row."""
    rows = [dict(zip(table.variables, row, strict=True)) for row in table.rows]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def to_markdown(table: Solutions) -> str:
    """Write a Markdown table."""
    lines = [table.variables, tuple("---" for _ in table.variables), *table.rows]
    return "".join(f"| {' | '.join((cell or '').replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def to_latex(table: Solutions) -> str:
    """Write a LaTeX tabular, with no package needed."""
    lines = [" & ".join(latex(cell or "") for cell in row) + " \\\\" for row in (table.variables, *table.rows)]
    body = "\n".join([lines[0], "\\hline", *lines[1:]])
    return f"\\begin{{tabular}}{{{'l' * len(table.variables)}}}\n\\hline\n{body}\n\\hline\n\\end{{tabular}}\n"


def to_cube(table: Solutions, iri: str) -> Graph:
    """Write an RDF Data Cube: an observation a row, whose first column is its dimension (Data Cube, section 5)."""
    graph, dataset, structure = Graph(), URIRef(iri), URIRef(f"{iri}#structure")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    columns = [URIRef(f"{iri}#{name}") for name in table.variables]
    graph.add((dataset, RDF.type, QB.DataSet))
    graph.add((dataset, QB.structure, structure))
    graph.add((structure, RDF.type, QB.DataStructureDefinition))
    for place, (column, name) in enumerate(zip(columns, table.variables, strict=True)):
        component = URIRef(f"{iri}#component-{name}")
        graph.add((structure, QB.component, component))
        graph.add((component, QB.attribute if place else QB.dimension, column))
        graph.add((column, RDF.type, QB.AttributeProperty if place else QB.DimensionProperty))
        graph.add((column, RDFS.label, Literal(name)))
    addresses = {place for place in range(len(table.variables)) if _is_address(table, place)}
    for number, row in enumerate(table.rows, 1):
        observation = URIRef(f"{iri}#row-{number}")
        graph.add((observation, RDF.type, QB.Observation))
        graph.add((observation, QB.dataSet, dataset))
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is not None:
                graph.add((observation, column, _term(value, is_address=place in addresses)))
    return graph


def _term(value: str, *, is_address: bool) -> URIRef | Literal:
    return URIRef(value) if is_address else Literal(str(value), lang=getattr(value, "language", None))


def _is_address(table: Solutions, place: int) -> bool:
    values = [row[place] for row in table.rows if row[place]]
    return bool(values) and all(str(value).startswith(("http://", "https://")) for value in values)
