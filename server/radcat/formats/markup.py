"""XML, written so that no text of a record can break out of it or make it unreadable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from radcat.rdf.xml_text import writable

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def root(tag: str, prefixes: Mapping[str | None, str], schema: str) -> etree._Element:
    """Begin a document with the namespaces it uses and the address of its schema."""
    spaces: dict[Any, str] = {**prefixes, "xsi": XSI}  # of which None is the one without prefix
    made = etree.Element(tag, nsmap=spaces)
    made.set(f"{{{XSI}}}schemaLocation", schema)
    return made


def child(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """Append an element of the parent's namespace; an attribute without value is left out, `lang` is xml:lang."""
    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}")
    if text is not None:
        made.text = writable(text)
    for key, value in attributes.items():
        if value is not None:
            made.set(LANG if key == "lang" else key, writable(value))
    return made


def document(whole: etree._Element) -> bytes:
    """Write the document, indented."""
    etree.indent(whole)
    return bytes(etree.tostring(whole, xml_declaration=True, encoding="UTF-8")) + b"\n"
