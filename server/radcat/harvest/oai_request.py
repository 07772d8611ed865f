"""Requests of OAI-PMH 2.0, read: which verb with which arguments, and what is wrong with them (section 3.6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from radcat.harvest.resumption import ResumptionToken
from radcat.rdf.xml_text import UNWRITABLE

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SECOND: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_PREFIX: Final = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
SET_SPEC: Final = re.compile(rf"{_PREFIX.pattern}(:{_PREFIX.pattern})*")


class Code(StrEnum):
    """The protocol's error conditions."""

    BAD_ARGUMENT = "badArgument"
    BAD_RESUMPTION_TOKEN = "badResumptionToken"  # noqa: S105  # no password
    BAD_VERB = "badVerb"
    CANNOT_DISSEMINATE_FORMAT = "cannotDisseminateFormat"
    ID_DOES_NOT_EXIST = "idDoesNotExist"
    NO_METADATA_FORMATS = "noMetadataFormats"
    NO_RECORDS_MATCH = "noRecordsMatch"
    NO_SET_HIERARCHY = "noSetHierarchy"


class ProtocolError(Exception):
    """A request that the protocol answers with an error, which travels with status 200."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Verb(StrEnum):
    """What a harvester can ask."""

    IDENTIFY = "Identify"
    LIST_METADATA_FORMATS = "ListMetadataFormats"
    LIST_SETS = "ListSets"
    LIST_IDENTIFIERS = "ListIdentifiers"
    LIST_RECORDS = "ListRecords"
    GET_RECORD = "GetRecord"


@dataclass(frozen=True, slots=True)
class Arguments:
    """Which arguments a verb takes."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumable: bool = False  # takes resumptionToken, alone


_LIST: Final = Arguments(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumable=True)
ARGUMENTS: Final = {
    Verb.IDENTIFY: Arguments(),
    Verb.LIST_METADATA_FORMATS: Arguments(optional=frozenset({"identifier"})),
    Verb.LIST_SETS: Arguments(resumable=True),
    Verb.LIST_IDENTIFIERS: _LIST,
    Verb.LIST_RECORDS: _LIST,
    Verb.GET_RECORD: Arguments(frozenset({"identifier", "metadataPrefix"})),
}


@dataclass(frozen=True, slots=True)
class Request:
    """A verb with arguments that are well formed; what they name may not exist."""

    verb: Verb
    given: dict[str, str] = field(default_factory=dict)  # as the harvester wrote them, without the verb
    token: ResumptionToken | None = None

    @property
    def prefix(self) -> str:
        """The metadata format asked for."""
        return self.token.prefix if self.token else self.given["metadataPrefix"]

    @property
    def set_spec(self) -> str | None:
        """The set asked for."""
        return self.token.set_spec if self.token else self.given.get("set")

    @property
    def since(self) -> str | None:
        """The first datestamp asked for, as given: a day, or a second."""
        return self.token.since if self.token else self.given.get("from")

    @property
    def until(self) -> str | None:
        """The last datestamp asked for, as given: a day, or a second."""
        return self.token.until if self.token else self.given.get("until")


def parse(pairs: Sequence[tuple[str, str]]) -> Request:
    """Read the arguments of a request, in the order in which they came.

    Raises:
        ProtocolError: the protocol allows no such request.
    """
    verb = _verb([value for name, value in pairs if name == "verb"])
    rest = [(name, value) for name, value in pairs if name != "verb"]
    given = dict(rest)
    if doubled := [name for name, times in Counter(name for name, _ in rest).items() if times > 1]:
        raise ProtocolError(Code.BAD_ARGUMENT, f"{doubled[0]} is given more than once.")
    if unreadable := [name for name, value in rest if UNWRITABLE.search(name + value)]:
        raise ProtocolError(Code.BAD_ARGUMENT, f"{unreadable[0]} has characters that XML can't write.")
    takes = ARGUMENTS[verb]
    if takes.resumable and "resumptionToken" in given:
        if len(given) > 1:
            raise ProtocolError(Code.BAD_ARGUMENT, "resumptionToken comes with no other argument than the verb.")
        return Request(verb, given, _token(verb, given["resumptionToken"]))
    if unknown := sorted(set(given) - takes.required - takes.optional):
        raise ProtocolError(Code.BAD_ARGUMENT, f"{verb} takes no argument {unknown[0]}.")
    if missing := sorted(takes.required - set(given)):
        raise ProtocolError(Code.BAD_ARGUMENT, f"{verb} needs {missing[0]}.")
    _check_values(given)
    return Request(verb, given)


def _verb(found: Sequence[str]) -> Verb:
    if len(found) == 1 and found[0] in {verb.value for verb in Verb}:
        return Verb(found[0])
    said = "verb is given more than once" if len(found) > 1 else f"{found[0]!r} is not a verb" if found else "no verb"
    raise ProtocolError(Code.BAD_VERB, f"{said}; ask one of {', '.join(Verb)}.")


def _token(verb: Verb, text: str) -> ResumptionToken | None:
    try:
        token = ResumptionToken.parse(text)
    except ValueError as error:
        raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, f"{error}; begin the list again.") from error
    if token.verb != verb:
        raise ProtocolError(Code.BAD_RESUMPTION_TOKEN, f"that token is for {token.verb}; begin the list again.")
    return token


def _check_values(given: dict[str, str]) -> None:
    for name, pattern in (("metadataPrefix", _PREFIX), ("set", SET_SPEC)):
        if name in given and not pattern.fullmatch(given[name]):
            raise ProtocolError(Code.BAD_ARGUMENT, f"{name}={given[name]!r} is not written as the protocol has it.")
    for name in ("from", "until"):
        if name in given:
            _check_date(name, given[name])
    if "from" in given and "until" in given:
        if len(given["from"]) != len(given["until"]):
            raise ProtocolError(
                Code.BAD_ARGUMENT, "from and until have to be equally fine: both days, or both seconds."
            )
        if given["from"] > given["until"]:
            raise ProtocolError(Code.BAD_ARGUMENT, "from is later than until.")


def _check_date(name: str, text: str) -> None:
    pattern = _SECOND if "T" in text else _DAY
    try:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ProtocolError(
            Code.BAD_ARGUMENT, f"{name}={text!r} is not a date; write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC."
        ) from error
