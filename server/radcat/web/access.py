"""Who may write: a bearer token, in the Authorization header and nowhere else (RFC 6750, section 2.1)."""

from __future__ import annotations

from flask import request

from radcat.errors import Unauthorized
from radcat.ledger.tokens import Token
from radcat.web.state import site


def token() -> Token:
    """The token that came with this request.

    Raises:
        Unauthorized: there is none, or it is not valid.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized("writing takes a token: send `Authorization: Bearer …`; `radcat token create` makes one.")
    return site().registry.tokens.verify(secret.strip())
