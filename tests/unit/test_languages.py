"""Language tags: their case, their direction, the codes that stand for them, and which one a reader gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.rdf.languages import EU, canonical, direction, in_eu_table, is_tag, lookup, preferences, rank, tag_of


@pytest.mark.parametrize(
    ("written", "canonically"),
    [
        ("EN-us", "en-US"),
        ("de-at", "de-AT"),
        ("ZH-HANT", "zh-Hant"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-ROZAJ-biske-1994", "sl-rozaj-biske-1994"),
        ("de-1996", "de-1996"),
        ("en-X-Mine", "en-x-mine"),
        ("en-us-u-ca-gregory", "en-US-u-ca-gregory"),
        ("X-Klingon", "x-klingon"),
        ("i-klingon", "i-klingon"),
        ("a", "a"),
    ],
)
def test_a_tag_is_written_in_the_recommended_case(written: str, canonically: str) -> None:
    assert canonical(written) == canonically


@pytest.mark.parametrize(
    "tag", ["ar", "ar-EG", "HE", "iw", "fa", "ur", "yi", "ps", "dv", "ckb", "nqo", "syr", "az-Arab", "en-Hebr", "pa-PK"]
)
def test_a_language_that_is_written_from_right_to_left_is_known(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize(
    "tag", ["en", "de-AT", "zh-Hant", "ar-Latn", "az", "pa-IN", "syr-Latn", "x-mine", "i-klingon", "qaa", "a", "no tag"]
)
def test_other_tags_run_from_left_to_right_also_those_that_say_nothing(tag: str) -> None:
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        (f"{EU}ENG", "en"),
        (f"{EU}DEU", "de"),
        (f"{EU}GSW", "gsw"),
        (f"{EU}MUL", "mul"),
        ("http://lexvo.org/id/iso639-3/deu", "de"),
        ("http://id.loc.gov/vocabulary/iso639-1/fr", "fr"),
        ("http://id.loc.gov/vocabulary/iso639-2/chi", "zh"),
        ("en", "en"),
        ("EN-us", "en-US"),
        ("ger", "de"),
        (f"{EU}OP_DATPRO", None),
        (f"{EU}0D0", None),
        ("German", None),
        ("https://example.org/english", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_its_address_its_code_or_its_tag(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (f"{EU}ENG", f"{EU}ENG"),
        (f"{EU}OP_DATPRO", f"{EU}OP_DATPRO"),
        ("de-AT", f"{EU}DEU"),
        ("http://lexvo.org/id/iso639-3/fra", f"{EU}FRA"),
        ("German", None),
        ("https://example.org/english", None),
    ],
)
def test_a_language_has_an_address_in_the_eu_table(name: str, address: str | None) -> None:
    assert in_eu_table(name) == address


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["de-AT"], "de"),
        (["DE"], "de"),
        (["de-AT", "fr"], "de"),  # and not fr, as a matcher that looks for equal tags first would say
        (["it", "fr-CH"], "fr"),
        (["zh-TW"], "zh-Hant"),
        (["zh-CN"], "zh-Hans"),
        (["zh"], "zh-Hans"),
        (["ar-EG"], "ar"),
        (["de-x-mine"], "de"),
        (["it"], None),
        (["d"], None),
        ([], None),
    ],
)
def test_the_reader_gets_the_language_that_is_wanted_most_of_those_there_are(wanted: list[str], found: str) -> None:
    assert lookup(wanted, ["fr", "de", "zh-Hans", "zh-Hant", "ar"]) == found


def test_preferences_follow_the_qualities_and_leave_out_what_is_unwelcome_or_no_tag() -> None:
    ranked = [("fr", 0.9), ("de-at", 1.0), ("*", 0.1), ("en", 0.0), ("no tag", 1.0), ("", 1.0)]
    assert preferences(ranked) == ("de-AT", "fr")


@given(st.lists(st.tuples(st.text(max_size=30), st.floats(0, 1))))
def test_preferences_are_few_and_short_whatever_is_sent(ranked: list[tuple[str, float]]) -> None:
    found = preferences(ranked)
    assert len(found) <= 5
    assert all(canonical(tag) == tag for tag in found)


@given(st.text(max_size=40))
def test_no_text_in_the_place_of_a_tag_breaks_anything(text: str) -> None:
    assert direction(text) in ("ltr", "rtl")
    assert canonical(text).lower() == text.lower()
    tag_of(text), in_eu_table(text), is_tag(text), lookup([text], [text, "en"]), rank(text, ["en", ""])


def test_texts_come_in_the_order_of_the_preferred_languages() -> None:
    tags = ["fr", None, "ar", "en-GB", "en", "de-AT"]
    assert sorted(tags, key=lambda tag: rank(tag, ("de", "en", ""))) == ["de-AT", "en", "en-GB", None, "ar", "fr"]
