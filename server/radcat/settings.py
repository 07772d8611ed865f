"""Settings, from the environment (RADCAT_…), a file radcat.toml in the catalogue's folder, and defaults."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from radcat.errors import SettingError
from radcat.outgoing.networks import Network
from radcat.rates import Rate
from radcat.rdf.languages import DEFAULT, canonical, is_tag

PACKAGED_CONTENT = Path(__file__).parent / "content"
DEFAULT_BIND = "127.0.0.1:8000"
EMBEDDED = "embedded"
DEFAULT_PROXY_HEADER = "X-Forwarded-For"
HEAD_BYTES = 64 * 1024  # of a request's line and headers; longer queries go into a body


class Settings(BaseSettings):
    """The settings of one registry; immutable."""

    model_config = SettingsConfigDict(env_prefix="RADCAT_", frozen=True, extra="forbid", hide_input_in_errors=True)

    root: Path = Field(description="the catalogue's folder")
    data: Path | None = Field(None, description="the folder for the ledger and the indexes; default ROOT/.radcat")
    base_iri: str | None = Field(None, description="the base for relative IRIs in records")
    read_only: bool = Field(False, description="never publish; serve what another machine publishes")
    store: str = Field(EMBEDDED, description="the SPARQL store: `embedded`, or the query address of a remote one")
    store_update: str | None = Field(None, description="update address of the remote store, if not the usual one")
    store_graphs: str | None = Field(
        None, description="Graph Store Protocol address of the remote store, if not the usual one"
    )
    store_auth: Literal["none", "basic", "digest", "bearer"] = Field(
        "none", description="how to authenticate at the remote store"
    )
    store_user: str | None = Field(None, description="user name there, for basic and digest")
    store_password: SecretStr | None = Field(None, description="password there, for basic and digest")
    store_token: SecretStr | None = Field(None, description="token there, for bearer")
    engine: Literal["shacl", "pyshacl", "both"] = Field("shacl", description="the SHACL engine that checks records")
    withdrawal_fraction: float = Field(
        0.1, ge=0, le=1, description="share of a kind's records that a sync may withdraw"
    )
    query_timeout: float = Field(10.0, gt=0, description="time limit of a query, in seconds")
    query_memory_mb: int = Field(1024, ge=128, description="memory limit of a query, in megabytes")
    query_output_mb: int = Field(1024, ge=1, description="size limit of an answer, in megabytes")
    query_queue: int = Field(64, ge=0, description="queries that may wait for a worker, in each web process")
    query_workers: int = Field(2, ge=1, description="query workers of each web process")
    rate_limit: str = Field(
        "600/minute",
        description="costly requests allowed for each client address, ten times as many for pages; or `off`",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="proxies whose X-Forwarded-For is trusted, as networks separated by commas"
    )
    allow_private: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="private networks that outgoing requests may reach, separated by commas"
    )
    proxy_header: str = Field(
        DEFAULT_PROXY_HEADER,
        pattern=r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$",
        description="header that names the client, from trusted proxies; `Forwarded` can't be forged by spelling",
    )
    body_mb: int = Field(16, ge=1, le=1024, description="size limit of a request body, in megabytes")
    service_allowed: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="endpoints that SERVICE may call, separated by commas; queries then have network access"
    )
    web_processes: int = Field(1, ge=1, description="number of web processes")
    web_threads: int = Field(96, ge=1, description="concurrent requests of each web process")
    cache_mb: int = Field(64, ge=0, description="answer cache of each web process, in megabytes")
    writes: bool = Field(False, description="accept changes over HTTP from holders of a token")
    page_size: int = Field(20, ge=1, le=1000, description="records on a page of a list")
    harvest_page_size: int = Field(100, ge=1, le=1000, description="datasets on a page of a harvest")
    language: str = Field(DEFAULT, description="language of texts when the client asks for none")
    admin_email: str | None = Field(None, description="contact address for harvesters; default: the catalogue's own")

    @property
    def data_folder(self) -> Path:
        """The folder for the ledger and the indexes: beside the records, unless those are inside the package."""
        return self.data or (Path.cwd() if self.root == PACKAGED_CONTENT else self.root) / ".radcat"

    @property
    def long_answers(self) -> int:
        """Streamed answers that each web process may send at once; each one occupies a thread."""
        return max(4, self.web_threads // 4)

    @property
    def rate(self) -> Rate | None:
        """The rate limit for costly requests; None for no limit."""
        return None if self.rate_limit == "off" else Rate.parse(self.rate_limit)

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value != "off":
            Rate.parse(value)
        return value

    @field_validator("trusted_proxies", "allow_private", "service_allowed", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("service_allowed")
    @classmethod
    def _are_endpoints(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for iri in value:
            # As plain as can be: a query that names one is told from one that hides another behind it by its letters.
            if not re.fullmatch(r"https?://[\w.:\[\]-]+(?:/[\w./~%+?&=-]*)?", iri, re.ASCII):
                raise ValueError(f"{iri!r} is not a plain http or https address")
        return value

    @field_validator("base_iri")
    @classmethod
    def _is_base(cls, value: str | None) -> str | None:
        if value is None:
            return None
        forbidden = any(c <= " " or c in '<>"{}|\\^`#?' for c in value)
        if forbidden or not value.startswith(("http://", "https://")) or not urlsplit(value).hostname:
            raise ValueError("a base IRI is an http or https address without query or fragment")
        return value if value.endswith("/") else value + "/"

    @field_validator("admin_email")
    @classmethod
    def _is_email(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"\S+@(\S+\.)+\S+", value):  # as OAI-PMH.xsd has it
            raise ValueError("an e-mail address looks like data@example.org")
        return value

    @field_validator("language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        if not is_tag(value):
            raise ValueError("a language is a BCP 47 tag, such as en, de or pt-BR")
        return canonical(value)

    @field_validator("store", "store_update", "store_graphs")
    @classmethod
    def _is_store(cls, value: str | None) -> str | None:
        if value in (None, EMBEDDED):
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or any(c <= " " for c in value):
            raise ValueError("a store is 'embedded', or the http or https address where it answers queries")
        if parts.username or parts.password:
            raise ValueError(
                "a store's address must not contain a password; use RADCAT_STORE_USER and RADCAT_STORE_PASSWORD"
            )
        return value

    @model_validator(mode="after")
    def _has_what_the_store_needs(self) -> Settings:
        if self.store != EMBEDDED and not self.base_iri:
            raise ValueError(
                "RADCAT_STORE needs RADCAT_BASE_IRI, so that records in it have the same IRIs for every server"
            )
        if self.read_only and self.writes:
            raise ValueError("RADCAT_READ_ONLY and RADCAT_WRITES contradict each other; remove one")
        if self.store_auth in ("basic", "digest") and not (self.store_user and self.store_password):
            raise ValueError(f"RADCAT_STORE_AUTH={self.store_auth} needs RADCAT_STORE_USER and RADCAT_STORE_PASSWORD")
        if self.store_auth == "bearer" and not self.store_token:
            raise ValueError("RADCAT_STORE_AUTH=bearer needs RADCAT_STORE_TOKEN")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Set the precedence: command line, then environment, then the folder's radcat.toml."""
        folder = Path(str(init_settings()["root"]))
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, folder / "radcat.toml"))


