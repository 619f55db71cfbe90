"""Settings: one frozen object, and the only reader of the environment.

Every setting is ``REELGRAPH_`` and its name in upper case. Lists are written with the system's path separator (``:``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """All that can be set. Values are checked at start; a wrong one names its field."""

    model_config = SettingsConfigDict(env_prefix="REELGRAPH_", frozen=True, extra="ignore")

    data: Path = Field(
        Path(".reelgraph"),
        description="Folder for everything Reelgraph keeps: graph, media, features, vectors.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on; 0 takes a free one.")
    roots: Annotated[tuple[Path, ...], NoDecode] = Field(
        (),
        description="Folders whose files may be ingested by path. Separate several with the path separator.",
    )
    server: str = Field("http://127.0.0.1:8000", description="Address of the server that client commands talk to.")
    token: SecretStr | None = Field(None, description="Bearer token of client commands; default: DATA/admin.token.")

    neo4j_uri: str | None = Field(None, description="Bolt address of a Neo4j server; unset: the embedded engine.")
    neo4j_user: str = Field("neo4j", description="Neo4j user.")
    neo4j_password: SecretStr | None = Field(None, description="Neo4j password.")
    neo4j_database: str = Field("neo4j", description="Neo4j database, named on every call.")
    redis_url: SecretStr | None = Field(None, description="Redis for queue and live bus; unset: the embedded engine.")

    workers: int = Field(1, ge=0, le=64, description="Worker processes that `reelgraph up` starts.")
    profile: Literal["auto", "hub", "folder", "bundled"] = Field(
        "auto",
        description="Where weights come from: hub (downloaded on first use), folder, bundled (inside the installation);"
        " auto takes the first of these that can be reached.",
    )
    weights: Path | None = Field(None, description="Folder of weights for the profile `folder`.")
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N or mps.")
    model_idle_seconds: float = Field(300, gt=0, description="Seconds after which an unused model leaves memory.")
    analysis_memory_mb: int = Field(8192, ge=512, description="Resident memory at which the analysis process is stopped.")
    analysis_seconds: int = Field(6 * 3600, ge=10, description="Seconds after which one analysis is stopped.")
    detections_per_second: float = Field(
        5.0, gt=0, le=60, description="Frames a second that are sampled for detection and embedding."
    )
    lease_seconds: float = Field(
        15.0, ge=1, le=30, description="Seconds without a sign of life after which a run is taken over."
    )

    upload_limit_mb: int = Field(1024 * 1024, ge=1, description="Largest upload, in MiB.")
    upload_hours: float = Field(24, gt=0, description="Hours after which an unfinished upload is removed.")
    development: bool = Field(False, description="GraphiQL and introspection for everyone; never in production.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe line that is logged.")
    log_json: bool = Field(False, description="Log JSON lines instead of text.")

    @field_validator("roots", mode="before")
    @classmethod
    def _split_roots(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value
