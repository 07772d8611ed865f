"""What is wrong, in words: a sentence for each constraint component, made from what its shape asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.rdf.prefixes import curie

MADE_UP: Final = "urn:radcat:shape:"  # before the name that a shape without one gets for the engines
_SHORT: Final = 60


class Wording:
    """Says what a constraint found, from the *shapes* that made it; IRIs under *base* are named without it."""

    def __init__(self, shapes: Graph, base: str) -> None:
        self._shapes, self._base = shapes, base

    def fault(self, component: str, shape: Node, value: Node | None, given: list[Node] | None) -> str:
        """Say what is wrong, or nothing where the component is not known here.

        *given* are all values of the property, where they are known.
        """
        said = _SENTENCES.get(component.removesuffix("ConstraintComponent"))
        return said(self, shape, value, given) if said else ""

    def name(self, node: Node | None) -> str:
        """Write a term for people."""
        if isinstance(node, URIRef):
            return curie(str(node)).removeprefix(self._base)
        if isinstance(node, Literal):
            text = " ".join(str(node).split())
            return f"“{text if len(text) <= _SHORT else text[: _SHORT - 1] + '…'}”"
        return "the blank node" if isinstance(node, BNode) else "it"

    def described(self, node: Node | None) -> str:
        """Write a term and what kind of term it is."""
        if not isinstance(node, Literal):
            return f"{self.name(node)} is {'an IRI' if isinstance(node, URIRef) else 'a blank node'}"
        if node.language:
            return f"{self.name(node)} is a text in the language “{node.language}”"
        if node.datatype is None:
            return f"{self.name(node)} is a plain text"
        return f"{self.name(node)} has the datatype {curie(str(node.datatype))}"

    def parameter(self, shape: Node, name: str) -> Node | None:
        """The value of a constraint's parameter."""
        return self._shapes.value(shape, SH[name])

    def path(self, shape: Node) -> str:
        """Name the property that a shape is about."""
        path = self.parameter(shape, "path")
        return self.name(path) if isinstance(path, URIRef) else "what the path leads to"

    def members(self, head: Node | None) -> list[Node]:
        """The members of an rdf:List, however it is broken."""
        found: list[Node] = []
        seen = set[Node]()
        while head is not None and head != RDF.nil and head not in seen:
            seen.add(head)
            found += self._shapes.objects(head, RDF.first)
            head = self._shapes.value(head, RDF.rest)
        return found

    def asks(self, shape: Node, depth: int = 0) -> str:
        """Say in a few words what a shape inside another one asks for."""
        if isinstance(shape, URIRef) and not shape.startswith(MADE_UP):
            return f"the shape {self.name(shape)}"
        path = self.parameter(shape, "path")
        parts = [*self._asked_itself(shape), *(self._asked_inside(shape, depth) if depth < 3 else ())]
        if isinstance(path, URIRef):
            return f"{self.name(path)}: {' and '.join(parts)}" if parts else self.name(path)
        return " and ".join(parts) or "what another shape asks for"

    def _asked_itself(self, shape: Node) -> Iterator[str]:
        for name, words in _ASKED.items():
            if (asked := self.parameter(shape, name)) is not None:
                yield words.format(self.name(asked))
        for name, words in _COUNTED.items():
            if (asked := self.parameter(shape, name)) is not None and (name, str(asked)) != ("minCount", "1"):
                yield words.format(asked)
        if (allowed := self.parameter(shape, "in")) is not None:
            yield f"one of {self.some(self.members(allowed))}"

    def _asked_inside(self, shape: Node, depth: int) -> Iterator[str]:
        for inner in sorted(self._shapes.objects(shape, SH.property), key=str):
            yield self.asks(inner, depth + 1)
        for name, joined in (("or", " or "), ("and", " and "), ("xone", " or else ")):
            if (listed := self.parameter(shape, name)) is not None:
                yield joined.join(self.asks(inner, depth + 1) for inner in self.members(listed))

    def some(self, nodes: list[Node]) -> str:
        """Write the first of *nodes*, and count the rest."""
        shown = ", ".join(map(self.name, nodes[:5]))
        return f"{shown} and {len(nodes) - 5} more" if len(nodes) > 5 else shown


_Sentence = Callable[[Wording, Node, Node | None, list[Node] | None], str]
_ASKED: Final = {
    "class": "a {}", "datatype": "a literal of type {}", "nodeKind": "{}", "hasValue": "the value {}",
    "pattern": "a match of {}",
}  # fmt: skip
_COUNTED: Final = {"minCount": "at least {}", "maxCount": "at most {}"}
_KINDS: Final = {
    SH.IRI: "an IRI in angle brackets", SH.BlankNode: "a blank node", SH.Literal: "a literal",
    SH.BlankNodeOrIRI: "an IRI in angle brackets, or a blank node", SH.BlankNodeOrLiteral: "a blank node or a literal",
    SH.IRIOrLiteral: "an IRI in angle brackets, or a literal",
}  # fmt: skip


def _min_count(words: Wording, shape: Node, _value: Node | None, given: list[Node] | None) -> str:
    least, name = words.parameter(shape, "minCount"), words.path(shape)
    if given:
        return f"{len(given)} {'value' if len(given) == 1 else 'values'} of {name}, where at least {least} are needed"
    return f"fewer than {least} values of {name}" if given is None and str(least) != "1" else f"{name} is missing"


