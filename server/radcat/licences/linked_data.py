"""What follows for several datasets together as JSON-LD: their licences with their ODRL policies, and annotations.

ODRL Information Model 2.2, https://www.w3.org/TR/odrl-model/; Web Annotation Vocabulary,
https://www.w3.org/TR/annotation-vocab/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from radcat.licences.policies import Policy
from radcat.licences.reports import NO_ADVICE, conflict, freedom
from radcat.licences.together import Together
from radcat.lineage.naming import Names
from radcat.rdf.prefixes import PREFIXES

CONTEXT: Final = {prefix: PREFIXES[prefix] for prefix in ("cc", "dcat", "dcterms", "dqv", "oa", "odrl", "rdf", "rdfs")}


def described(found: Together, names: Names) -> dict[str, Any]:
    """Write the datasets with their licences, the policies of these, and an annotation for each thing that is found."""
    sets = [
        {
            "@id": names.iri(terms.record.name),
            "@type": "dcat:Dataset",
            "dcterms:title": terms.title,
            **({"dcterms:license": [{"@id": policy.iri} for policy in terms.licences]} if terms.licences else {}),
            **({"dcterms:rights": [{"rdfs:label": said} for said in terms.statements]} if terms.statements else {}),
        }
        for terms in found.terms
    ]
    bound = dict.fromkeys(policy for terms in found.terms for policy in (*terms.policies, *terms.access))
    return {
        "@context": CONTEXT,
        "@graph": [*sets, *map(_policy, bound), *_annotations(found, names)],
    }


def _policy(policy: Policy) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": policy.iri, "@type": "odrl:Set", "dcterms:title": policy.name}
    node["rdfs:comment"] = NO_ADVICE
    if policy.permits:
        node["odrl:permission"] = [
            {"odrl:action": {"@id": action}, **_duties(policy.duties.get(action, ()))}
            for action in sorted(policy.permits)
        ]
    if policy.forbids:
        node["odrl:prohibition"] = [{"odrl:action": {"@id": action}} for action in sorted(policy.forbids)]
    if "" in policy.duties:
        node["odrl:obligation"] = [{"odrl:action": {"@id": action}} for action in sorted(policy.duties[""])]
    return node


def _duties(actions: Iterable[str]) -> dict[str, Any]:
    found = [{"odrl:action": {"@id": action}} for action in sorted(actions)]
    return {"odrl:duty": found} if found else {}


def _annotations(found: Together, names: Names) -> Iterator[dict[str, Any]]:
    iris = {terms.record.slug: names.iri(terms.record.name) for terms in found.terms}
    for each in found.conflicts:
        slugs = dict.fromkeys(slug for side in (*each.one, *each.other) for slug in side.sets)
        yield _annotation([iris[slug] for slug in slugs], str(conflict(each)))
    for freer in found.freer:
        targets = [names.iri(freer.terms.record.name), names.iri(freer.source.work.name)]
        yield from (_annotation(targets, str(freedom(one))) for one in freer.freedoms)


def _annotation(targets: Iterable[str], text: str) -> dict[str, Any]:
    return {
        "@type": "dqv:QualityAnnotation",
        "oa:motivatedBy": {"@id": "dqv:qualityAssessment"},
        "oa:hasTarget": [{"@id": target} for target in targets],
        "oa:hasBody": {"@type": "oa:TextualBody", "rdf:value": text},
    }
