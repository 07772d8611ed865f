"""What is wrong with a text that an engine could not parse, in words that say what to write instead.

An engine's parser names what its grammar still allowed at the furthest place that it came to, which is seldom where the
fault is. Here the usual faults are looked for, one kind after the other; a text without any of them is shown with the
engine's place. Nothing is parsed: whether a text is SPARQL is the engine's to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, pairwise
from typing import Final, NamedTuple

from radcat.rdf.prefixes import PREFIXES
from radcat.sparql.characters import name, offset, place
from radcat.sparql.keywords import FOLLOWING, FUNCTIONS, KEYWORDS, OTHER_PREFIXES
from radcat.sparql.lexer import pieces

_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_SPACE: Final = frozenset(" \t\r\n")
_PUNCTUATION: Final = frozenset("{}()[];,.*/|^+-!=<>&?$0123456789")
# What word processors and web pages put for characters that SPARQL has.
_REMEDIES: Final = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", 'write a straight quote (")'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4`", "write a straight quote (')"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "write a hyphen (-)"),
    "\\": "a backslash belongs into strings and names only",
}
_BROKEN_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
_BAD_ESCAPE: Final = re.compile(r"(?<!\\)(?:\\\\)*(\\(?![tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}).)", re.DOTALL)
_CODE: Final = re.compile(r"u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}")  # after a backslash, it is a character anywhere
LONGEST: Final = 200_000  # characters of a text that is looked at; updates that carry data may be longer
_SHOWN: Final = 40  # characters of the text, in a message


class _Token(NamedTuple):
    kind: str
    text: str
    at: int  # offset


_END: Final = _Token("end", "", -1)
_Fault = tuple[str, int]  # what is wrong, and the offset


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, and where."""

    message: str
    line: int
    column: int


def diagnose(text: str, known: Collection[str] = ()) -> Diagnosis | None:
    """Find what is wrong with *text*, for which the prefixes in *known* need no declaration; None for nothing known."""
    if len(text) > LONGEST:
        return None
    found = [_Token(*piece) for piece in pieces(text)]
    tokens = [token for token in found if token.kind != "space"]
    has_escapes = any(token.text == "\\" for token in tokens)

    def faults() -> Iterator[_Fault]:
        yield from _odd_characters(found)
        yield from _brackets(text, tokens)
        yield from _declarations(tokens)
        yield from _undeclared(tokens, known)
        if not has_escapes:  # which may stand for any part of a word
            yield from _words(tokens)
        yield from _order(tokens)
        yield from _statements(tokens)

    return _first(text, faults())


def explain(text: str, line: int | None, column: int | None, said: str = "", known: Collection[str] = ()) -> Diagnosis:
    """Say what is wrong with *text*; where nothing is found, that the engine stopped at *line* and *column*."""
    if found := diagnose(text, known):
        return found
    start = offset(text, line or 1, column or 1)
    rest = text[start:].strip()
    before = " ".join(text.split())
    where = f"at {_shown(rest.split(maxsplit=1)[0])}" if rest else f"before the end, …{_shown(before[-_SHOWN:])}"
    return Diagnosis(said or f"something else is expected {where}", *place(text, start))


def diagnose_beginning(text: str) -> Diagnosis | None:
    """Find what is wrong with a text of which not even the form can be read: odd characters, and declarations."""
    found = [_Token(*piece) for piece in pieces(text)]
    return _first(text, chain(_odd_characters(found), _declarations([t for t in found if t.kind != "space"])))


def near_miss(word: str, among: Sequence[str] = sorted(KEYWORDS | FUNCTIONS)) -> str:
    """Find the word that is likely meant; empty where none is near."""
    return next(iter(get_close_matches(word.upper(), among, 1, 0.8)), "")


def _first(text: str, faults: Iterator[_Fault]) -> Diagnosis | None:
    return next((Diagnosis(message, *place(text, at)) for message, at in faults), None)


def _odd_characters(found: Sequence[_Token]) -> Iterator[_Fault]:
    for (kind, written, at), following in pairwise([*found, _END]):
        if kind == "space" and not written.startswith("#"):
            for number, character in enumerate(written):
                if character not in _SPACE:
                    yield f"{name(character)} is not a space in SPARQL; write a plain space.", at + number
        elif kind == "string" and (bad := _BAD_ESCAPE.search(written)):
            yield f"{_shown(bad[1])} is not an escape; write \\\\ for a backslash in a string.", at + bad.start(1)
        elif kind == "other" and written in "\"'":
            several = "around a text of several lines"
            closing = f"a closing {written} is expected in the same line, or {written * 3} {several}"
            yield f"the string that begins here does not end; {closing}.", at
        elif kind == "other" and written not in _PUNCTUATION and not (written == "\\" and _CODE.match(following.text)):
            remedy = _REMEDIES.get(written, "outside of strings, IRIs and comments it means nothing")
            yield f"{name(written)} can't stand here; {remedy}.", at


def _brackets(text: str, tokens: Sequence[_Token]) -> Iterator[_Fault]:
    opened: list[_Token] = []
    for token in tokens:
        _, written, at = token
        if token.kind != "other":
            continue
        # An IRI that holds what it can't is `<` to the lexer, and what follows.
        if written == "<" and (broken := _BROKEN_IRI.match(text, at)):
            after = text[broken.end() : broken.end() + 1]
            is_closed = ">" in text[at:].split("\n", 1)[0]
            held = f"it holds {name(after)}, which is written with a percent sign" if is_closed else "a > is expected"
            yield f"the IRI that begins here does not end: {held}.", at
        if written in _CLOSING:
            opened.append(token)
        elif written in _CLOSING.values():
            if not opened:
                yield f"this {written} closes nothing; take it away, or open it before.", at
                return
            begun = opened.pop()
            expected = _CLOSING[begun.text]
            if expected != written:
                line, column = place(text, begun.at)
                whose = f"for the {begun.text} at line {line}, column {column}"
                yield f"a {expected} is expected before this {written}, {whose}.", at
                return
    for begun in opened[-1:]:
        yield f"this {begun.text} is not closed; a {_CLOSING[begun.text]} is expected before the end.", begun.at


