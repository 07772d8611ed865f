"""Settings, from the environment (RADCAT_…), a file radcat.toml in the catalogue's folder, and defaults."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from radcat.errors import SettingError

PACKAGED_CONTENT = Path(__file__).parent / "content"
DEFAULT_BIND = "127.0.0.1:8000"


class Settings(BaseSettings):
    """How one registry is set up; frozen once read."""

    model_config = SettingsConfigDict(env_prefix="RADCAT_", frozen=True, extra="forbid")

    root: Path = Field(description="the catalogue's folder")
    data: Path | None = Field(None, description="where the ledger and the indexes live; default ROOT/.radcat")
    base_iri: str | None = Field(None, description="what the records' relative IRIs resolve against")
    store: str = Field("embedded", description="the SPARQL store")
    engine: Literal["shacl", "pyshacl", "both"] = Field("shacl", description="the SHACL engine of the gate")
    query_timeout: float = Field(10.0, gt=0, description="seconds that a query may run")
    query_memory_mb: int = Field(1024, ge=128, description="megabytes that a query may take")
    query_workers: int = Field(2, ge=1, description="query workers of each web process")
    web_processes: int = Field(1, ge=1, description="web processes")
    web_threads: int = Field(4, ge=1, description="requests that each web process serves at once")
    cache_mb: int = Field(64, ge=0, description="megabytes of answers that each web process keeps")
    page_size: int = Field(20, ge=1, le=1000, description="records on a page of a list")

    @property
    def data_folder(self) -> Path:
        """Where the ledger and the indexes live: beside the records, unless those came with the package."""
        return self.data or (Path.cwd() if self.root == PACKAGED_CONTENT else self.root) / ".radcat"

    @field_validator("base_iri")
    @classmethod
    def _is_base(cls, value: str | None) -> str | None:
        if value is None:
            return None
        forbidden = any(c <= " " or c in '<>"{}|\\^`#?' for c in value)
        if forbidden or not value.startswith(("http://", "https://")) or not urlsplit(value).hostname:
            raise ValueError("a base IRI is an http or https address without query or fragment")
        return value if value.endswith("/") else value + "/"

    @field_validator("store")
    @classmethod
    def _is_store(cls, value: str) -> str:
        if value != "embedded":
            raise ValueError("only the embedded store is built in so far: leave it out or say 'embedded'")
        return value

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
        return f"radcat.toml can't be read: {error}"
    faults = (
        f"RADCAT_{str(fault['loc'][0]).upper() if fault['loc'] else ''}={fault['input']!r}: {fault['msg']}"
        for fault in error.errors()
    )
    return "; ".join(faults)
