"""Lineage and leakage as JSON-LD: works in PROV-O, and a verdict as an annotation of quality.

PROV-O, https://www.w3.org/TR/prov-o/; Data Quality Vocabulary, section 4.5, https://www.w3.org/TR/vocab-dqv/; Web
Annotation Vocabulary, https://www.w3.org/TR/annotation-vocab/.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from radcat.lineage.ancestry import Family
from radcat.lineage.leakage import Leakage
from radcat.lineage.naming import Names
from radcat.lineage.reports import sentence
from radcat.lineage.works import Link, Relation, Works
from radcat.rdf.prefixes import PREFIXES

CONTEXT: Final = {prefix: PREFIXES[prefix] for prefix in ("dcterms", "dqv", "oa", "prov", "rdf")}


def described(links: Iterable[Link], works: Works, names: Names) -> list[dict[str, Any]]:
    """Write works with what they are parts of and were derived from, each work once."""
    nodes: dict[str, dict[str, Any]] = {}

    def node(name: str) -> dict[str, Any]:
        if name not in nodes:
            nodes[name] = {
                "@id": names.iri(name), "@type": "prov:Entity", "dcterms:title": names.title(works.work(name))
            }  # fmt: skip
        return nodes[name]

    for link in dict.fromkeys((link.of, link.to, link.relation, link.statement) for link in links):
        of, to, relation, statement = link
        node(to)
        if relation is Relation.OVERLAP:
            node(of)
            continue
        property_ = "dcterms:isPartOf" if relation is Relation.PART else "prov:wasDerivedFrom"
        values = node(of).setdefault(property_, [])
        if (value := {"@id": names.iri(to)}) not in values:
            values.append(value)
        if relation is Relation.DERIVED and statement and "#" in statement:
            values = node(of).setdefault("prov:qualifiedDerivation", [])
            values.append({"@id": names.iri(statement), "@type": "prov:Derivation", "prov:entity": value})
    return list(nodes.values())


def annotated(found: Leakage, names: Names) -> dict[str, Any]:
    """Write a verdict as an annotation of both sets, and the works that it rests on."""
    annotations = [
        {
            "@type": "dqv:QualityAnnotation",
            "oa:motivatedBy": {"@id": "dqv:qualityAssessment"},
            "oa:hasTarget": [{"@id": names.iri(name)} for name in dict.fromkeys((pair.train.name, pair.test.name))],
            "oa:hasBody": [
                {"@type": "oa:TextualBody", "rdf:value": str(pair.verdict)},
                {"@type": "oa:TextualBody", "rdf:value": sentence(pair, found.works, names)},
            ],
        }
        for pair in found.pairs
    ]
    return {"@context": CONTEXT, "@graph": [*annotations, *described(found.links, found.works, names)]}


def family(found: Family, works: Works, names: Names) -> dict[str, Any]:
    """Write a work with all that it was made from and all that was made from it."""
    links = [link for each in (*found.ancestors, *found.descendants) for link in each.path]
    links += [*found.made_from, *found.used_in]
    links += [link for part in found.parts for link in works.links.get(part.name, ()) if link.relation is Relation.PART]
    return {"@context": CONTEXT, "@graph": described(links, works, names)}
