"""How a question reaches a catalogue: over HTTP, or to the application in this process.

Both take the same addresses and give the same answers, so that nothing else has to know which one it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self
from urllib.parse import urlencode, urljoin

import httpx2
from werkzeug.test import Client

from radcat import __version__, settings
from radcat.bootstrap import Registry
from radcat.errors import CatalogueUnreachable, QuestionRefused
from radcat.settings import Settings
from radcat.web.app import create_app

Parameters = Sequence[tuple[str, str]]
AGENT: Final = f"radcat/{__version__} (radcat.connect)"
_SHOWN: Final = 200  # characters of an answer that is no problem document


@dataclass(frozen=True, slots=True)
class Answer:
    """What a catalogue answered."""

    content: bytes
    media_type: str

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


class Transport(Protocol):
    """A way to a catalogue."""

    def ask(self, path: str, parameters: Parameters = (), *, accept: str, body: Parameters | None = None) -> Answer:
        """Ask for *path*, which is relative to the catalogue's address, with POST where there is a form in *body*.

        Raises:
            QuestionRefused: the catalogue answers with an error.
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

    def ask(self, path: str, parameters: Parameters = (), *, accept: str, body: Parameters | None = None) -> Answer:
        """See Transport."""
        address = urljoin(self._address, path)
        try:
            found = self._client.request(
                "GET" if body is None else "POST",
                address,
                params=list(parameters),
                headers={"Accept": accept, **({} if body is None else {"Content-Type": _FORM})},
                content=None if body is None else urlencode(list(body)).encode(),
            )
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise CatalogueUnreachable(address, reason) from error
        media_type = found.headers.get("Content-Type", "")
        return _checked(found.status_code, found.content, media_type)

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

    def ask(self, path: str, parameters: Parameters = (), *, accept: str, body: Parameters | None = None) -> Answer:
        """See Transport."""
        with self._client.open(
            f"/{path}",
            method="GET" if body is None else "POST",
            query_string=urlencode(list(parameters)),
            base_url=self._registry.base,
            headers={"Accept": accept, "User-Agent": AGENT},
            data=None if body is None else urlencode(list(body)),
            content_type=None if body is None else _FORM,
            follow_redirects=True,
        ) as found:
            return _checked(found.status_code, found.get_data(), found.content_type or "")

    def close(self) -> None:
        """End the query workers and close the ledger."""
        self._app.extensions["radcat"].endpoint.close()
        self._registry.ledger.close()


_FORM: Final = "application/x-www-form-urlencoded"


def _checked(status: int, content: bytes, media_type: str) -> Answer:
    if status < 400:
        return Answer(content, media_type)
    text = content.decode(errors="replace")
    reason = text[:_SHOWN].strip()
    with suppress(ValueError, AttributeError):  # an error of something in front of the catalogue may be anything
        reason = json.loads(text).get("detail") or reason
    raise QuestionRefused(status, reason)
