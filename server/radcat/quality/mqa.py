"""The European data portal's Metadata Quality Assessment: 23 indicators, 405 points.

https://data.europa.eu/mqa/methodology; the names are those of its vocabulary of metrics. What is judged is what a
portal harvests, the values that DCAT-AP is written from. Where an indicator is about distributions, a record wins the
share of its distributions that pass.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import partial
from importlib import resources
from typing import Final

from radcat.model import Dataset, Distribution
from radcat.quality.base import Effort, Metric, Subject, among, yes
from radcat.rdf.prefixes import IANA
from radcat.wording import translatable

FRAGMENT: Final = "MQA"
METHOD: Final = "MQA"
SOURCE: Final = "https://data.europa.eu/mqa/methodology"
VOCABULARY: Final = "https://piveau.eu/ns/voc#"
UNKNOWN: Final = "links not checked"
FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
ACCESS_RIGHTS: Final = "http://publications.europa.eu/resource/authority/access-right/"
BANDS: Final = (
    (351, translatable("excellent")),
    (221, translatable("good")),
    (121, translatable("sufficient")),
    (0, translatable("bad")),
)
_LISTS: Final = tomllib.loads((resources.files("radcat.quality") / "mqa_lists.toml").read_text(encoding="utf-8"))
OPEN: Final = frozenset(_LISTS["non_proprietary"])
MACHINE_READABLE: Final = frozenset(_LISTS["machine_readable"])
LICENCES: Final = frozenset(_LISTS["licences"])


def band(points: float) -> str:
    """Name the band that *points* of 405 lie in."""
    return next(name for least, name in BANDS if points >= least)


def _of_dataset(test: Callable[[Dataset], object]) -> Callable[[Subject], float]:
    return yes(lambda subject: test(subject.portal))


def _of_distributions(test: Callable[[Distribution], object]) -> Callable[[Subject], float]:
    return lambda subject: among(test(d) for d in subject.portal.distributions)


def _answering(address: str, subject: Subject) -> float | None:
    """The share of distributions whose address answered, when every address was asked."""
    addresses = [getattr(d, address) for d in subject.portal.distributions]
    if not any(addresses):
        return 0.0
    if any(a and a not in subject.answers for a in addresses):
        return None
    return among(subject.answered(a) for a in addresses)


def _checked(address: str, subject: Subject) -> bool:
    """Tell whether any address of the distributions was checked."""
    return any(getattr(d, address) in subject.answers for d in subject.portal.distributions)


def _file_type(distribution: Distribution) -> str | None:
    found = distribution.format.iri if distribution.format else ""
    return found.removeprefix(FILE_TYPES) if found.startswith(FILE_TYPES) else None


def _issued(subject: Subject) -> float:
    return among([subject.portal.issued, *(d.issued for d in subject.portal.distributions)])


def _modified(dataset: Dataset) -> bool:
    return any([dataset.modified, *(d.modified for d in dataset.distributions)])


def licence_key(iri: str) -> str:
    """Bring the ways in which one licence's address is written to one."""
    return iri.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/").lower()


def _metric(
    name: str,
    dimension: str,
    points: int,
    question: str,
    remedy: str,
    effort: Effort,
    share: Callable[[Subject], float | None],
    checks: Callable[[Subject], bool] | None = None,
) -> Metric:
    return Metric(name, question, dimension, points, SOURCE, remedy, effort, share, VOCABULARY + name, checks)


