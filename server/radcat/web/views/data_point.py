"""The root as FAIR Data Point clients read it: the home page's address, in RDF."""

from __future__ import annotations

from typing import Final

from flask import Response, request

from radcat.harvest import fair_data_point
from radcat.rdf import media
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import DOCUMENTS, Syntax
from radcat.web.responses import whole
from radcat.web.state import site


class _Page:
    media_type = MediaType("text", "html")


_OFFERS: Final[tuple[_Page | Syntax, ...]] = (_Page(), *DOCUMENTS)


def answer() -> Response | None:
    """Answer in RDF where the client would rather have that than a page."""
    syntax = media.choose(_OFFERS, request.headers.get("Accept", ""))
    if not isinstance(syntax, Syntax):
        return None
    here = site()
    graph = fair_data_point.root(here.chronicle, here.catalogue, here.catalogue.title)
    headers = {"Link": '<http://www.w3.org/ns/ldp#RDFSource>; rel="type"'}
    return whole(syntax.write(graph), str(syntax.media_type), vary=True, headers=headers)
