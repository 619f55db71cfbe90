"""Settings: one frozen object, and the only reader of the environment.

Every setting is ``REELGRAPH_`` and its name in upper case. Lists are written with the system's path separator (``:``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import InvalidError

PREFIX = "REELGRAPH_"
NO_SETTINGS = (f"{PREFIX}TEST_", f"{PREFIX}BENCH_")
"""How names begin that only tests and benchmarks read."""
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")  # as RFC 6454, section 6.2, writes one
_NEO4J = ("bolt://", "bolt+s://", "bolt+ssc://", "neo4j://", "neo4j+s://", "neo4j+ssc://")
_REDIS = ("redis://", "rediss://", "unix://")
FOOTAGE = Path(__file__).resolve().parent / "footage"
"""Clips that ship with the project, for the demonstration."""


ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Algorithms whose signatures only the holder of a private key can make (RFC 7518, section 3.1; RFC 8037)."""


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
        description="Seconds that requests in hand may take after the server was told to stop, and that a run may go on "
        "after its worker was; then it waits.",
    )

    sockets: int = Field(default=10_000, ge=1, description="Most WebSockets that one server process keeps open.")
    sockets_per_user: int = Field(default=100, ge=1, description="Most WebSockets of one user in one server process.")
    operations_per_socket: int = Field(default=20, ge=1, description="Most operations at a time on one WebSocket.")
    socket_init_seconds: float = Field(
        default=3, gt=0, le=60, description="Seconds after which a WebSocket that does not say who calls is closed."
    )
    socket_review_seconds: float = Field(
        default=2, gt=0, le=5, description="Seconds between looks at what the callers of open WebSockets may do now."
    )
    socket_message_kb: int = Field(default=1024, ge=1, description="Largest WebSocket message, in KiB.")
    websocket_library: Literal["websockets", "wsproto"] = Field(
        default="websockets", description="The library that speaks WebSocket; wsproto has to be installed for it."
    )

    budget_per_second: int = Field(
        default=200_000,
        ge=1,
        description="How fast the budget of a token refills, in cost a second; the cost of an operation is the number of "
        "objects that it can bring at most.",
    )
    budget_burst: int = Field(
        default=2_000_000, ge=50_000, description="Most cost that a token may spend at once, when its budget is full."
    )
    operations_at_once: int = Field(default=100, ge=1, description="Most queries and mutations of one token at a time.")
    query_seconds: float = Field(default=30, gt=0, description="Seconds after which a query is given up.")
    mutation_seconds: float = Field(
        default=3600, gt=0, description="Seconds after which a mutation is given up; ingesting a large file takes long."
    )
    introspection: Literal["administrators", "members", "nobody"] = Field(
        default="administrators",
        description="Who may ask for the schema itself, and is told its names in errors: administrators, members (all with "
        "a token), or nobody.",
    )
    trusted_documents: Path | None = Field(
        default=None,
        description="Manifest of documents, as `reelgraph documents` writes it: with one, no other operation runs.",
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins of other sites whose pages may use the API, such as https://review.example. Separate several "
        "with commas.",
    )

    upload_limit_mb: int = Field(default=1024 * 1024, ge=1, description="Largest upload, in MiB.")
    project_quota_mb: int | None = Field(
        default=None,
        ge=1,
        description="Most that one project's originals, attachments and waiting uploads may take, in MiB, and one user's "
        "waiting uploads that name no project; unset: any.",
    )
    fetch: Literal["off", "https", "http"] = Field(
        default="https",
        description="Public addresses that footage may be fetched from: none (off), https:// alone, or http:// too.",
    )
    fetch_limit_mb: int = Field(default=64 * 1024, ge=1, description="Largest file that is fetched from an address, in MiB.")
    fetch_seconds: float = Field(default=3600, gt=0, description="Seconds that fetching one file may take.")
    upload_hours: float = Field(default=24, gt=0, description="Hours after which an unfinished upload is removed.")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        description="Address at which browsers reach the server, where that is not the one it listens on, such as "
        "https://reel.example: cookies are Secure where it is https, and an identity provider sends people back to it.",
    )
    session_hours: float = Field(default=24, gt=0, le=24 * 366, description="Hours after which a browser signs in again.")
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="Identity provider at which people sign in, such as https://login.example/realms/film; unset: none.",
    )
    oidc_client_id: str = Field(default="reelgraph", description="What the provider calls this server.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Its secret there; unset for a public client.")
    oidc_scopes: str = Field(default="openid profile email", description="What is asked of the provider, with spaces.")
    oidc_algorithms: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("RS256", "PS256", "ES256"),
        description="Algorithms that the provider may sign with. Separate several with commas.",
    )
    oidc_audiences: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Audiences of the provider's access tokens that count as bearer tokens here; unset: none does.",
    )
    oidc_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Domains of the e-mail addresses that are let in, such as studio.example; unset: any."
    )
    oidc_allowed: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Claims that let somebody in, as NAME=VALUE, such as groups=film; unset: none is needed."
    )
    oidc_roles: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Roles that claims give, as NAME=VALUE>PROJECT:ROLE; * in place of NAME=VALUE for everybody."
    )
    oidc_administrators: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Claims, as NAME=VALUE, of the server's administrators; unset: the provider names none."
    )
    development: bool = Field(default=False, description="GraphiQL and introspection for everyone; never in production.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe line that is logged."
    )
    log_json: bool = Field(default=False, description="Log JSON lines instead of text.")
    slow_seconds: float = Field(
        default=1.0, ge=0, description="Seconds from which on a GraphQL operation is logged as slow, with its name and cost."
    )
    operations: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Names of operations that always have series of their own in /metrics. Separate with commas.",
    )
    requests_at_once: int = Field(
        default=512,
        ge=1,
        description="Requests that may wait in this process, and transfers of files that may go on beside them; further "
        "ones are answered 503 at once.",
    )
    memory_mb: int | None = Field(
        default=None,
        ge=64,
        description="Resident memory, in MiB, above which the server answers 503; unset: four fifths of the machine's.",
    )
    traces: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Address of an OpenTelemetry collector (OTLP over HTTP), such as http://localhost:4318; unset: none.",
    )
    traces_share: float = Field(default=1.0, ge=0, le=1, description="Share of requests that are traced, 0 to 1.")

    @field_validator("roots", mode="before")
    @classmethod
    def _split_roots(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator(
        "origins",
        "operations",
        "oidc_algorithms",
        "oidc_audiences",
        "oidc_domains",
        "oidc_allowed",
        "oidc_roles",
        "oidc_administrators",
        mode="before",
    )
    @classmethod
    def _split_commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("oidc_algorithms")
    @classmethod
    def _check_algorithms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in value if name not in ASYMMETRIC]
        if wrong or not value:
            raise ValueError(f"{', '.join(wrong) or 'nothing'} cannot be trusted; choose of {', '.join(ASYMMETRIC)}")
        return value

    @field_validator("neo4j_uri")
    @classmethod
    def _check_neo4j(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(_NEO4J):
            raise ValueError(f"give Neo4j's Bolt address, such as bolt://127.0.0.1:7687; it begins with {', '.join(_NEO4J)}")
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(_REDIS):
            raise ValueError(f"give an address such as redis://127.0.0.1:6379/0; it begins with {', '.join(_REDIS)}")
        return value

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; write it as browsers do, such as https://review.example:8443")
        return value

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


def unknown_settings() -> list[str]:
    """Return what to say of each name in the environment that begins like a setting and is none."""
    known = [_env(name) for name in Settings.model_fields]
    said = []
    for name in sorted(os.environ):
        if not name.upper().startswith(PREFIX) or name.upper() in known or name.upper().startswith(NO_SETTINGS):
            continue
        near = get_close_matches(name.upper(), known, 1)
        hint = f"Did you mean {near[0]}?" if near else "`reelgraph config` prints all there are."
        said.append(f"{name} is no setting, and changes nothing. {hint}")
    return said


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
        between = os.pathsep if any(isinstance(part, Path) for part in value) else ","  # as the environment has them
        return between.join(str(part) for part in value)
    return str(value)
