"""A catalogue of as many datasets as wanted, the same each time, written by radcat's own writing side.

Records go into files, the ledger and the store; only SHACL is passed over, which takes minutes at this size and has
a benchmark of its own (validate.py).
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from measure import REPOSITORY

from radcat import settings
from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.ledger.versions import Entry
from radcat.publishing.indexing import catch_up
from radcat.stores.embedded import OxigraphIndex

WORDS = [
    "chest",
    "thorax",
    "lung",
    "head",
    "knee",
    "cohort",
    "archive",
    "screening",
    "follow-up",
    "emergency",
    "paediatric",
    "synthetic",
    "annotated",
]
MODALITIES = ("x-ray", "ct", "ultrasound", "mri", "pet")
FINDINGS = ("covid-19", "no-finding", "unlabelled", "pneumonia")
TASKS = ("classification", "segmentation", "detection")
PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix radcat: <ns/radcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def slug(number: int) -> str:
    """The name of the dataset of that number."""
    return f"generated-{number:06}"


def turtle(number: int) -> str:
    """A record of 43 statements, much like those of the survey."""
    chance = random.Random(number)
    title = " ".join(chance.sample(WORDS, 4))
    name = f"datasets/{slug(number)}"
    creators = " , ".join(f"<agents/generated-{chance.randrange(2000)}>" for _ in range(3))
    keywords = " , ".join(f'"{word}"@en' for word in chance.sample(WORDS, 5))
    day = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    counts = [f"{name}#count-{kind}" for kind in ("image", "patient", "study")]
    counted = "".join(
        f"<{count}> a radcat:Count ; rdf:value {chance.randrange(1_000_000)} ; radcat:unit <ns/unit/image> ;\n"
        f"    radcat:precision <ns/precision/exact> .\n"
        for count in counts
    )
    return f"""{PREFIXES}
<{name}> a dcat:Dataset ;
    dcterms:title "Dataset {number}: {title}"@en ;
    dcterms:description "{" ".join(chance.choices(WORDS, k=40))}"@en ;
    dcterms:identifier "{slug(number)}" ;
    dcterms:publisher <agents/generated-{chance.randrange(200)}> ;
    dcterms:creator {creators} ;
    dcat:keyword {keywords} ;
    dcat:landingPage <https://example.org/{slug(number)}> ;
    dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    schema:measurementTechnique <ns/modality/{chance.choice(MODALITIES)}> ;
    schema:variableMeasured <ns/finding/{chance.choice(FINDINGS)}> ;
    radcat:task <ns/task/{chance.choice(TASKS)}> ;
    dcterms:issued "{day}"^^xsd:date ;
    dcterms:modified "{day}"^^xsd:date ;
    radcat:count {" , ".join(f"<{count}>" for count in counts)} ;
    dcat:distribution <{name}#dist-1> , <{name}#dist-2> .
{counted}
<{name}#dist-1> a dcat:Distribution ; dcat:accessURL <https://example.org/{slug(number)}/1> .
<{name}#dist-2> a dcat:Distribution ; dcat:downloadURL <https://example.org/{slug(number)}/2> .
<{name}#record> a <http://www.w3.org/ns/dcat#CatalogRecord> ; dcterms:modified "{day}"^^xsd:date .
"""


def publish(root: Path, data: Path, base: str, datasets: int) -> None:
    """Make a catalogue of *datasets* in *root*, published into *data* under *base*."""
    for folder in ("ontology", "shapes"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    (root / "records" / "datasets").mkdir(parents=True)
    shutil.copy(REPOSITORY / "records" / "catalog.ttl", root / "records" / "catalog.ttl")
    for number in range(datasets):
        (root / "records" / "datasets" / f"{slug(number)}.ttl").write_text(turtle(number))
    take_up(root, data, base)


def take_up(root: Path, data: Path, base: str) -> None:
    """Publish the catalogue of *root* into *data* without asking what conforms."""
    registry = Registry.open(settings.read(root, data=data, base_iri=base))
    found = [file.record for file in records.read_folder(root)]
    entries = [Entry(r, records.targets(registry.catalogue.graph(r), r.name, base), "generated") for r in found]
    registry.ledger.append(entries, "benchmark")
    catch_up(registry.ledger, OxigraphIndex(data / "store"), base)
    registry.ledger.close()
