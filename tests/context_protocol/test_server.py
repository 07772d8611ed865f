"""`radcat mcp`, asked by the SDK's own client over stdio and over streamable HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest
from click.testing import CliRunner
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent
from tests.ports import free_port

from radcat.cli import cli
from radcat.context_protocol.access import MOST_BYTES
from radcat.context_protocol.tools import TOOLS
from radcat.errors import MissingExtra

REPOSITORY = Path(__file__).parent.parent.parent
BASE = "https://data.example.org/covid/"
Test = Callable[[Client], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agents")


def command(data: Path, *more: str) -> list[str]:
    place = ["--root", str(REPOSITORY), "--data", str(data), "--base-iri", BASE]
    return [sys.executable, "-m", "radcat", "mcp", *place, *more]


@asynccontextmanager
async def over_stdio(data: Path, **environment: str) -> AsyncIterator[Client]:
    program, *arguments = command(data)
    server = StdioServerParameters(command=program, args=arguments, env={**os.environ, **environment})
    async with Client(stdio_client(server)) as client:
        yield client


@pytest.fixture(scope="module")
def address(data: Path) -> Any:
    port = free_port()
    process = subprocess.Popen(command(data, "--http", f"127.0.0.1:{port}"), stderr=subprocess.PIPE)
    found = f"http://127.0.0.1:{port}/mcp"
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            break
        except OSError:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.2)
    yield found
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(params=["stdio", "http"])
def asked(request: pytest.FixtureRequest, data: Path) -> Callable[[Test], None]:
    """Run a test with a client of the server."""
    where = request.getfixturevalue("address") if request.param == "http" else None

    async def run(test: Test) -> None:
        faults = list[BaseException]()
        async with Client(where) if where else over_stdio(data) as client:
            try:
                await test(client)
            except (AssertionError, MCPError) as fault:  # which a task group would wrap
                faults.append(fault)
        if faults:
            raise faults[0]

    return lambda test: anyio.run(run, test)


def said(result: CallToolResult) -> str:
    """The first text of an answer."""
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


def test_the_tools_say_what_they_take_and_that_they_only_read(asked: Callable[[Test], None]) -> None:
    async def test(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == [tool.name for tool in TOOLS]
        for tool in tools.values():
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.description
        facets = tools["search"].input_schema["properties"]["facets"]["properties"]
        assert {"CT", "XR", "US", "MR"} <= set(facets["modality"]["items"]["enum"])
        assert "enum" not in facets.get("publisher", {"items": {}})["items"] or len(facets["publisher"]) < 61

    asked(test)


CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("overview", {}, "radcat: public COVID-19 imaging datasets: 79 datasets"),
    ("search", {"text": "lesion", "facets": {"modality": ["CT"]}}, "14 datasets"),
    ("search", {"text": "xyzzy-plugh"}, "No dataset was found"),
    ("get", {"dataset": "covid19-ct-seg-20"}, "disputed"),
    ("compare", {"datasets": ["covidgr", "stoic2021"], "only_differences": True}, "differ in"),
    ("leakage", {"train": ["covidx-cxr@V9A/train"], "test": ["midrc-ricord-1c"]}, "Verdict: shares"),
    ("leakage", {"train": "covid-ctset", "test": "mosmeddata"}, "no proof"),
    ("licences", {"datasets": ["covid-qu-ex", "midrc-ricord-1a"]}, "no legal advice"),
    ("findings", {"dataset": "covidx-cxr"}, "verified"),
    ("findings", {"dataset": "covidgr"}, ""),
    ("query", {"query": "SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> }"}, "79 solutions"),
    ("query", {"query": "ASK { ?s ?p ?o }"}, "True"),
    ("query", {"query": f"DESCRIBE <{BASE}catalog>"}, " statements."),
    ("query", {"query": "CONSTRUCT WHERE { ?s a ?class }"}, "are left out: add LIMIT and OFFSET"),
    ("get", {"dataset": f"{BASE}datasets/covidgr"}, f"{BASE}datasets/covidgr"),
    ("compare", {"datasets": [f"{BASE}datasets/covidgr", "stoic2021"]}, "differ in"),
    ("leakage", {"train": f"{BASE}datasets/covidx-cxr", "test": f"{BASE}datasets/midrc-ricord-1c"}, "Verdict: "),
    ("licences", {"datasets": [f"{BASE}datasets/covidx-cxr#v9a"]}, "no legal advice"),
    ("findings", {"dataset": f"{BASE}datasets/covidx-cxr"}, "verified"),
]


def test_every_tool_answers_with_iris_and_the_generation(asked: Callable[[Test], None]) -> None:
    async def test(client: Client) -> None:
        schemas = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        for name, arguments, says in CALLS:
            found = await client.call_tool(name, arguments)
            assert not found.is_error, (name, found.content)
            assert says in said(found), name
            answer = found.structured_content
            jsonschema.validate(answer, schemas[name])
            assert json.loads(said(CallToolResult(content=found.content[1:]))) == answer
            assert answer["generation"] > 0
            assert BASE in json.dumps(answer) or "boolean" in answer or name in ("overview", "findings", "search")

    asked(test)


def test_the_answers_are_those_of_the_library(asked: Callable[[Test], None], data: Path) -> None:
    options = ("--root", str(REPOSITORY), "--data", str(data), "--base-iri", BASE, "--format", "json")
    shown = CliRunner().invoke(cli, ["leakage", *options, "--train", "covid-qu-ex", "--test", "sirm-covid19"])
    expected = json.loads(shown.output)

    async def test(client: Client) -> None:
        found = await client.call_tool("leakage", {"train": ["covid-qu-ex"], "test": ["sirm-covid19"]})
        assert found.structured_content == expected

    asked(test)


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("get", {"dataset": "nothing"}, "no published record is called datasets/nothing"),
    ("get", {"dataset": "covidgrr"}, "did you mean covidgr?"),
    ("findings", {"dataset": "ricord"}, "did you mean midrc-ricord-1"),
    ("compare", {"datasets": ["covidgr", "stoic"]}, "did you mean stoic2021"),
    ("leakage", {"train": ["covidx-crx"], "test": ["covidgr"]}, "did you mean covidx-cxr"),
    ("licences", {"datasets": ["mosmed-data"]}, "did you mean mosmeddata"),
    ("get", {"dataset": "https://elsewhere.example/datasets/covidgr"}, "no published record is called"),
    ("get", {}, "name the dataset"),
    ("get", {"dataset": 5}, "dataset is a text"),
    ("compare", {"datasets": ["covidgr"]}, "name more of them"),
    ("compare", {"datasets": {"a": 1}}, "a list of texts"),
    ("leakage", {"train": ["covidx-cxr@V7"], "test": ["covidgr"]}, "covidx-cxr@V9A"),
    ("leakage", {"train": [f"set-{number}" for number in range(90)], "test": ["covidgr"]}, "too many"),
    ("search", {"facets": {"modality": ["telepathy"]}}, "telepathy"),
    ("search", {"facets": "CT"}, "see the tool overview"),
    ("search", {"page": "two"}, "page is a whole number"),
    ("search", {"per_page": 1e999}, "per_page is a whole number"),
    ("search", {"modality": ["CT"]}, "no argument 'modality'; there are: text, facets, page, per_page"),
    ("overview", {"text": "CT"}, "there are: none"),
    ("compare", {"datasets": ["covidgr", "stoic2021"], "only_differences": "no"}, "is true or false"),
    ("query", {"query": "SELECT * {"}, "not closed"),
    ("query", {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}, ""),
    ("query", {"query": "SELECT * { SERVICE <https://x.example/> { ?s ?p ?o } }"}, "SERVICE"),
    (
        "query",
        {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"},
        "and was not read; select less, or add LIMIT",
    ),
]


def test_what_is_wrong_is_told_to_the_agent_and_the_server_goes_on(asked: Callable[[Test], None]) -> None:
    async def test(client: Client) -> None:
        for name, arguments, says in FAULTS:
            found = await client.call_tool(name, arguments)
            assert found.is_error, (name, arguments)
            assert says in said(found), said(found)
        with pytest.raises(MCPError, match="there is no tool 'update'; there are: overview"):
            await client.call_tool("update", {})
        assert not (await client.call_tool("overview", {})).is_error

    asked(test)


def test_a_search_that_was_widened_says_so(asked: Callable[[Test], None]) -> None:
    async def test(client: Client) -> None:
        found = await client.call_tool("search", {"text": "xyzzy lung masks quaternion"})
        assert found.structured_content is not None
        assert found.structured_content["relaxed"]["dropped"] == ["xyzzy", "quaternion"]
        assert said(found).startswith("Nothing has all that was asked for: no dataset has 'xyzzy', 'quaternion'")
        nothing = await client.call_tool("search", {"text": "xyzzy plugh"})
        assert said(nothing).startswith("No dataset was found")
        exact = await client.call_tool("search", {"text": "lung"})
        assert exact.structured_content is not None
        assert exact.structured_content["relaxed"] is None

    asked(test)


def test_a_query_that_takes_too_long_is_ended_and_the_next_is_answered(data: Path) -> None:
    async def run() -> None:
        async with over_stdio(data, RADCAT_QUERY_TIMEOUT="1") as client:
            slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
            found = await client.call_tool("query", {"query": slow})
            assert found.is_error
            assert "1 s" in said(found) or "limit" in said(found)
            assert not (await client.call_tool("query", {"query": "ASK {}"})).is_error

    anyio.run(run)


PROTOCOLS = ("2024-11-05", "2025-06-18")


@pytest.mark.parametrize("version", PROTOCOLS)
def test_an_older_client_shakes_hands_and_nothing_else_is_on_standard_output(data: Path, version: str) -> None:
    def message(number: int | None, method: str, **params: Any) -> str:
        numbered = {} if number is None else {"id": number}
        return json.dumps({"jsonrpc": "2.0", **numbered, "method": method, "params": params})

    client = {"name": "test", "version": "1"}
    lines = [
        message(1, "initialize", protocolVersion=version, capabilities={}, clientInfo=client),
        message(None, "notifications/initialized"),
        message(2, "tools/list"),
        message(3, "tools/call", name="query", arguments={"query": "ASK { ?s ?p ?o }"}),
    ]
    answers = dict[int, Any]()
    with subprocess.Popen(command(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        while len(answers) < 3:
            answer = json.loads(process.stdout.readline())
            answers[answer["id"]] = answer["result"]
        process.stdin.close()
        assert process.stdout.read() == ""
    assert answers[1]["protocolVersion"] == version
    assert [tool["name"] for tool in answers[2]["tools"]] == [tool.name for tool in TOOLS]
    assert answers[3]["structuredContent"]["boolean"] is True


def test_an_older_client_is_answered_over_http(address: str) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "overview", "arguments": {}}}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    answer = httpx2.post(address, json=request, headers=headers)
    assert answer.json()["result"]["structuredContent"]["datasets"] == 79


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
def test_what_is_no_question_is_answered_at_once(address: str, method: str) -> None:
    answer = httpx2.request(method, address, headers={"Accept": "text/event-stream"}, timeout=20)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json()["detail"] == f"{method} is not allowed here; use POST."


def test_a_question_that_is_too_long_is_refused(address: str) -> None:
    answer = httpx2.post(address, json={"jsonrpc": "2.0", "filling": "x" * MOST_BYTES})
    assert answer.status_code == 413


@pytest.mark.parametrize("header", [{"Host": "attacker.example"}, {"Origin": "https://attacker.example"}])
def test_a_page_elsewhere_can_t_reach_the_server_by_a_name_of_its_own(address: str, header: dict[str, str]) -> None:
    answer = httpx2.post(address, json={}, headers={"Accept": "application/json, text/event-stream", **header})
    assert answer.status_code in (403, 421)


@pytest.mark.parametrize("host", [str(ip_address(0)), "[::]"])
def test_a_server_for_the_network_has_to_know_its_names(host: str) -> None:
    found = CliRunner().invoke(cli, ["mcp", "--http", f"{host}:8765"])
    assert found.exit_code == 2
    assert "--allow-host data.example.org" in " ".join(found.output.split())


@pytest.mark.parametrize("place", ["8765", "localhost:", "localhost:0", "localhost:99999", ":80"])
def test_a_place_to_serve_at_has_a_host_and_a_port(place: str) -> None:
    found = CliRunner().invoke(cli, ["mcp", "--http", place])
    assert found.exit_code == 2
    assert "write one such as 127.0.0.1:8765" in found.output


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "radcat.context_protocol.server", None)
    found = CliRunner().invoke(cli, ["mcp"])
    assert isinstance(found.exception, MissingExtra)
    assert "pip install 'radcat[mcp]'" in str(found.exception)
