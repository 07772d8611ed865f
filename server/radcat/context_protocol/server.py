"""The server: tools of the table over stdio or streamable HTTP, by the official SDK.

Model Context Protocol, https://modelcontextprotocol.io/specification/. The SDK is imported here only.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any, Final

import anyio
import mcp_types as types
import uvicorn
from anyio.to_thread import run_sync
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError

from radcat import __version__
from radcat.client.transport import Transport
from radcat.context_protocol.access import CLIENT, MOST_BYTES, Gate, Limits, host_names
from radcat.context_protocol.tool import Asking, Tool
from radcat.context_protocol.tools import TOOLS
from radcat.errors import RegistryError

log = logging.getLogger(__name__)

PATH: Final = "/mcp"
AT_ONCE: Final = 64  # requests over HTTP; more are told to come again (503)
INSTRUCTIONS: Final = (
    "A catalogue of datasets as linked data. Begin with the tool overview. Every answer names IRIs and the generation "
    "of the catalogue; facts have a confidence and sources. What the catalogue does not state is unknown: say so, and "
    "take it neither for a no nor for safe. Cite the IRIs."
)
Context = ServerRequestContext[Any, Any]
_READING: Final = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make(transport: Transport, tools: Sequence[Tool] = TOOLS) -> Server[Any]:
    """Make a server whose tools ask the catalogue by *transport*."""
    named = {tool.name: tool for tool in tools}

    async def list_tools(context: Context, _params: Any) -> types.ListToolsResult:
        asking = Asking(transport, _client(context))
        return types.ListToolsResult(tools=[await run_sync(_declared, tool, asking) for tool in tools])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = named.get(params.name)
        if tool is None:
            known = ", ".join(named)
            raise MCPError(code=types.INVALID_PARAMS, message=f"there is no tool {params.name!r}; there are: {known}.")
        return await run_sync(_called, tool, Asking(transport, _client(context)), params.arguments or {})

    server = Server[Any](
        "radcat",
        version=__version__,
        title="radcat",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # Over HTTP each call asks which of its parameters go into headers: none. Otherwise all tools would be listed.
    server.get_tool_input_schema = lambda name: {"type": "object"} if name in named else None
    return server


def _client(context: Context) -> str:
    """The address of whoever asks over HTTP."""
    return str(context.request.scope.get(CLIENT, "")) if context.request else ""


def _declared(tool: Tool, asking: Asking) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.inputs.schema(asking),
        output_schema=tool.output,
        annotations=_READING,
    )


def _called(tool: Tool, asking: Asking, arguments: dict[str, Any]) -> types.CallToolResult:
    """Answer; what goes wrong is told to the agent, with what to do about it."""
    try:
        tool.inputs.check(arguments)
        answer = tool.answer(asking, arguments)
    except RegistryError as error:
        return types.CallToolResult(content=[types.TextContent(type="text", text=str(error))], is_error=True)
    said = [tool.summary(answer), json.dumps(answer, ensure_ascii=False)]  # for clients that read no structured content
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=each) for each in said], structured_content=answer
    )


def over_stdio(transport: Transport) -> None:
    """Serve the process that started this one, until it closes the pipe."""

    async def serve() -> None:
        server = make(transport)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(serve)


def over_http(transport: Transport, host: str, port: int, allowed: Sequence[str], limits: Limits) -> None:
    """Serve streamable HTTP at *host* and *port*, under the path /mcp, to whoever keeps to *limits*.

    Requests for other hosts than this one and those *allowed* are refused; see `host_names`.
    """
    names = host_names(host, allowed)
    security = TransportSecuritySettings(
        allowed_hosts=names, allowed_origins=[f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    )
    app = make(transport).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=security,
        max_request_body_size=MOST_BYTES,
        host=host,
    )
    uvicorn.run(
        Gate(app, limits),
        host=host,
        port=port,
        log_level="warning",
        limit_concurrency=AT_ONCE,
        proxy_headers=False,  # the gate reads them, by the settings
        server_header=False,
    )
