"""18-folder and 07-broken-shapes: what is left in a catalogue's folder, and a gate that is closed, are named."""

from __future__ import annotations

from pathlib import Path

from tests.cases.conftest import Publish

SKERRY = "skerry-float.ttl"


def test_what_editors_and_systems_leave_stops_nothing(cases: Path, publish: Publish) -> None:
    assert (cases / "18-folder").is_dir()

    def litter(root: Path) -> None:
        datasets = root / "records/datasets"
        (datasets / f".#{SKERRY}").symlink_to("curator@laptop.4242:1700000000")
        (datasets / f"._{SKERRY}").write_bytes(b"\x00\x05\x16\x07Mac OS X")
        (datasets / "old.ttl").mkdir()
        (datasets / f"{SKERRY}~").write_text("not Turtle", encoding="utf-8")
        (datasets / f"#{SKERRY}#").write_text("not Turtle", encoding="utf-8")
        context = root / "ontology/context.jsonld"
        context.write_bytes(b"\xef\xbb\xbf" + context.read_bytes())

    published = publish(edit=litter)
    assert (len(published.outcome.published), published.outcome.findings) == (19, ())
    assert published.client.get("/ns/context.jsonld").get_json()["@context"]
    assert published.client.get("/readyz").get_json()["faults"] == []


def test_readyz_says_that_the_gate_is_closed_and_why(cases: Path, publish: Publish) -> None:
    def break_shapes(root: Path) -> None:
        path = root / "shapes/required.ttl"
        path.write_text(path.read_text(encoding="utf-8") + "\n<broken", encoding="utf-8")

    published = publish(cases / "07-broken-shapes/no-title.ttl", edit=break_shapes)
    assert "datasets/no-title" not in published.outcome.published
    ready = published.client.get("/readyz").get_json()
    assert ready["status"] == "ready, with faults"
    named = [(fault["name"], fault["summary"]) for fault in ready["faults"]]
    assert any(name == "shapes/required" and said.startswith("shapes/required.ttl:") for name, said in named)
    assert "datasets/no-title" in dict(named)
    assert published.client.get("/datasets/no-title").status_code == 404
