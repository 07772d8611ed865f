"""The words of SPARQL 1.1: its keywords and the names of its functions (SPARQL 1.1, section 19.8)."""

from __future__ import annotations

from typing import Final

_KEYWORDS: Final = """
ADD ALL AS ASC ASK BASE BIND BY CLEAR CONSTRUCT COPY CREATE DATA DEFAULT DELETE DESC DESCRIBE DISTINCT DROP EXISTS
FILTER FROM GRAPH GROUP HAVING IN INSERT INTO LIMIT LOAD MINUS MOVE NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED
SELECT SEPARATOR SERVICE SILENT TO UNDEF UNION USING VALUES WHERE WITH TRUE FALSE A
"""
_FUNCTIONS: Final = """
ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI
ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE
ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN
STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR
"""
KEYWORDS: Final = frozenset(_KEYWORDS.split())
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
# What comes after a word, where only that can; `?` stands for a variable, `0` for a number, `<` for an IRI or a name.
FOLLOWING: Final = {
    "ORDER": ("BY",),
    "GROUP": ("BY",),
    "LIMIT": ("0",),
    "OFFSET": ("0",),
    "OPTIONAL": ("{",),
    "WHERE": ("{",),
    "MINUS": ("{",),
    "UNION": ("{",),
    "BIND": ("(",),
    "COUNT": ("(",),
    "FILTER": ("(", "<", "word"),
    "AS": ("?",),
    "GRAPH": ("<", "?"),
    "DATA": ("{",),
}
# Prefixes that many people write, for a namespace that has another one here or none.
OTHER_PREFIXES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "sdo": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
