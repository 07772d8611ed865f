"""The doctor's questions, put to servers whose answers are known, and the command that puts them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from tests.ports import free_port
from tests.stores import servers
from tests.stores.contract import BASE
from tests.stores.test_remote import emptied

from radcat.cli import cli
from radcat.stores.base import POSITION
from radcat.stores.checks import CHECKS, DOCTOR, OTHER, Verdict, examine
from radcat.stores.connection import Address, Connection

OK, MENDED, CANNOT = Verdict
# What each check finds on Oxigraph and on Virtuoso; docs/stores.md says it in words.
KNOWN = {
    "reach": (OK, OK),
    "union": (OK, OK),
    "booleans": (OK, MENDED),
    "raw queries": (OK, MENDED),
    "mistakes": (OK, OK),
    "solutions": (OK, MENDED),
    "tables": (OK, MENDED),
    "graphs": (OK, OK),
    "rows": (OK, CANNOT),
    "prologue": (OK, OK),
    "other graphs": (OK, CANNOT),
    "errors within": (MENDED, OK),
    "updates": (OK, OK),
    "strangers": (CANNOT, OK),
    "missing graphs": (MENDED, MENDED),
    "blank nodes": (OK, MENDED),
    "whole graphs": (OK, OK),
    "transactions": (OK, CANNOT),
    "literals": (CANNOT, CANNOT),
    "isolation": (OK, MENDED),
    "union of written": (OK, OK),
    "describe": (OK, MENDED),
}


def verdicts(address: Address, *, write: bool = True) -> dict[str, Verdict]:
    """What each check finds on the server at *address*; one that fails says what follows."""
    found = {}
    for check, finding in examine(Connection(address, seconds=20), BASE, write=write):
        assert (finding.verdict is CANNOT) == bool(finding.follows), check.name
        assert finding.seen
        found[check.name] = finding.verdict
    return found


def test_every_check_is_known_of_both_servers() -> None:
    assert [check.name for check in CHECKS] == list(KNOWN)


def test_an_oxigraph_server_is_as_we_know_it(oxigraph: Address) -> None:
    emptied(oxigraph)
    assert verdicts(oxigraph) == {name: known for name, (known, _) in KNOWN.items()}


def test_a_virtuoso_is_as_we_know_it(virtuoso: Address) -> None:
    emptied(virtuoso)
    assert verdicts(virtuoso) == {name: known for name, (_, known) in KNOWN.items()}


def test_it_leaves_nothing_behind_and_writes_only_if_told(oxigraph: Address) -> None:
    store = emptied(oxigraph)
    store.put(a="<a> <p> 1 .")
    graphs = ["https://example.org/a", POSITION]
    everything = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    for write in (False, True):
        checked = verdicts(oxigraph, write=write)
        assert set(checked) == {check.name for check in CHECKS if write or not check.writes}
        assert store.select(everything) == graphs
    assert not set(graphs) & {DOCTOR, OTHER}


def test_a_missing_union_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    with servers.oxigraph(tmp_path_factory.mktemp("no-union")) as address:
        assert verdicts(address)["union of written"] is CANNOT
        emptied(address).put(a="<a> <p> 1 .")
        assert verdicts(address, write=False)["union"] is CANNOT


def doctor(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", *words], env={"RADCAT_BASE_IRI": BASE, **environment})


def test_the_command_prints_a_table_and_ends_with_1_where_something_can_not_be(oxigraph: Address) -> None:
    printed = doctor("--write", RADCAT_STORE=oxigraph.query)
    assert printed.exit_code == 1
    assert "strangers" in printed.output
    assert "keep it on" in printed.output
    read = doctor("--format", "json", RADCAT_STORE=oxigraph.query)
    assert read.exit_code == 0
    described = json.loads(read.output)
    assert described["server"] == "Oxigraph"
    assert {check["verdict"] for check in described["checks"]} == {"ok", "mended"}


def test_a_store_that_is_away_gets_one_line() -> None:
    printed = doctor("--format", "json", "--write", RADCAT_STORE=f"http://127.0.0.1:{free_port()}/query")
    assert printed.exit_code == 1
    (check,) = json.loads(printed.output)["checks"]
    assert check["verdict"] == "cannot"
    assert "Connection refused" in check["seen"]