def _declarations(tokens: Sequence[_Token]) -> Iterator[_Fault]:
    for token, prefix, namespace in zip(tokens, [*tokens[1:], _END], [*tokens[2:], _END, _END], strict=False):
        if token.kind == "tag" and token.text.lower() in ("@prefix", "@base"):
            yield f"{token.text} is Turtle's; write {token.text[1:].upper()}, and no full stop at its end.", token.at
        if not _is_word(token, "PREFIX"):
            continue
        if (prefix.kind, namespace.kind) == ("word", "iri"):
            yield f"a colon is expected after {prefix.text}: PREFIX {prefix.text}: {namespace.text}", prefix.at
        elif prefix.kind == "name" and prefix.text.endswith(":") and namespace.kind not in ("iri", "end"):
            yield f"a namespace in < and > is expected after {prefix.text}", prefix.at


def _undeclared(tokens: Sequence[_Token], known: Collection[str]) -> Iterator[_Fault]:
    neighbours = list(pairwise([_END, *tokens]))
    declared = {name.text.partition(":")[0] for before, name in neighbours if _is_word(before, "PREFIX")}
    for before, (kind, written, at) in neighbours:
        prefix = written.partition(":")[0]
        if kind != "name" or _is_word(before, "PREFIX") or prefix in {"_", *declared, *known}:
            continue
        namespace = PREFIXES.get(prefix) or OTHER_PREFIXES.get(prefix)
        remedy = f"<{namespace}>." if namespace else "<…> with the namespace that is expected."
        yield f"the prefix {prefix}: is not declared; add PREFIX {prefix}: {remedy}", at


def _words(tokens: Sequence[_Token]) -> Iterator[_Fault]:
    for before, (kind, written, at) in pairwise([_END, *tokens]):
        word = written.rstrip(".-")
        is_exponent = before.text[-1:].isdigit() and before.at + len(before.text) == at  # 1e6
        if kind != "word" or is_exponent or word.upper() in KEYWORDS | FUNCTIONS:
            continue
        meant = near_miss(word)
        remedy = f"did you mean {meant}?" if meant else "a name has a colon, a variable a question mark, a text quotes."
        yield f"{_shown(word)} is not a word of SPARQL; {remedy}", at


def _order(tokens: Sequence[_Token]) -> Iterator[_Fault]:
    """Find words that are followed by something else than they have to be, and what SELECT lists otherwise."""
    is_selecting, depth = False, 0
    for token, following in pairwise([*tokens, _END]):
        is_selecting = _is_word(token, "SELECT") or (is_selecting and token.text.upper() not in ("{", "WHERE", "FROM"))
        depth = depth + (token.text == "(") - (token.text == ")") if is_selecting else 0
        if is_selecting and not depth and (token.text, following.kind) == (",", "variable"):
            yield "no comma is expected between the variables of SELECT; leave it out.", token.at
        if is_selecting and depth and (token.text, following.kind) == (")", "variable"):
            yield f"AS is expected before {following.text}.", following.at
        wanted = FOLLOWING.get(token.text.upper(), ()) if token.kind == "word" else ()
        if wanted and not {_sign(following), following.text.upper()} & {*wanted}:
            expected = {"?": "a variable", "0": "a number", "<": "an IRI"}.get(wanted[0], wanted[0])
            instead = f", and not {_shown(following.text)}" if following.text else ""
            yield f"after {token.text}, {expected} is expected{instead}.", following.at if instead else token.at


def _statements(tokens: Sequence[_Token]) -> Iterator[_Fault]:
    """Find statements that end before they have a value."""
    terms: list[_Token] | None = None  # None where it is no plain statement
    are_values = False  # VALUES ?x { 1 2 }
    for token in tokens:
        are_values = are_values or _is_word(token, "VALUES")
        if token.kind == "other" and token.text in "{}.":
            if terms and len(terms) < 3 and token.text != "{":
                missing = "no value" if len(terms) == 2 else "no property and no value"
                wanted = f"expected one of IRI, literal, variable or blank node before the {token.text}"
                yield f"the statement about {_shown(terms[0].text)} has {missing}; {wanted}.", token.at + 1
            terms = None if are_values else []
            are_values = False
        elif terms is not None:
            is_term = token.kind in ("variable", "iri", "name", "string") or token.text == "a"
            terms = [*terms, token] if is_term and len(terms) < 3 else None  # three are enough, and more a list


def _sign(token: _Token) -> str:
    """Tell what kind of thing *token* is, as FOLLOWING has it."""
    if token.kind == "other" and token.text.isdigit():
        return "0"
    return {"variable": "?", "iri": "<", "name": "<", "word": "word"}.get(token.kind, token.text)


def _is_word(token: _Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _shown(piece: str) -> str:
    """Show a piece of the text within a message, with what can't be seen written out."""
    words = " ".join(piece.split())
    cut = words[:_SHOWN] + ("…" if len(words) > _SHOWN else "")
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)
