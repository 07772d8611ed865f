"""Settings, from the environment (RADCAT_…), a file radcat.toml in the catalogue's folder, and defaults."""

from __future__ import annotations

import os
import re
import tomllib
from ipaddress import IPv4Network, IPv6Network
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
from radcat.rates import Rate
from radcat.rdf.languages import DEFAULT, canonical, is_tag

PACKAGED_CONTENT = Path(__file__).parent / "content"
DEFAULT_BIND = "127.0.0.1:8000"
EMBEDDED = "embedded"
DEFAULT_PROXY_HEADER = "X-Forwarded-For"
HEAD_BYTES = 64 * 1024  # of a request's line and headers; longer queries go into a body
Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """How one registry is set up; frozen once read."""

    model_config = SettingsConfigDict(env_prefix="RADCAT_", frozen=True, extra="forbid", hide_input_in_errors=True)

    root: Path = Field(description="the catalogue's folder")
    data: Path | None = Field(None, description="where the ledger and the indexes live; default ROOT/.radcat")
    base_iri: str | None = Field(None, description="what the records' relative IRIs resolve against")
    read_only: bool = Field(False, description="serve what another machine publishes; publish nothing")
    store: str = Field(EMBEDDED, description="the SPARQL store: `embedded`, or where another answers queries")
    store_update: str | None = Field(None, description="where that store takes updates, if not where usual")
    store_graphs: str | None = Field(None, description="its Graph Store Protocol address, if not where usual")
    store_auth: Literal["none", "basic", "digest", "bearer"] = Field("none", description="how it wants to be asked")
    store_user: str | None = Field(None, description="our name there, for basic and digest")
    store_password: SecretStr | None = Field(None, description="our password there, for basic and digest")
    store_token: SecretStr | None = Field(None, description="our token there, for bearer")
    engine: Literal["shacl", "pyshacl", "both"] = Field("shacl", description="the SHACL engine of the gate")
    withdrawal_fraction: float = Field(0.1, ge=0, le=1, description="part of a kind's records that a sync may withdraw")
    query_timeout: float = Field(10.0, gt=0, description="seconds that a query may run")
    query_memory_mb: int = Field(1024, ge=128, description="megabytes that a query may take")
    query_output_mb: int = Field(1024, ge=1, description="megabytes that the answer to a query may have")
    query_queue: int = Field(64, ge=0, description="queries that may wait for a worker in each web process")
    query_workers: int = Field(2, ge=1, description="query workers of each web process")
    rate_limit: str = Field(
        "600/minute", description="costly requests that an address may make, and ten times as many for pages; or `off`"
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="networks whose X-Forwarded-For is believed, with commas between"
    )
    allow_private: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="private networks that requests to other hosts may enter, with commas between"
    )
    proxy_header: str = Field(
        DEFAULT_PROXY_HEADER,
        pattern=r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$",
        description="header in which trusted proxies name the client; `Forwarded` can't be forged by its spelling",
    )
    body_mb: int = Field(16, ge=1, le=1024, description="megabytes that the body of a request may have")
    service_allowed: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="endpoints that SERVICE may name, with commas between; queries then reach the network"
    )
    web_processes: int = Field(1, ge=1, description="web processes")
    web_threads: int = Field(96, ge=1, description="requests that each web process serves at once")
    cache_mb: int = Field(64, ge=0, description="megabytes of answers that each web process keeps")
    writes: bool = Field(False, description="whether records can be written over HTTP, by who has a token")
    page_size: int = Field(20, ge=1, le=1000, description="records on a page of a list")
    harvest_page_size: int = Field(100, ge=1, le=1000, description="datasets on a page of a harvest")
    language: str = Field(DEFAULT, description="the language in which texts are shown where nobody asks for another")
    admin_email: str | None = Field(None, description="whom harvesters write to; default: as the catalogue says")

    @property
    def data_folder(self) -> Path:
        """Where the ledger and the indexes live: beside the records, unless those came with the package."""
        return self.data or (Path.cwd() if self.root == PACKAGED_CONTENT else self.root) / ".radcat"

    @property
    def long_answers(self) -> int:
        """Answers that each web process may be sending piece by piece; each holds a thread until it is read."""
        return max(4, self.web_threads // 4)

    @property
    def rate(self) -> Rate | None:
        """How often an address may ask what costs; None for no limit."""
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
                raise ValueError(f"{iri!r} is no plain http or https address")
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
            raise ValueError("a language is written as its tag (BCP 47), such as en, de or pt-BR")
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
            raise ValueError("name and password go into RADCAT_STORE_USER and RADCAT_STORE_PASSWORD")
        return value

    @model_validator(mode="after")
    def _has_what_the_store_needs(self) -> Settings:
        if self.store != EMBEDDED and not self.base_iri:
            raise ValueError("RADCAT_STORE needs RADCAT_BASE_IRI: records there have to have one address for all")
        if self.read_only and self.writes:
            raise ValueError("RADCAT_READ_ONLY and RADCAT_WRITES say the opposite of each other; leave one out")
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
        """Let the command line win over the environment, and that over the folder's radcat.toml."""
        folder = Path(str(init_settings()["root"]))
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, folder / "radcat.toml"))


def read(root: Path | None = None, **given: Any) -> Settings:
    """Read the settings of the registry at *root*, or at RADCAT_ROOT, or in the folder we stand in.

    Where none of them is a catalogue, the one that the package carries is served.
    A setting in *given* that is None counts as not given.

    Raises:
        SettingError: a setting has a value it can't have; the message names it.
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
        return f"radcat.toml can't be read: {error}; mend it, or take it away."
    return "; ".join(_fault(fault["loc"], fault["input"], fault["msg"]) for fault in error.errors())


def _fault(place: tuple[int | str, ...], value: object, message: str) -> str:
    if not place:  # of several settings together
        return message.removeprefix("Value error, ")
    name = str(place[0])
    # An address may hold a password where it does not belong, and a message may end in a log.
    shown = "" if name.startswith("store") and name != "store_auth" else f"={value!r}"
    return f"RADCAT_{name.upper()}{shown}: {message}"
