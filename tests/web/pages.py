"""Pages as a visitor reads them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html


def page(visitor: FlaskClient, address: str, status: int = 200) -> Any:
    """The page at *address*, parsed; it is answered with *status*."""
    answer = visitor.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def text(element: Any) -> str:
    """What an element says, in one line."""
    return " ".join(element.text_content().split())
