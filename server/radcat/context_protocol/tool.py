"""A tool: a question with a schema, and how its answer is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from radcat.client.answers import schema_of
from radcat.client.transport import JSON, Answer, Parameters, Question, Transport
from radcat.errors import QuestionRefused

MOST_BYTES: Final = 8 * 1024 * 1024  # of an answer that is read; as values it takes ten times as much memory
Arguments = Mapping[str, Any]
Schema = dict[str, Any]

SLUG: Final[Schema] = {
    "type": "string",
    "description": "A dataset, by its slug, which is the last part of its IRI, or by its IRI.",
}
SELECTION: Final[Schema] = {
    "type": "string",
    "description": "A dataset, or a version or a split of one: dataset, dataset@version, dataset/split or "
    "dataset@version/split; or its IRI.",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks the catalogue in the place of an agent."""

    transport: Transport
    client: str = ""  # the network address of the agent, where it has one

    def read(
        self, path: str, parameters: Parameters = (), accept: str = JSON, form: Parameters | None = None
    ) -> Answer:
        """Read the answer of an address.

        Raises:
            QuestionRefused: the catalogue answers with an error, which says what to do.
            AnswerTooLong: it answers with more than can be passed on.
            CatalogueUnreachable: it does not answer.
        """
        return self.transport.ask(Question(path, parameters, accept, form, MOST_BYTES, self.client))

    def json(self, path: str, parameters: Parameters = ()) -> dict[str, Any]:
        """The answer of an address, as an object; see `read`."""
        document: dict[str, Any] = self.read(path, parameters).json()
        return document

    @property
    def generation(self) -> int:
        """The state of the catalogue that answers are about."""
        return int(self.json("api/search", [("per_page", "1"), ("values", "0")])["generation"])


@dataclass(frozen=True, slots=True)
class Inputs:
    """The arguments of a tool, by their names."""

    properties: Mapping[str, Schema]
    required: Sequence[str] = ()
    listed: Callable[[Asking], Mapping[str, Schema]] | None = None  # schemas that list what the catalogue has

    def schema(self, asking: Asking) -> Schema:
        """Write the JSON Schema of the arguments."""
        return {
            "type": "object",
            "properties": {**self.properties, **(self.listed(asking) if self.listed else {})},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def check(self, arguments: Arguments) -> None:
        """Refuse arguments that the tool does not have: an answer that ignores one would pass for an answer to it.

        Raises:
            QuestionRefused: an argument has another name.
        """
        unknown = [name for name in arguments if name not in self.properties]
        if unknown:
            takes = ", ".join(self.properties) or "none"
            raise QuestionRefused(400, f"there is no argument {unknown[0]!r}; there are: {takes}.")


@dataclass(frozen=True, slots=True)
class Tool:
    """What an agent may ask. All tools only read."""

    name: str
    title: str
    description: str
    inputs: Inputs
    output: Schema  # JSON Schema of the answer
    answer: Callable[[Asking, Arguments], dict[str, Any]]
    summary: Callable[[dict[str, Any]], str]  # the answer in a sentence or two


def inputs(required: Sequence[str] = (), **properties: Schema) -> Inputs:
    """Name the arguments that are the same in every catalogue."""
    return Inputs(properties, required)


def output(answer: type) -> Schema:
    """Write the schema of an answer, which has at least the members of the class *answer*."""
    return {**schema_of(answer), "type": "object"}


def several(items: Schema, least: int, most: int, description: str) -> Schema:
    """Write the schema of a list."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "description": description}


def texts(arguments: Arguments, name: str) -> list[str]:
    """Read an argument that is a list of texts; one text alone is taken for a list of one.

    Raises:
        QuestionRefused: it is neither.
    """
    given = arguments.get(name, [])
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise QuestionRefused(400, f'{name} is a list of texts, such as ["covidx-cxr"].')
    return listed


def number(arguments: Arguments, name: str, otherwise: int) -> int:
    """Read an argument that is a whole number.

    Raises:
        QuestionRefused: it is something else.
    """
    given = arguments.get(name, otherwise)
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given) or given != int(given):
        raise QuestionRefused(400, f"{name} is a whole number.")
    return int(given)


def text(arguments: Arguments, name: str) -> str:
    """Read an argument that is a text; empty where it is not given.

    Raises:
        QuestionRefused: it is something else.
    """
    given = arguments.get(name, "")
    if not isinstance(given, str):
        raise QuestionRefused(400, f"{name} is a text.")
    return given


def flag(arguments: Arguments, name: str) -> bool:
    """Read an argument that is true or false; false where it is not given.

    Raises:
        QuestionRefused: it is something else.
    """
    given = arguments.get(name, False)
    if not isinstance(given, bool):
        raise QuestionRefused(400, f"{name} is true or false.")
    return given