WRITE, LOOK_UP, PUBLISHER = Effort
DIMENSIONS: Final = ("Findability", "Accessibility", "Interoperability", "Reusability", "Contextuality")
FIND, ACCESS, INTEROPERATE, REUSE, CONTEXT = DIMENSIONS
# A row is read in one go.
# fmt: off
METRICS: Final[tuple[Metric, ...]] = (
    _metric("keywordAvailability", FIND, 30, "Has it a keyword?", "Give dcat:keyword.", WRITE,
            _of_dataset(lambda d: d.keywords)),
    _metric("categoryAvailability", FIND, 30, "Has it a theme?", "Give dcat:theme from the EU table of data themes.",
            WRITE, _of_dataset(lambda d: d.themes)),
    _metric("spatialAvailability", FIND, 20, "Does it say which place it is about?",
            "Give dcterms:spatial where a source says where the images were taken.", LOOK_UP,
            _of_dataset(lambda d: d.places)),
    _metric("temporalAvailability", FIND, 20, "Does it say which time it is about?",
            "Give dcterms:temporal where a source says when the images were taken.", LOOK_UP,
            _of_dataset(lambda d: d.periods)),
    _metric("accessUrlStatusCode", ACCESS, 50, "Does the access address answer?",
            "Look for the new address, or set the status to archived.", LOOK_UP, partial(_answering, "access_url"),
            partial(_checked, "access_url")),
    _metric("downloadUrlAvailability", ACCESS, 20, "Is there a download address?",
            "Give dcat:downloadURL where a file can be downloaded directly.", PUBLISHER,
            _of_distributions(lambda d: d.download_url)),
    _metric("downloadUrlStatusCode", ACCESS, 30, "Does the download address answer?",
            "Give a dcat:downloadURL that answers.", PUBLISHER, partial(_answering, "download_url"),
            partial(_checked, "download_url")),
    _metric("formatAvailability", INTEROPERATE, 20, "Is the format given?",
            "Give each distribution its dcterms:format.", LOOK_UP, _of_distributions(lambda d: d.format)),
    _metric("mediaTypeAvailability", INTEROPERATE, 10, "Is the media type given?",
            "Give each distribution its dcat:mediaType.", LOOK_UP, _of_distributions(lambda d: d.media_type)),
    _metric("formatMediaTypeVocabularyAlignment", INTEROPERATE, 10,
            "Are the format in the EU table of file types and the media type in IANA's?",
            "Take both from those tables, where they have an entry.", PUBLISHER,
            _of_distributions(lambda d: _file_type(d) and (d.media_type or "").startswith(IANA))),
    _metric("formatMediaTypeNonProprietary", INTEROPERATE, 20, "Is the format in the portal's list of open ones?",
            "The publisher would have to offer another format.", PUBLISHER,
            _of_distributions(lambda d: _file_type(d) in OPEN)),
    _metric("formatMediaTypeMachineInterpretable", INTEROPERATE, 20,
            "Is the format in the portal's list of machine-readable ones?",
            "The list holds no image format; the publisher would have to offer a table.", PUBLISHER,
            _of_distributions(lambda d: _file_type(d) in MACHINE_READABLE)),
    _metric("dcatApCompliance", INTEROPERATE, 30, "Does it conform to DCAT-AP?",
            "Run radcat validate and mend what it reports.", WRITE, yes(lambda s: s.conforms)),
    _metric("licenceAvailability", REUSE, 20, "Has the distribution a licence?",
            "Give dcterms:license where the publisher states one.", PUBLISHER,
            _of_distributions(lambda d: d.licence)),
    _metric("knownLicence", REUSE, 10, "Is the licence in the EU table?",
            "Name the licence by the IRI of that table, where it has it.", PUBLISHER,
            _of_distributions(lambda d: d.licence and licence_key(d.licence) in LICENCES)),
    _metric("accessRightsAvailability", REUSE, 10, "Does it say who may have it?", "Give dcterms:accessRights.",
            LOOK_UP, _of_dataset(lambda d: d.access_rights)),
    _metric("accessRightsVocabularyAlignment", REUSE, 5, "By a term of the EU table?",
            "Take dcterms:accessRights from the EU table.", WRITE,
            _of_dataset(lambda d: d.access_rights and d.access_rights.iri.startswith(ACCESS_RIGHTS))),
    _metric("contactPointAvailability", REUSE, 20, "Is there somebody to ask?",
            "Give dcat:contactPoint where the publisher names a contact.", LOOK_UP,
            _of_dataset(lambda d: d.contacts)),
    _metric("publisherAvailability", REUSE, 10, "Has it a publisher?", "Give dcterms:publisher.", LOOK_UP,
            _of_dataset(lambda d: d.publisher)),
    _metric("rightsAvailability", CONTEXT, 5, "Has the distribution a statement of rights?",
            "Give dcterms:rights, for the dataset or for each distribution.", WRITE,
            _of_distributions(lambda d: d.rights)),
    _metric("byteSizeAvailability", CONTEXT, 5, "Is the size of the file given?",
            "Give dcat:byteSize where the publisher states it.", LOOK_UP,
            _of_distributions(lambda d: d.byte_size is not None)),
    _metric("dateIssuedAvailability", CONTEXT, 5, "Are the dates of publication given?",
            "Give dcterms:issued, of the dataset and of each distribution.", LOOK_UP, _issued),
    _metric("dateModifiedAvailability", CONTEXT, 5, "Is the date of the last change given?",
            "Give dcterms:modified where the publisher states it.", LOOK_UP, _of_dataset(_modified)),
)
# fmt: on
LARGEST: Final = sum(metric.points for metric in METRICS)
