"""The tools, a file each."""

from __future__ import annotations

from typing import Final

from radcat.context_protocol.tool import Tool
from radcat.context_protocol.tools import compare, findings, get, leakage, licences, overview, query, search

TOOLS: Final[tuple[Tool, ...]] = tuple(
    module.TOOL for module in (overview, search, get, compare, leakage, licences, findings, query)
)
