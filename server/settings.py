"""Settings: one frozen object, and the only reader of the environment.

Every setting is ``REELGRAPH_`` and its name in upper case. Lists are written with the system's path separator (``:``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import InvalidError

PREFIX = "REELGRAPH_"
FOOTAGE = Path(__file__).resolve().parent / "footage"
"""Clips that ship with the project, for the demonstration."""


class Settings(BaseSettings):
    """All that can be set. Values are checked at start; a wrong one names its field."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data: Path = Field(
        default=Path(".reelgraph"),
        description="Folder for everything Reelgraph keeps: graph, media, features, vectors.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the server listens on; 0 takes a free one.")
    roots: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        description="Folders whose files may be ingested by path. Separate several with the path separator.",
    )
    server: str = Field(default="http://127.0.0.1:8000", description="Address of the server that client commands talk to.")
    token: SecretStr | None = Field(default=None, description="Bearer token of client commands; default: DATA/admin.token.")

    neo4j_uri: str | None = Field(default=None, description="Bolt address of a Neo4j server; unset: the embedded engine.")
    neo4j_user: str = Field(default="neo4j", description="Neo4j user.")
    neo4j_password: SecretStr | None = Field(default=None, description="Neo4j password.")
    neo4j_database: str = Field(default="neo4j", description="Neo4j database, named on every call.")
    redis_url: SecretStr | None = Field(
        default=None, description="Redis for queue and live bus; unset: the embedded engine."
    )

    workers: int = Field(default=1, ge=0, le=64, description="Worker processes that `reelgraph up` starts.")
    profile: Literal["auto", "hub", "folder", "bundled"] = Field(
        default="auto",
        description="Where weights come from: hub (downloaded on first use), folder, bundled (inside the installation);"
        " auto takes the first of these that can be reached.",
    )
    profile_reason: str = Field(default="", description="Why the profile is in use, for /readyz; `reelgraph up` sets it.")
    weights: Path | None = Field(default=None, description="Folder of weights for the profile `folder`.")
    device: str = Field(default="auto", description="auto, cpu, cuda, cuda:N or mps.")
    model_idle_seconds: float = Field(default=300, gt=0, description="Seconds after which an unused model leaves memory.")
    analysis_memory_mb: int = Field(
        default=8192, ge=512, description="Resident memory at which the analysis process is stopped."
    )
    analysis_seconds: int = Field(default=6 * 3600, ge=10, description="Seconds after which one analysis is stopped.")
    detections_per_second: float = Field(
        default=5.0, gt=0, le=60, description="Frames a second that are sampled for detection and embedding."
    )
    lease_seconds: float = Field(
        default=15.0, ge=1, le=30, description="Seconds without a sign of life after which a run is taken over."
    )

    drain_seconds: float = Field(
        default=5.0,
        ge=0,
        le=600,
        description="Seconds that a run in hand may go on after its worker was told to stop; then it waits.",
    )

    upload_limit_mb: int = Field(default=1024 * 1024, ge=1, description="Largest upload, in MiB.")
    project_quota_mb: int | None = Field(
        default=None, ge=1, description="Most that one project's originals and waiting uploads may take, in MiB; unset: any."
    )
    upload_hours: float = Field(default=24, gt=0, description="Hours after which an unfinished upload is removed.")
    development: bool = Field(default=False, description="GraphiQL and introspection for everyone; never in production.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe line that is logged."
    )
    log_json: bool = Field(default=False, description="Log JSON lines instead of text.")

    @field_validator("roots", mode="before")
    @classmethod
    def _split_roots(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @property
    def embedded(self) -> bool:
        """Whether graph, queue and bus are the embedded engine's."""
        return self.neo4j_uri is None and self.redis_url is None


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting for people: ``value`` is hidden where it is a secret."""

    name: str
    env: str
    value: str
    default: str
    description: str


def load_settings(**given: Any) -> Settings:
    """Return the settings: what is given (None: not given), else the environment, else the default.

    Raises InvalidError that names every wrong setting, where it was set and what it may be.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**chosen)
    except ValidationError as error:
        faults = []
        for fault in error.errors(include_input=False, include_url=False):
            name = str(fault["loc"][0]) if fault["loc"] else "settings"
            faults.append(f"{name} ({'an option' if name in chosen else _env(name)}): {fault['msg']}")
        raise InvalidError("A setting is wrong. " + "; ".join(faults)) from None
    if (settings.neo4j_uri is None) != (settings.redis_url is None):
        there, missing = ("neo4j_uri", "redis_url") if settings.neo4j_uri else ("redis_url", "neo4j_uri")
        raise InvalidError(
            f"{PREFIX}{there.upper()} is set and {PREFIX}{missing.upper()} is not. Set both for Neo4j and Redis, "
            "or neither for the embedded engine.",
            path=(missing,),
        )
    return settings


def describe(settings: Settings) -> Iterator[SettingLine]:
    """Yield every setting with its value, default, environment name and description; secrets are hidden."""
    for name, field in type(settings).model_fields.items():
        value, default = _shown(getattr(settings, name)), _shown(field.default)
        yield SettingLine(name, _env(name), value, default, field.description or "")


def _env(name: str) -> str:
    return PREFIX + name.upper()


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "(hidden)"
    if isinstance(value, tuple):
        return os.pathsep.join(str(part) for part in value)
    return str(value)
