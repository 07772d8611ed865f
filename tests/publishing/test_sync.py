"""From a folder of files to the ledger and the store: `Publisher.sync`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from radcat.bootstrap import Registry
from radcat.errors import NoCatalogue, RecordError, WithdrawnRecord
from radcat.folder import records
from radcat.ledger.versions import Status
from radcat.rdf import turtle
from radcat.stores.base import Query
from radcat.validation.base import Validator
from radcat.validation.report import Report

HOURLY = "records/datasets/gullhaven-hourly.ttl"
MONTHLY = "records/datasets/gullhaven-monthly.ttl"
SURGE = "records/datasets/gullhaven-surge-2019.ttl"
SKERRY = "records/datasets/skerry-float.ttl"
INVENTORY = "records/sources/inventory.ttl"
MUELLER = "records/agents/asa-mueller.ttl"
REFERRING_TO_MUELLER = ["datasets/gullhaven-hourly", "datasets/gullhaven-monthly", "datasets/skerry-float"]


def replace(path: Path, old: str, new: str) -> None:
    """Change a file as an editor would."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def place_and_summary(registry: Registry) -> dict[str, str]:
    """Map the places of the files that are not published to the one line that says why."""
    return {f.place: f.summary for f in registry.ledger.findings() if not f.published}


def ask(registry: Registry, query: str) -> str:
    """Ask the store itself, as the endpoint does."""
    endpoint = registry.endpoint()
    try:
        return b"".join(endpoint.query(Query(query, "text/csv"))).decode().replace("\r\n", "\n")
    finally:
        endpoint.close()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each record was parsed from now on."""
    counted: Counter[str] = Counter()
    parse = turtle.parse

    def counting(text: bytes, base: str, place: str) -> object:
        counted[place] += 1
        return parse(text, base, place)

    monkeypatch.setattr(turtle, "parse", counting)
    return counted


@pytest.fixture
def folder(registry: Registry) -> Path:
    """The catalogue's folder, once published."""
    outcome = registry.publisher.sync(registry.settings.root)
    assert not outcome.findings
    return registry.settings.root


def test_a_first_sync_publishes_every_file(registry: Registry) -> None:
    root = registry.settings.root
    outcome = registry.publisher.sync(root)
    names = {file.record.name for file in records.read_folder(root)}
    assert set(outcome.published) == names == set(registry.ledger.heads())
    assert (outcome.withdrawn, outcome.unchanged, outcome.findings) == ((), 0, ())
    assert all(head.status is Status.PUBLISHED for head in registry.ledger.heads().values())


def test_the_ledger_keeps_each_file_byte_for_byte(registry: Registry, folder: Path) -> None:
    for file in records.read_folder(folder):
        version = registry.ledger.latest(file.record.name)
        assert version is not None
        assert version.record.text == (folder / file.path).read_bytes()


def test_a_sync_with_nothing_changed_parses_nothing_and_publishes_nothing(
    registry: Registry, folder: Path, parsed: Counter[str]
) -> None:
    before = registry.ledger.generation
    outcome = registry.publisher.sync(folder)
    assert not parsed
    assert (outcome.published, outcome.withdrawn, outcome.generation) == ((), (), before)
    assert outcome.unchanged == len(records.read_folder(folder))


def test_a_file_that_was_only_touched_is_unchanged(registry: Registry, folder: Path, parsed: Counter[str]) -> None:
    """Content decides, not the time of the last writing."""
    (folder / HOURLY).write_bytes((folder / HOURLY).read_bytes())
    assert registry.publisher.sync(folder).published == ()
    assert not parsed