def _max_count(words: Wording, shape: Node, _value: Node | None, given: list[Node] | None) -> str:
    most = words.parameter(shape, "maxCount")
    found = len(given) if given else f"more than {most}"
    return f"{found} values of {words.path(shape)}, where at most {most} {'is' if str(most) == '1' else 'are'} allowed"


def _datatype(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    wanted = words.parameter(shape, "datatype")
    if wanted == RDF.langString and isinstance(value, Literal) and value.datatype is None:
        return f"{words.name(value)} has no language tag, such as @en"
    return f"{words.described(value)}, where a literal of {words.name(wanted)} is needed"


def _node_kind(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    wanted = _KINDS.get(words.parameter(shape, "nodeKind"), "of the right kind")  # type: ignore[call-overload]
    return f"{words.described(value)}, not {wanted}"


def _class(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    wanted = words.name(words.parameter(shape, "class"))
    if isinstance(value, Literal):
        return f"{words.described(value)}, not the IRI of a {wanted}"
    return f"nothing here says that {words.name(value)} is a {wanted}"


def _pattern(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    return f"{words.name(value)} does not match the pattern {words.parameter(shape, 'pattern')}"


def _length(name: str, bound: str) -> _Sentence:
    def say(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
        count = len(str(value))
        return f"{words.name(value)} has {count} characters, where {words.parameter(shape, name)} are the {bound}"

    return say


def _compared(name: str, how: str) -> _Sentence:
    def say(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
        return f"{words.name(value)} is not {how} {words.name(words.parameter(shape, name))}"

    return say


def _unique_language(_words: Wording, _shape: Node, _value: Node | None, given: list[Node] | None) -> str:
    tags = [node.language for node in given or () if isinstance(node, Literal) and node.language]
    twice = sorted({tag for tag in tags if tags.count(tag) > 1})
    return (
        f"two texts have the language {', '.join(f'“{tag}”' for tag in twice)}" if twice else "a language is used twice"
    )


def _language_in(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    allowed = ", ".join(str(tag) for tag in words.members(words.parameter(shape, "languageIn")))
    return f"{words.described(value)}, not in one of {allowed}"


def _in(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    allowed = words.some(words.members(words.parameter(shape, "in")))
    return f"{words.name(value)} is none of the allowed values {allowed}"


def _has_value(words: Wording, shape: Node, _value: Node | None, _given: list[Node] | None) -> str:
    return f"the value {words.name(words.parameter(shape, 'hasValue'))} is missing"


def _node(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    inner = words.parameter(shape, "node")
    return f"{words.name(value)} does not have {words.asks(inner)}" if inner is not None else ""


def _alternatives(name: str, joined: str, said: str) -> _Sentence:
    def say(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
        options = joined.join(words.asks(option) for option in words.members(words.parameter(shape, name)))
        return f"{words.name(value)} {said} {options}"

    return say


def _not(words: Wording, shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    inner = words.parameter(shape, "not")
    return f"{words.name(value)} has what is not allowed: {words.asks(inner)}" if inner is not None else ""


def _closed(words: Wording, _shape: Node, value: Node | None, _given: list[Node] | None) -> str:
    return f"the shape is closed, and does not allow this property (here with the value {words.name(value)})"


_SENTENCES: Final[Mapping[str, _Sentence]] = {
    "MinCount": _min_count, "MaxCount": _max_count, "Datatype": _datatype, "NodeKind": _node_kind, "Class": _class,
    "Pattern": _pattern, "MinLength": _length("minLength", "least"), "MaxLength": _length("maxLength", "most"),
    "MinInclusive": _compared("minInclusive", "at least"), "MaxInclusive": _compared("maxInclusive", "at most"),
    "MinExclusive": _compared("minExclusive", "more than"), "MaxExclusive": _compared("maxExclusive", "less than"),
    "LessThan": _compared("lessThan", "less than the value of"),
    "LessThanOrEquals": _compared("lessThanOrEquals", "at most the value of"),
    "Equals": _compared("equals", "given both here and as"), "UniqueLang": _unique_language,
    "Disjoint": lambda words, shape, value, _given: (
        f"{words.name(value)} is also a value of {words.name(words.parameter(shape, 'disjoint'))}"
    ),
    "LanguageIn": _language_in, "In": _in, "HasValue": _has_value, "Node": _node, "Closed": _closed, "Not": _not,
    "Or": _alternatives("or", ", ", "has none of"), "Xone": _alternatives("xone", ", ", "has not exactly one of"),
    "And": _alternatives("and", ", ", "has not all of"),
    "QualifiedMinCount": lambda words, shape, _value, _given: (
        f"fewer than {words.parameter(shape, 'qualifiedMinCount')} values have {_qualified(words, shape)}"
    ),
    "QualifiedMaxCount": lambda words, shape, _value, _given: (
        f"more than {words.parameter(shape, 'qualifiedMaxCount')} values have {_qualified(words, shape)}"
    ),
}  # fmt: skip


def _qualified(words: Wording, shape: Node) -> str:
    inner = words.parameter(shape, "qualifiedValueShape")
    return words.asks(inner) if inner is not None else "what is asked for"
