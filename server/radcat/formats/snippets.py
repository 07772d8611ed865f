"""How to get a dataset and load it, as text to paste: written from its record alone."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import SKOS, Graph, URIRef
from rdflib.term import Node

from radcat import model
from radcat.formats.croissant import file_object
from radcat.model import Dataset, Distribution
from radcat.rdf.iris import is_web_address, parts
from radcat.rdf.namespaces import SCHEMA
from radcat.wording import translatable

# Programs of coreutils, by the notation of the algorithm in SPDX.
_PROGRAMS: Final = {"md5": "md5sum", "sha1": "sha1sum", "sha256": "sha256sum", "sha512": "sha512sum"}
_UNSAFE: Final = re.compile(r"[^\w.+-]+", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]{32,128}")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a program."""

    title: str
    language: str  # shell or python
    text: str
    remark: str | None = None


def download(distribution: Distribution) -> Snippet | None:
    """Get the file of *distribution* and check it; None where its record has no address of a file."""
    address = distribution.download_url
    if not address or not is_web_address(address):
        return None
    name = file_name(address)
    lines = [f"curl --fail --location --output {shlex.quote(name)} {shlex.quote(address)}"]
    checked = _check(distribution, name)
    remark = None if checked else translatable("No checksum is known for this file, so that it can't be checked.")
    return Snippet(distribution.title or name, "shell", "\n".join([*lines, *checked]), remark)


def _check(distribution: Distribution, name: str) -> list[str]:
    checksum = distribution.checksum
    if checksum is None or not _HEXADECIMAL.fullmatch(checksum.value or ""):
        return []
    program = _PROGRAMS.get((checksum.algorithm or "").rpartition("_")[2].lower())
    return [f"echo {shlex.quote(f'{checksum.value}  {name}')} | {program} --check"] if program else []


def file_name(address: str) -> str:
    """The name of the file at *address*, of characters that no shell and no file system minds."""
    return _safe(parts(address).path.rstrip("/").rpartition("/")[2])


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).lstrip(".-") or "download"


def croissant(dataset: Dataset, language: str) -> Snippet:
    """Read the description with the reference library of Croissant, and files where it describes them."""
    files = any(file_object(d, language) for d in dataset.distributions)
    text = (
        "import mlcroissant\n\n"
        f'dataset = mlcroissant.Dataset(jsonld="{dataset.iri}.croissant.json")\n'
        "for record_set in dataset.metadata.record_sets:\n"
        "    for record in dataset.records(record_set.uuid):\n"
        "        print(record_set.uuid, record)\n"
    )
    remark = (
        None
        if files
        else translatable("The records are labels and counts: no file of this dataset has a known checksum.")
    )
    return Snippet("mlcroissant", "python", text, remark)


def loaders(vocabulary: Graph, dataset: Dataset, applies_to: URIRef) -> Iterator[Snippet]:
    """The programs of the catalogue's own scheme that load a dataset like this.

    The property *applies_to* leads from each to formats and datasets. `{folder}` in a text stands for the folder that
    the files were put in.
    """
    known, slug = _loaders(vocabulary, applies_to), dataset.iri.rpartition("/")[2]
    subjects = [*(concept.iri for concept in dataset.formats), dataset.iri]
    for node in sorted({node for subject in subjects for node in known.get(subject, ())}, key=str):
        text = vocabulary.value(node, SCHEMA.text)
        if text is not None:
            remark = vocabulary.value(node, SKOS.definition)
            written = str(text).replace("{folder}", _safe(slug)).strip()
            yield Snippet(model.label(vocabulary, node), "python", written, str(remark) if remark else None)


# The catalogue keeps one merged graph a generation, and a graph's hash is its identity.
@lru_cache(maxsize=4)
def _loaders(vocabulary: Graph, applies_to: URIRef) -> Mapping[str, list[Node]]:
    """The loaders by what they apply to."""
    found: dict[str, list[Node]] = {}
    for node, subject in vocabulary.subject_objects(applies_to):
        found.setdefault(str(subject), []).append(node)
    return found


def all_of(dataset: Dataset, vocabulary: Graph, applies_to: URIRef, language: str) -> Sequence[Snippet]:
    """Everything that can be said of *dataset*: downloads, loaders, Croissant."""
    downloads = [snippet for d in dataset.distributions if (snippet := download(d))]
    return [*downloads, *loaders(vocabulary, dataset, applies_to), croissant(dataset, language)]