def test_a_change_parses_what_changed_and_what_its_verdict_hangs_on(
    registry: Registry, folder: Path, parsed: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged, check = set[str](), Validator.check

    def noted(self: Validator, place: str, name: str, *rest: Any) -> Report:
        judged.add(name)
        return check(self, place, name, *rest)

    monkeypatch.setattr(Validator, "check", noted)
    replace(folder / MUELLER, "Müller", "Mueller")
    outcome = registry.publisher.sync(folder)
    assert outcome.published == ("agents/asa-mueller",)
    assert judged == {"agents/asa-mueller", *REFERRING_TO_MUELLER}
    untouched = {"datasets/outer-reef-pressure", "sources/inventory", "catalog", "datasets/gullhaven-surge-2019"}
    assert not untouched & set(parsed)
    assert set(parsed.values()) == {1}, "no record is parsed twice"


def test_a_change_is_one_more_version_and_the_store_shows_only_the_last(registry: Registry, folder: Path) -> None:
    replace(folder / MUELLER, "Müller", "Mueller")
    registry.publisher.sync(folder)
    first, second = registry.ledger.history("agents/asa-mueller")
    assert "Müller" in first.record.text.decode()
    assert "Mueller" in second.record.text.decode()
    assert (second.status, second.reason) == (Status.PUBLISHED, "the file was changed")
    assert ask(
        registry, f"SELECT ?n {{ <{registry.base}agents/asa-mueller> <http://xmlns.com/foaf/0.1/name> ?n }}"
    ) == ("n\nÅsa Mueller\n")


def test_a_removed_file_leaves_a_tombstone_and_its_history(registry: Registry, folder: Path) -> None:
    (folder / SURGE).unlink()
    outcome = registry.publisher.sync(folder)
    assert outcome.withdrawn == ("datasets/gullhaven-surge-2019",)
    published, withdrawn = registry.ledger.history("datasets/gullhaven-surge-2019")
    assert (published.status, withdrawn.status) == (Status.PUBLISHED, Status.WITHDRAWN)
    assert withdrawn.record.text == published.record.text
    with pytest.raises(WithdrawnRecord):
        registry.catalogue.version("datasets/gullhaven-surge-2019")


def test_a_removed_record_is_gone_from_the_store_and_from_the_catalogues_members(
    registry: Registry, folder: Path
) -> None:
    (folder / SURGE).unlink()
    registry.publisher.sync(folder)
    iri = f"{registry.base}datasets/gullhaven-surge-2019"
    assert ask(registry, f"SELECT * {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}").count("\n") == 1
    members = "SELECT (COUNT(?d) AS ?n) { ?c <http://www.w3.org/ns/dcat#dataset> ?d }"
    assert ask(registry, members) == "n\n4\n"


def test_a_file_that_comes_back_is_published_again(registry: Registry, folder: Path) -> None:
    text = (folder / SURGE).read_bytes()
    (folder / SURGE).unlink()
    registry.publisher.sync(folder)
    (folder / SURGE).write_bytes(text)
    assert registry.publisher.sync(folder).published == ("datasets/gullhaven-surge-2019",)
    statuses = [version.status for version in registry.ledger.history("datasets/gullhaven-surge-2019")]
    assert statuses == [Status.PUBLISHED, Status.WITHDRAWN, Status.PUBLISHED]
    assert registry.catalogue.version("datasets/gullhaven-surge-2019").record.text == text


def test_a_renamed_file_is_a_withdrawal_and_a_refusal_until_its_iri_follows(registry: Registry, folder: Path) -> None:
    (folder / SURGE).rename(folder / "records/datasets/surge.ttl")
    outcome = registry.publisher.sync(folder)
    assert outcome.withdrawn == ("datasets/gullhaven-surge-2019",)
    assert place_and_summary(registry) == {
        "records/datasets/surge.ttl": "records/datasets/surge.ttl:8: error: it describes "
        "<datasets/gullhaven-surge-2019>, but its place makes it <datasets/surge>; move one."
    }
    replace(folder / "records/datasets/surge.ttl", "gullhaven-surge-2019", "surge")
    assert registry.publisher.sync(folder).published == ("datasets/surge",)


BROKEN = [
    pytest.param(HOURLY, "a dcat:Dataset ;", "a dcat:Dataset", ":13: ", "datasets/gullhaven-hourly", id="not Turtle"),
    pytest.param(
        SKERRY, "    dcterms:identifier", "    dcterms:identifer", "dcterms:identifier", "datasets/skerry-float",
        id="a required shape is broken",
    ),
    pytest.param(
        SKERRY, "<agents/asa-mueller>", "<agents/nobody>", "dcterms:creator", "datasets/skerry-float",
        id="an agent that does not exist",
    ),
    pytest.param(
        SKERRY, "<ns/datum/local-benchmark>", "<ns/datum/sea-bed>", "tides:datum", "datasets/skerry-float",
        id="a concept that does not exist",
    ),
    pytest.param(
        SKERRY, "<externals/harbour-log-1901>", "<externals/nothing>", "prov:wasDerivedFrom", "datasets/skerry-float",
        id="a work that does not exist",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("place", "old", "new", "named", "name"), BROKEN)
def test_a_broken_file_is_named_and_not_published_and_the_others_are(
    registry: Registry, place: str, old: str, new: str, named: str, name: str
) -> None:
    root = registry.settings.root
    replace(root / place, old, new)
    outcome = registry.publisher.sync(root)
    refused = place_and_summary(registry)
    assert place in refused
    assert refused[place].startswith(place)
    assert named in refused[place]
    assert registry.ledger.latest(name) is None
    assert {"agents/asa-mueller", "datasets/outer-reef-pressure", "catalog"} <= set(outcome.published)


@pytest.mark.parametrize(("place", "old", "new", "named", "name"), BROKEN)
def test_a_file_that_breaks_later_leaves_its_last_good_version_published(
    registry: Registry, folder: Path, place: str, old: str, new: str, named: str, name: str
) -> None:
    before = registry.catalogue.version(name)
    replace(folder / place, old, new)
    outcome = registry.publisher.sync(folder)
    assert outcome.published == ()
    assert registry.catalogue.version(name) == before
    assert set(place_and_summary(registry)) == {place}, "nobody who refers to the record suffers by it"


@pytest.mark.parametrize(("place", "old", "new", "named", "name"), BROKEN)
def test_a_broken_file_stays_named_until_it_is_mended(
    registry: Registry, folder: Path, place: str, old: str, new: str, named: str, name: str, parsed: Counter[str]
) -> None:
    good = (folder / place).read_bytes()
    replace(folder / place, old, new)
    registry.publisher.sync(folder)
    findings = registry.ledger.findings()
    parsed.clear()
    assert list(registry.publisher.sync(folder).findings) == findings == registry.ledger.findings()
    assert not parsed, "a file that was refused is not judged again while nothing moves"
    (folder / place).write_bytes(good)
    assert registry.publisher.sync(folder).findings == () == tuple(registry.ledger.findings())


def test_a_file_that_is_not_utf8_is_named_with_its_line(registry: Registry, folder: Path) -> None:
    text = (folder / MUELLER).read_text()
    (folder / MUELLER).write_bytes(text.encode("latin-1"))
    registry.publisher.sync(folder)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "Å" in words)
    assert place_and_summary(registry)[MUELLER].startswith(f"{MUELLER}:{line}: error: this is not UTF-8")


def test_a_file_that_describes_the_record_of_another_is_refused_and_the_other_is_not(
    registry: Registry, folder: Path
) -> None:
    with (folder / SURGE).open("a") as file:
        file.write('\n<datasets/skerry-float> dcterms:title "Mine"@en .\n')
    registry.publisher.sync(folder)
    refused = place_and_summary(registry)
    assert set(refused) == {SURGE}
    assert "it describes <datasets/skerry-float>, which records/datasets/skerry-float.ttl holds" in refused[SURGE]


def test_a_second_file_whose_place_gives_the_same_iri_is_refused(registry: Registry) -> None:
    """ontology/x.ttl and ontology/schemes/x.ttl are both <ns/x>."""
    root = registry.settings.root
    text = (root / "ontology/schemes/datum.ttl").read_text()
    (root / "ontology/datum.ttl").write_text(text)
    outcome = registry.publisher.sync(root)
    assert place_and_summary(registry) == {
        "ontology/schemes/datum.ttl": "ontology/schemes/datum.ttl:4: error: it describes <ns/datum>, "
        "which ontology/datum.ttl holds; one file a record."
    }
    assert "ns/datum" in outcome.published
    (root / "ontology/datum.ttl").unlink()
    assert registry.publisher.sync(root).findings == ()


def test_a_record_that_needs_a_refused_record_is_refused_and_named(registry: Registry) -> None:
    root = registry.settings.root
    replace(root / MUELLER, "foaf:name", "foaf:nick")
    registry.publisher.sync(root)
    refused = place_and_summary(registry)
    assert set(refused) == {MUELLER, HOURLY, MONTHLY, SKERRY, SURGE, INVENTORY}
    assert "dcterms:creator" in refused[SKERRY]
    # These two name no such creator, but point at datasets that do.
    assert "dcterms:isPartOf" in refused[SURGE]
    assert "csvw:describes" in refused[INVENTORY]


def test_mending_one_record_publishes_whoever_waited_for_it(registry: Registry) -> None:
    root = registry.settings.root
    replace(root / MUELLER, "foaf:name", "foaf:nick")
    registry.publisher.sync(root)
    replace(root / MUELLER, "foaf:nick", "foaf:name")
    outcome = registry.publisher.sync(root)
    assert outcome.findings == ()
    waited = {*REFERRING_TO_MUELLER, "datasets/gullhaven-surge-2019", "sources/inventory"}
    assert set(outcome.published) == {"agents/asa-mueller", *waited}


def test_a_withdrawn_agent_leaves_its_datasets_published_but_no_longer_conforming(
    registry: Registry, folder: Path
) -> None:
    text = (folder / MUELLER).read_bytes()
    (folder / MUELLER).unlink()
    registry.publisher.sync(folder)
    findings = registry.ledger.findings()
    assert sorted(finding.name for finding in findings) == REFERRING_TO_MUELLER
    assert all(finding.published for finding in findings)
    assert [registry.catalogue.version(name).status for name in REFERRING_TO_MUELLER] == [Status.PUBLISHED] * 3
    assert registry.publisher.sync(folder).findings == tuple(findings), "it is said until it is mended"
    (folder / MUELLER).write_bytes(text)
    assert registry.publisher.sync(folder).findings == ()


def test_a_withdrawn_concept_leaves_its_datasets_no_longer_conforming(registry: Registry, folder: Path) -> None:
    replace(folder / "ontology/schemes/datum.ttl", "<ns/datum/local-benchmark>", "<ns/datum/other-benchmark>")
    registry.publisher.sync(folder)
    assert [(finding.name, finding.published) for finding in registry.ledger.findings()] == [
        ("datasets/outer-reef-pressure", True),
        ("datasets/skerry-float", True),
    ]


def test_a_stricter_shape_judges_every_record_again(registry: Registry, folder: Path) -> None:
    replace(folder / "shapes/recommended.ttl", "sh:Warning", "sh:Violation")
    outcome = registry.publisher.sync(folder)
    assert [finding.name for finding in outcome.findings] == ["datasets/outer-reef-pressure"]
    assert outcome.findings[0].published


def test_the_log_names_each_file_that_is_not_published(
    registry: Registry, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    replace(folder / HOURLY, "a dcat:Dataset ;", "a dcat:Dataset")
    registry.publisher.sync(folder)
    assert f"not published: {HOURLY}:13: " in caplog.text


def test_a_broken_file_that_is_removed_is_named_no_longer(registry: Registry) -> None:
    root = registry.settings.root
    (root / "records/datasets/draft.ttl").write_text("not Turtle")
    registry.publisher.sync(root)
    (root / "records/datasets/draft.ttl").unlink()
    assert registry.publisher.sync(root).findings == ()
    assert registry.ledger.findings() == []
    assert registry.ledger.latest("datasets/draft") is None


@pytest.mark.parametrize("stem", ["Upper", "two words", "ümlaut", "-dash"])
def test_a_file_whose_name_is_no_slug_is_refused(registry: Registry, stem: str) -> None:
    root = registry.settings.root
    place = f"records/agents/{stem}.ttl"
    (root / place).write_text("<agents/x> a <http://xmlns.com/foaf/0.1/Agent> .")
    registry.publisher.sync(root)
    assert "is not a slug" in place_and_summary(registry)[place]


def test_an_empty_file_is_refused_for_saying_nothing(registry: Registry) -> None:
    root = registry.settings.root
    (root / "records/agents/silent.ttl").write_text("")
    registry.publisher.sync(root)
    assert "it says nothing about <agents/silent>" in place_and_summary(registry)["records/agents/silent.ttl"]


def test_a_folder_without_records_changes_nothing(registry: Registry, folder: Path) -> None:
    """A wrong --root, or a disk that was not mounted, must not withdraw everything."""
    (folder / "records").rename(folder / "elsewhere")
    before = registry.ledger.generation
    with pytest.raises(NoCatalogue, match="holds no records"):
        registry.publisher.sync(folder)
    assert registry.ledger.generation == before


def test_every_error_of_a_record_starts_with_path_and_line() -> None:
    assert str(RecordError(HOURLY, 7, "reason")) == f"{HOURLY}:7: reason"


def test_changes_of_many_kinds_are_one_publication(registry: Registry, folder: Path) -> None:
    """Readers see all of it at once: one snapshot, one generation."""
    replace(folder / MUELLER, "Müller", "Mueller")
    (folder / SURGE).unlink()
    (folder / "records/agents/new.ttl").write_text(
        "<agents/new> a <http://xmlns.com/foaf/0.1/Agent>, <http://xmlns.com/foaf/0.1/Person> ;\n"
        '  <http://xmlns.com/foaf/0.1/name> "New" .\n'
    )
    store = registry.settings.data_folder / "store" / "snapshots"
    before = set(store.iterdir())
    outcome = registry.publisher.sync(folder)
    assert (outcome.published, outcome.withdrawn) == (
        ("agents/asa-mueller", "agents/new"),
        ("datasets/gullhaven-surge-2019",),
    )
    assert len(set(store.iterdir()) - before) == 1
    assert outcome.generation == registry.ledger.generation
