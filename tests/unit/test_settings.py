"""Settings: where each comes from, and what it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from radcat import settings
from radcat.errors import SettingError
from radcat.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue's folder with a radcat.toml."""
    (tmp_path / "radcat.toml").write_text("page_size = 5\nquery_workers = 3\n", encoding="utf-8")
    return tmp_path


def test_the_folders_file_wins_over_a_default(folder: Path) -> None:
    assert settings.read(folder).page_size == 5
    assert settings.read(folder).web_threads == Settings.model_fields["web_threads"].default


def test_the_environment_wins_over_the_folders_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADCAT_PAGE_SIZE", "6")
    assert settings.read(folder).page_size == 6
    assert settings.read(folder).query_workers == 3


def test_an_argument_wins_over_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADCAT_PAGE_SIZE", "6")
    assert settings.read(folder, page_size=7).page_size == 7


def test_an_argument_of_none_counts_as_not_given(folder: Path) -> None:
    assert settings.read(folder, page_size=None).page_size == 5


def test_the_root_is_what_is_given_then_the_environments_then_where_we_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, named, given = (tmp_path / name for name in ("here", "named", "given"))
    for folder in (here, named, given):
        (folder / "records").mkdir(parents=True)
    monkeypatch.chdir(here)
    assert settings.read().root == here
    monkeypatch.setenv("RADCAT_ROOT", str(named))
    assert settings.read().root == named
    assert settings.read(given).root == given


def test_data_lies_beside_the_records_unless_it_is_said_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.read(tmp_path).data_folder == tmp_path / ".radcat"
    monkeypatch.setenv("RADCAT_DATA", str(tmp_path / "elsewhere"))
    assert settings.read(tmp_path).data_folder == tmp_path / "elsewhere"


def test_data_never_lies_among_the_packages_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "PACKAGED_CONTENT", tmp_path / "site-packages" / "content")
    assert settings.read(tmp_path / "site-packages" / "content").data_folder == tmp_path / ".radcat"


def test_a_folder_without_records_means_the_packaged_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = tmp_path / "content"
    content.mkdir()
    monkeypatch.setattr(settings, "PACKAGED_CONTENT", content)
    monkeypatch.chdir(tmp_path)
    assert settings.read().root == content


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("https://w3id.org/radcat", "https://w3id.org/radcat/"),
    ],
)
def test_a_base_iri_ends_in_a_slash(tmp_path: Path, given: str, base: str) -> None:
    assert settings.read(tmp_path, base_iri=given).base_iri == base


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_IRI", "example.org"),
        ("BASE_IRI", "ftp://example.org/"),
        ("BASE_IRI", "http://"),
        ("BASE_IRI", "http:///path/"),
        ("BASE_IRI", "http://example.org/?q"),
        ("BASE_IRI", "http://example.org/#f"),
        ("BASE_IRI", "http://example.org/a b/"),
        ("BASE_IRI", "http://example.org/a\tb/"),
        ("BASE_IRI", 'http://example.org/">/'),
        ("BASE_IRI", ""),
        ("ENGINE", "pyshackle"),
        ("QUERY_TIMEOUT", "0"),
        ("QUERY_TIMEOUT", "nan"),
        ("QUERY_TIMEOUT", "soon"),
        ("QUERY_MEMORY_MB", "1"),
        ("QUERY_WORKERS", "0"),
        ("WEB_PROCESSES", "0"),
        ("WEB_THREADS", "-1"),
        ("CACHE_MB", "-1"),
        ("PAGE_SIZE", "0"),
        ("PAGE_SIZE", "1001"),
        ("RATE_LIMIT", "600"),
        ("RATE_LIMIT", "0/minute"),
        ("RATE_LIMIT", "600/fortnight"),
        ("BODY_MB", "0"),
    ],
)
def test_a_bad_value_is_named_with_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"RADCAT_{name}", value)
    with pytest.raises(SettingError) as caught:
        settings.read(tmp_path)
    assert f"RADCAT_{name}={value!r}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TRUSTED_PROXIES", "10.0.0.0/33", "RADCAT_TRUSTED_PROXIES"),
        ("TRUSTED_PROXIES", "127.0.0.1, proxy.example.org", "RADCAT_TRUSTED_PROXIES"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "RADCAT_TRUSTED_PROXIES"),
        ("SERVICE_ALLOWED", "query.wikidata.org", "plain http or https address"),
        ("SERVICE_ALLOWED", "file:///etc/passwd", "plain http or https address"),
        ("SERVICE_ALLOWED", "http://example.org/#'>", "plain http or https address"),
    ],
)
def test_a_bad_value_in_a_list_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"RADCAT_{name}", value)
    with pytest.raises(SettingError, match=told):
        settings.read(tmp_path)


def test_lists_have_commas_between_or_are_lists_in_the_folders_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "radcat.toml").write_text('trusted_proxies = ["10.0.0.0/8", "::1"]\n')
    assert [str(network) for network in settings.read(folder).trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    monkeypatch.setenv("RADCAT_TRUSTED_PROXIES", " 127.0.0.1,fd00::/8 ")
    assert [str(network) for network in settings.read(folder).trusted_proxies] == ["127.0.0.1/32", "fd00::/8"]
    monkeypatch.setenv("RADCAT_SERVICE_ALLOWED", "https://a.example/sparql,http://b.example:8080/q/")
    assert settings.read(folder).service_allowed == ("https://a.example/sparql", "http://b.example:8080/q/")


@pytest.mark.parametrize(("value", "quota"), [("off", None), ("7/second", 7), ("600/minute", 600)])
def test_a_rate_limit_may_be_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, quota: int | None
) -> None:
    monkeypatch.setenv("RADCAT_RATE_LIMIT", value)
    rate = settings.read(tmp_path).rate
    assert (rate.quota if rate else None) == quota


def test_every_bad_value_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(
        SettingError, match=r"RADCAT_PAGE_SIZE=0.*RADCAT_WEB_THREADS=0|RADCAT_WEB_THREADS=0.*RADCAT_PAGE"
    ):
        settings.read(tmp_path, page_size=0, web_threads=0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"page_size = ", "radcat.toml can't be read"),
        (b'base_iri = "\xff"', "radcat.toml can't be read"),
        (b"page_sise = 5", "RADCAT_PAGE_SISE=5"),
        (b'page_size = "many"', "RADCAT_PAGE_SIZE='many'"),
    ],
)
def test_a_fault_in_the_folders_file_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "radcat.toml").write_bytes(content)
    with pytest.raises(SettingError) as caught:
        settings.read(tmp_path)
    assert reason in str(caught.value)


def test_settings_are_frozen_once_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.read(tmp_path).page_size = 9


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize(("given", "read"), [("de", "de"), ("EN-us", "en-US"), ("zh-hant", "zh-Hant")])
def test_the_default_language_is_a_tag_in_any_case(tmp_path: Path, given: str, read: str) -> None:
    assert settings.read(tmp_path, language=given).language == read


@pytest.mark.parametrize("given", ["", "de_DE", "German language", "e", "*", "de-"])
def test_a_default_language_that_is_no_tag_is_refused_with_an_example(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingError, match=r"RADCAT_LANGUAGE=.*BCP 47"):
        settings.read(tmp_path, language=given)
