"""Resources of CKAN's packages, as distributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rdflib import DCTERMS

from radcat.importing.building import Building, listed
from radcat.importing.ckan_fields import BOTH, Write, date, licence, services, text, translated
from radcat.rdf.namespaces import DCAT


def resources(made: Building, value: Any) -> None:
    """State the resources of a package as distributions."""
    for each in listed(value):
        if isinstance(each, dict):
            _resource(made, each)


def _resource(made: Building, fields: Mapping[str, Any]) -> None:
    part = made.part(DCAT.distribution, fields.get("uri"), DCAT.Distribution)
    for name, value in fields.items():
        is_said = value not in (None, "", [], {}) and not fields.get(f"{name}_translated")
        if is_said and (write := _RESOURCE_FIELDS.get(name)) is not None:
            write(part, value)
    part.link(DCAT.accessURL, fields.get("access_url") or fields.get("url"), "the address of a resource")
    part.link(DCAT.downloadURL, fields.get("download_url"), "the address of a file")
    part.media_type(DCAT.mediaType, fields.get("mimetype"))
    part.checksum(fields.get("hash_algorithm") or _by_length(fields.get("hash")), fields.get("hash"))
    licence(part, fields.get("license_url"), fields.get("license") or fields.get("license_id"), fields)
    if unused := [n for n, v in fields.items() if v not in (None, "", [], {}) and n not in _RESOURCE_OURS]:
        made.leave_out(f"{name} of a resource" for name in unused if name not in _RESOURCE_FIELDS)


def _by_length(checksum: Any) -> str | None:
    """Which function a checksum is of, by its digits; CKAN has a place for it, and none for the function's name."""
    digits = len(str(checksum or ""))
    return {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}.get(digits)


_RESOURCE_FIELDS: Final[dict[str, Write]] = {
    **BOTH,
    **translated(DCTERMS.title, "name"),
    **translated(DCTERMS.description, "description"),
    "name": text(DCTERMS.title),
    "description": text(DCTERMS.description),
    "format": lambda made, value: made.media_type(DCTERMS["format"], value),
    "compress_format": lambda made, value: made.media_type(DCAT.compressFormat, value),
    "package_format": lambda made, value: made.media_type(DCAT.packageFormat, value),
    "size": lambda made, value: made.number(DCAT.byteSize, value, "the size of a resource"),
    "last_modified": date(DCTERMS.modified, "the date of change of a resource"),
    "access_services": services,
}
_RESOURCE_OURS: Final = frozenset(
    [
        "id",
        "uri",
        "url",
        "url_type",
        "access_url",
        "download_url",
        "mimetype",
        "mimetype_inner",
        "hash",
        "hash_algorithm",
        "license",
        "license_id",
        "license_url",
        "state",
        "position",
        "package_id",
        "revision_id",
        "created",
        "metadata_modified",
        "cache_url",
        "cache_last_updated",
        "resource_type",
        "datastore_active",
        "on_same_domain",
        "tracking_summary",
    ]
)
