"""Verdicts on small graphs with known answers, and what holds for every graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lineage.graphs import judged, name, works

from radcat.lineage.verdicts import Judge, Verdict, whole
from radcat.lineage.works import Works
from radcat.model.lineage import Derived, Lineage

DOCUMENTED = "a is compiled\nb is compiled\nc is own\nd is own\n"


@pytest.mark.parametrize(
    ("graph", "train", "test", "verdict"),
    [
        pytest.param("a from b", "a", "b", "shares", id="made from the test set"),
        pytest.param("a from b\nb from c", "a", "c", "shares", id="made from it by way of another"),
        pytest.param("a in b", "a", "b", "shares", id="a part of the test set"),
        pytest.param("a from c\nc in b", "a", "b", "shares", id="made from a part of the test set"),
        pytest.param("a has 5", "a", "a", "shares", id="the same set"),
        pytest.param("a@1/train in a", "a@1/train", "a@1", "shares", id="a split of the test set"),
        pytest.param("a from c\nb from c", "a", "b", "may-share", id="made from the same work"),
        pytest.param("a from C\nb from C", "a", "b", "may-share", id="made from the same work outside"),
        pytest.param("a in c\nb in c", "a", "b", "may-share", id="parts of one whole"),
        pytest.param("a/train has 5\na/test has 5", "a/train", "a/test", "may-share", id="splits of one dataset"),
        pytest.param("a from b\nb/test has 5", "a", "b/test", "may-share", id="made from the whole of a split"),
        pytest.param("a from b\na/test has 5", "a/test", "b", "may-share", id="a split of what was made from it"),
        pytest.param("a in b\nb from c", "a", "c", "may-share", id="a part of what was made from it"),
        pytest.param("a shares b 5", "a", "b", "shares", id="compared, and some found"),
        pytest.param("a from c\nb from d\nc shares d 5", "a", "b", "may-share", id="made from what was found alike"),
        pytest.param("a/train shares a/test 0", "a/train", "a/test", "none-known", id="splits compared, none found"),
        pytest.param("a/train shares a/test 0 3", "a/train", "a/test", "shares", id="the same patients"),
        pytest.param("a from c\nb from c\na shares b 0", "a", "b", "none-known", id="compared in spite of a source"),
        pytest.param("a from b\na shares b 0", "a", "b", "shares", id="a comparison against a derivation"),
        pytest.param("a is partly\nb is own", "a", "b", "undocumented", id="partly listed"),
        pytest.param("a is own\nb is not-stated", "a", "b", "undocumented", id="not stated"),
        pytest.param("a has 5\nb has 5", "a", "b", "undocumented", id="no composition at all"),
        pytest.param("c is own\nd is own", "c", "d", "none-known", id="two of their makers' own"),
        pytest.param("a is compiled\na from c\nc is own\nd is own", "a", "d", "none-known", id="documented, disjoint"),
        pytest.param("a is compiled\na from C\nd is own", "a", "d", "none-known", id="a source outside"),
    ],
)
def test_a_small_graph_has_a_known_verdict(graph: str, train: str, test: str, verdict: str) -> None:
    assert judged(graph, train, test).verdict == verdict
    assert judged(graph, test, train).verdict == verdict


def test_a_version_that_states_its_sources_takes_none_from_the_dataset() -> None:
    graph = DOCUMENTED + "a from c\na from d\na@1/train from c 20\na@2 has 5"
    assert judged(graph, "a@1/train", "d").verdict == "none-known"
    assert judged(graph, "a@2", "d").verdict == "may-share"
    assert judged(graph, "a@1/train", "c").images == judged(graph, "c", "a@1/train").images
    images = judged(graph, "a@1/train", "c").images
    assert images is not None
    assert (images.number, images.precision) == (20, "exact")


def test_numbers_prove_that_two_sets_share_what_one_source_can_t_give_twice() -> None:
    graph = "a from c 60\nb from c 70\nc has 100"
    found = judged(graph, "a", "b")
    assert (found.verdict, found.images and (found.images.number, found.images.precision)) == (
        "shares",
        (30, "at-least"),
    )
    assert judged("a from c 30\nb from c 70\nc has 100", "a", "b").verdict == "may-share"


def test_each_source_that_a_set_names_is_a_way_of_its_own() -> None:
    ways = judged("a from b\na from c\nb from d\nc from d", "a", "d").ways
    assert sorted([link.to for link in way.links] for way in ways) == [
        ["datasets/b", "datasets/d"],
        ["datasets/c", "datasets/d"],
    ]


def test_the_way_of_what_may_be_shared_ends_where_the_two_first_meet() -> None:
    ways = judged("a from c\nb from c\nc from d", "a", "b").ways
    assert [way.meets for way in ways] == ["datasets/c"]


def test_where_only_parts_were_compared_there_may_be_more() -> None:
    images = judged("a/train shares b/train 7", "a", "b").images
    assert images is not None
    assert (images.number, images.precision) == (7, "at-least")


def test_what_is_not_known_is_listed() -> None:
    found = judged("a is compiled\na from C\na from b\nb is partly\nd is own", "a", "d")
    assert {(each.work, each.reason) for each in found.unknown} == {
        ("externals/c", "outside"),
        ("datasets/b", "partly"),
    }


@pytest.mark.parametrize("graph", ["a from a", "a from b\nb from a", "a in b\nb in a", "a from b\nb from c\nc from b"])
def test_a_circle_is_gone_round_once(graph: str) -> None:
    for test in "abcd":
        assert judged(graph, "a", test).verdict in set(Verdict)


def test_the_whole_has_the_gravest_verdict() -> None:
    graph = works("a from b\nc is own\nd is own")
    a, b, c, d = (graph.work(name(each)) for each in "abcd")
    assert whole(Judge(graph).all([a, c], [d])) is Verdict.UNDOCUMENTED
    assert whole(Judge(graph).all([a, c], [b, d])) is Verdict.SHARES


# Any graph of ten datasets, with circles: who was made from whom, who is a part of whom, and what each states.
_NAMES = [f"datasets/{letter}" for letter in "abcdefghij"]
_PAIRS = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NAMES))
_GRAPHS = st.tuples(
    st.lists(_PAIRS, max_size=15),
    st.lists(_PAIRS, max_size=4),
    st.lists(st.sampled_from(["own", "compiled", "partly", None]), min_size=10, max_size=10),
)
Graph = tuple[list[tuple[str, str]], list[tuple[str, str]], list[str | None]]


def _built(graph: Graph) -> Works:
    derived, parts, compositions = graph
    return Works.of(
        {
            each: Lineage(
                each,
                composition=composition,
                derived=tuple(Derived(of, source) for of, source in derived if of == each),
                wholes=tuple(whole for part, whole in parts if part == each),
            )
            for each, composition in zip(_NAMES, compositions, strict=True)
        }
    )


def _verdict(graph: Graph, one: str, other: str) -> Verdict:
    built = _built(graph)
    return Judge(built).pair(built.work(one), built.work(other)).verdict


def _closure(graph: Graph, start: str) -> set[str]:
    derived, parts, _ = graph
    found, pending = {start}, [start]
    while pending:
        work = pending.pop()
        onward = {to for of, to in (*derived, *parts) if of == work} - found
        found |= onward
        pending += onward
    return found


@given(_GRAPHS, _PAIRS)
def test_a_verdict_is_the_same_from_both_sides(graph: Graph, pair: tuple[str, str]) -> None:
    assert _verdict(graph, *pair) == _verdict(graph, *pair[::-1])


@given(_GRAPHS, _PAIRS, _PAIRS)
def test_one_more_source_never_makes_a_verdict_milder(
    graph: Graph, pair: tuple[str, str], added: tuple[str, str]
) -> None:
    derived, parts, compositions = graph
    more = _verdict(([*derived, added], parts, compositions), *pair)
    assert more.gravity >= _verdict(graph, *pair).gravity


@given(_GRAPHS, _PAIRS)
def test_none_is_never_known_where_the_ways_of_two_sets_meet(graph: Graph, pair: tuple[str, str]) -> None:
    if _closure(graph, pair[0]) & _closure(graph, pair[1]):
        assert _verdict(graph, *pair) in (Verdict.SHARES, Verdict.MAY_SHARE)


@given(_GRAPHS, _PAIRS)
def test_none_is_known_only_of_sets_whose_composition_is_stated(graph: Graph, pair: tuple[str, str]) -> None:
    if _verdict(graph, *pair) is Verdict.NONE_KNOWN:
        compositions = dict(zip(_NAMES, graph[2], strict=True))
        assert {compositions[each] for each in pair} <= {"own", "compiled"}
