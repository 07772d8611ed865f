"""Everything that the page of a dataset shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import g, render_template
from rdflib import DCTERMS, PROV, URIRef

from radcat import dataset_findings
from radcat.catalogue import VOCABULARIES, Scope
from radcat.formats import describe, imaging, meta, schema_org, snippets
from radcat.formats.outline import Group
from radcat.ledger.versions import Version
from radcat.model import Dataset
from radcat.model.terms import term
from radcat.quality.score import Scored
from radcat.search.facets import Facet
from radcat.search.labels import Labels
from radcat.search.offered import facets
from radcat.search.reader import View
from radcat.search.similar import similar
from radcat.survey import claims
from radcat.web import evidence, relations
from radcat.web.landing import citing, getting, glance, questions
from radcat.web.landing.support import Support
from radcat.web.responses import WITH_SCRIPT
from radcat.web.state import Site, site
from radcat.wording import translatable

# What the page says elsewhere already.
SHOWN_ABOVE: Final = frozenset({DCTERMS.title, DCTERMS.alternative, DCTERMS.description})
MADE_OF: Final = {PROV.wasDerivedFrom: translatable("Made from"), DCTERMS.isPartOf: translatable("Part of")}


@dataclass(frozen=True, slots=True)
class Resembling:
    """A dataset that has much in common with this one."""

    iri: str
    title: str
    shared: tuple[str, ...]  # what they have in common

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.iri.rpartition("/")[2]


def page(
    version: Version, scope: Scope, wanted: Sequence[str], quality: Scored, shown: Mapping[str, Any]
) -> tuple[str, Dataset]:
    """Write the page of the dataset of *version*; *shown* is what the pages of all records show."""
    here, record = site(), version.record
    own, count = record.iri(here.base), term(here.base, "count")
    dataset = here.catalogue.dataset(record, wanted)
    proof = claims.evidence(here.catalogue, record.slug, scope.languages)
    support = Support(proof, own)
    counts = imaging.counts(describe(here.catalogue, record, here.registry.jsonld_context))
    vocabulary = here.catalogue.merged(*VOCABULARIES)
    offered = facets(here.catalogue)
    (field,) = here.layout_in(scope.languages).fields(scope, own, (count,))
    rows = {row.field.path: row for group in shown["groups"] for row in group.rows}
    referring = dict(shown["referring"])
    referring.pop(relations.FINDINGS, None)
    uses = [(heading, referring.pop(heading)) for heading in relations.OF_DATASETS if heading in referring]
    g.policy = WITH_SCRIPT
    html = render_template(
        "dataset.html",
        dataset=dataset,
        markup=schema_org.capped(quality.subject.markup),
        tags=meta.tags(dataset, here.catalogue.title),
        hidden=_hidden(dataset),
        evidence=proof,
        support=support,
        contradictions=evidence.facts(scope, own, proof, proof.contradictions),
        agreements=evidence.facts(scope, own, proof, proof.agreements),
        found=dataset_findings.about(here.catalogue, record.name, wanted),
        licence=DCTERMS.license,
        quality=quality,
        lines=list(glance.lines(rows, glance.paths(offered), counts, support, field)),
        charts=glance.charts(counts, support, count),
        made_of=[(heading, rows[path]) for path, heading in MADE_OF.items() if path in rows],
        places=getting.places(dataset, quality.subject.answers),
        snippets=snippets.all_of(dataset, vocabulary, term(here.base, "appliesTo"), here.catalogue.language),
        cited=citing.cited(citing.items(here, dataset, version)),
        papers=citing.papers(dataset),
        resembling=resembling(here, offered, record.name, wanted),
        questions=[(each.about(record.slug), each.label) for each in questions.questions(here)],
        uses=uses,
        # Parts of parts, such as the counts of a split: no row has them, and addresses lead to them.
        inner=here.layout_in(scope.languages).parts(scope, own, _shown(shown["groups"])),
        **{**shown, "referring": referring},
    )
    return html, dataset


def resembling(here: Site, offered: Sequence[Facet], name: str, wanted: Sequence[str]) -> list[Resembling]:
    """Find similar datasets; none while nothing can be searched."""
    by_name = {facet.name: facet for facet in offered}

    def read(view: View) -> list[Resembling]:
        found, labels = similar(view, offered, name), Labels(here.catalogue, wanted)
        labels.of(value for each in found for _, value in each.shared)
        return [
            Resembling(
                here.base + each.hit.name,
                labels.text(each.hit.card["titles"]) or each.hit.name,
                tuple(labels.name(by_name[facet], value) for facet, value in each.shared[:4]),
            )
            for each in found
        ]

    return here.searched(read, [])


def _shown(groups: Sequence[Group]) -> set[str]:
    """The fragments of the parts that have a place in the rows of *groups*; the catalogue record has none anywhere."""
    rows = [row for group in groups for row in group.rows]
    anchors = {anchor for row in rows if row.table for anchor in row.table.anchors}
    return {"record", *anchors, *(value.anchor for row in rows for value in row.values if value.anchor)}


def _hidden(dataset: Dataset) -> frozenset[URIRef]:
    """Choose what its rows need not repeat: the head of the page, and creators in no order beside their list."""
    return SHOWN_ABOVE | {DCTERMS.creator} if dataset.author_order else SHOWN_ABOVE
