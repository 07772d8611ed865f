"""How a question reaches a catalogue: over HTTP, or to the application in this process.

Both take the same addresses and give the same answers, so that nothing else has to know which one it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self
from urllib.parse import urlencode, urljoin

import httpx2
from werkzeug.test import Client

from radcat import __version__, settings
from radcat.bootstrap import Registry
from radcat.errors import AnswerTooLong, CatalogueUnreachable, QuestionRefused
from radcat.settings import Settings
from radcat.web.app import create_app
from radcat.web.direct import GENERATION

Parameters = Sequence[tuple[str, str]]

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
AGENT: Final = f"radcat/{__version__} (radcat.connect)"
_SHOWN: Final = 200  # characters of an answer that is no problem document


@dataclass(frozen=True, slots=True)
class Answer:
    """What a catalogue answered."""

    content: bytes
    media_type: str
    generation: int | None = None  # of the catalogue, where a header says it

    def json(self) -> Any:
        """The answer as values.

        Raises:
            QuestionRefused: it is not JSON.
        """
        try:
            return json.loads(self.content)
        except ValueError as error:
            reason = f"the answer is {self.media_type or 'of no type'} and no JSON; is this the address of a radcat?"
            raise QuestionRefused(200, reason) from error


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the address of an answer."""

    path: str  # relative to the catalogue's address
    parameters: Parameters = ()
    accept: str = JSON
    form: Parameters | None = None  # which is sent with POST
    most: int | None = None  # bytes of an answer that are read
    client: str = ""  # the network address on whose behalf; a catalogue in this process lets clients take turns

    @property
    def method(self) -> str:
        """The method of HTTP."""
        return "GET" if self.form is None else "POST"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the question needs."""
        return {"Accept": self.accept, **({} if self.form is None else {"Content-Type": FORM})}

    @property
    def content(self) -> bytes | None:
        """The body."""
        return None if self.form is None else urlencode(list(self.form)).encode()


class Transport(Protocol):
    """A way to a catalogue."""

    def ask(self, question: Question) -> Answer:
        """Put a question to the catalogue.

        Raises:
            QuestionRefused: the catalogue answers with an error.
            AnswerTooLong: it answers with more than is read.
            CatalogueUnreachable: it does not answer.
        """
        ...

    def close(self) -> None:
        """Give back what the way holds."""
        ...


class OverHttp:
    """A catalogue that somebody serves."""

    def __init__(self, address: str, seconds: float) -> None:
        """Ask the catalogue at *address*, and wait *seconds* for each answer."""
        self._address = address if address.endswith("/") else f"{address}/"
        self._client = httpx2.Client(headers={"User-Agent": AGENT}, timeout=seconds, follow_redirects=True)

    def ask(self, question: Question) -> Answer:
        """See Transport."""
        address = urljoin(self._address, question.path)
        try:
            with self._client.stream(
                question.method,
                address,
                params=list(question.parameters),
                headers=question.headers,
                content=question.content,
            ) as found:
                content = _whole(found.iter_bytes(), question.most)
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise CatalogueUnreachable(address, reason) from error
        return _checked(found.status_code, content, found.headers)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class InProcess:
    """A catalogue in a folder, which is published here; no port is opened."""

    def __init__(self, registry: Registry) -> None:
        """Answer from *registry*, with query workers of its own."""
        self._registry, self._app = registry, create_app(registry)
        self._client = Client(self._app.wsgi_app, use_cookies=False)  # so that threads may share it

    @classmethod
    def of(cls, folder: Path, data: Path | None) -> Self:
        """Publish what is new in *folder*, as `radcat serve` does, and answer from it.

        Raises:
            SettingError: it is no folder, or holds no catalogue.
        """
        return cls.published(settings.read(folder, **({"data": data} if data else {})))

    @classmethod
    def published(cls, given: Settings) -> Self:
        """Publish what is new in the folder of the settings *given*, and answer from it."""
        registry = Registry.open(given)
        try:
            registry.sync(lambda *_: None)
        except BaseException:
            registry.ledger.close()
            raise
        return cls(registry)

    def ask(self, question: Question) -> Answer:
        """See Transport."""
        with self._client.open(
            f"/{question.path}",
            method=question.method,
            query_string=urlencode(list(question.parameters)),
            base_url=self._registry.base,
            headers={**question.headers, "User-Agent": AGENT},
            data=question.content,
            environ_base={"REMOTE_ADDR": question.client} if question.client else None,
            follow_redirects=True,
            buffered=False,  # what is too much stays on disk, and is never read
        ) as found:
            return _checked(found.status_code, _whole(found.iter_encoded(), question.most), found.headers)

    def close(self) -> None:
        """End the query workers and close the ledger."""
        self._app.extensions["radcat"].endpoint.close()
        self._registry.ledger.close()


class Fields(Protocol):
    """Header fields, by their names in any case."""

    def get(self, name: str, otherwise: str, /) -> str:
        """The value of a field."""
        ...


def _whole(pieces: Iterable[bytes], most: int | None) -> bytes:
    """Join the *pieces* of an answer, which has no more than *most* bytes."""
    held, size = list[bytes](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if most is not None and size > most:
            raise AnswerTooLong(most)
    return b"".join(held)


def _checked(status: int, content: bytes, headers: Fields) -> Answer:
    if status < 400:
        generation = headers.get(GENERATION, "")
        return Answer(content, headers.get("Content-Type", ""), int(generation) if generation.isdecimal() else None)
    text = content.decode(errors="replace")
    reason = text[:_SHOWN].strip()
    with suppress(ValueError, AttributeError):  # an error of something in front of the catalogue may be anything
        reason = json.loads(text).get("detail") or reason
    raise QuestionRefused(status, reason)