def read(root: Path | None = None, **given: Any) -> Settings:
    """Read the settings of the registry at *root*, or at RADCAT_ROOT, or in the folder we stand in.

    If none of them is a catalogue, the one inside the package is used.
    A setting in *given* that is None is ignored.

    Raises:
        SettingError: a setting has an invalid value; the message names it.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(root=(root or _default_root()).resolve(), **chosen)
    except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(_explain(error)) from error


def _default_root() -> Path:
    if named := os.environ.get("RADCAT_ROOT"):
        return Path(named)
    here = Path.cwd()
    packaged = PACKAGED_CONTENT.is_dir() and not (here / "records").is_dir()
    return PACKAGED_CONTENT if packaged else here


def _explain(error: ValidationError | ValueError) -> str:
    if not isinstance(error, ValidationError):
        return f"radcat.toml can't be read: {error}; correct or remove it."
    return "; ".join(_fault(fault["loc"], fault["input"], fault["msg"]) for fault in error.errors())


def _fault(place: tuple[int | str, ...], value: object, message: str) -> str:
    if not place:  # of several settings together
        return message.removeprefix("Value error, ")
    name = str(place[0])
    # The value may contain a password by mistake, and messages end up in logs.
    shown = "" if name.startswith("store") and name != "store_auth" else f"={value!r}"
    return f"RADCAT_{name.upper()}{shown}: {message}"
