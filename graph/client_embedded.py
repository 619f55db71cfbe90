"""The GraphClient of the embedded engine: FalkorDB, spoken to over RESP.

The engine answers with numbers instead of property names; the client keeps the names and sends with each statement which
state of them it knows, so a graph that was replaced or restored meanwhile is noticed before the statement runs.

Nodes in the engine's append-only file have no numbers; each takes the next free one when the file is read. A writing
statement that failed gives the numbers of its nodes back in another order than it took them, and the file does not tell:
read again, what others wrote later would lie on other nodes, or the engine would die of it. So the file is then written
anew from memory.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import AuthenticationError, OutOfMemoryError, ReadOnlyError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from graph.batches import write_in_batches
from graph.deadline import seconds_left
from graph.errors import GRAPH_AWAY, GRAPH_FULL, ConflictError, UnavailableError
from graph.falkordb_wire import UnknownNameError, decode_rows, encode_statement
from graph.tracing import Role, span

PING_SECONDS = 2.0
FIRST_DELAY_SECONDS = 0.05
LONGEST_DELAY_SECONDS = 1.0
VERSION_MISMATCH = "version mismatch"
TIMED_OUT = "Query timed out"
NO_GRAPH_YET = "Invalid graph operation on empty key"
BEING_WRITTEN = "rewriting already in progress"
CANNOT_SAVE = "MISCONF"
DONE_BEFORE = ("already indexed", "Constraint already exists")


class EmbeddedClient:
    """Statements on one graph of the embedded engine; safe for many tasks at once.

    Numbers come back with 15 significant digits, which is what the engine prints.
    """

    engine = "falkordb"

    def __init__(
        self, host: str, port: int, *, password: str, graph: str, retry_seconds: float = 15.0, connections: int = 32
    ) -> None:
        # A pool that waits for a free connection: the plain one raises when all are taken.
        pool = BlockingConnectionPool(
            host=host,
            port=port,
            password=password or None,
            max_connections=connections,
            timeout=math.ceil(retry_seconds),
            decode_responses=True,
            socket_connect_timeout=5,
            socket_keepalive=True,
        )
        self._redis = Redis.from_pool(pool)
        self._place = f"the embedded graph engine at {host}:{port}"
        self._graph = graph
        self._retry_seconds = retry_seconds
        self._names: list[str] = []
        self._names_version = 0
        self._writing_file = asyncio.Lock()
        self._undone = 0
        self._undone_in_file = 0
        self.queries = 0
        self.retries = 0

    async def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement."""
        with span("graph read", Role.CLIENT, db__system__name=self.engine, db__query__text=cypher):
            return await self._run("GRAPH.RO_QUERY", cypher, params)

    async def write(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement as one transaction."""
        with span("graph write", Role.CLIENT, db__system__name=self.engine, db__query__text=cypher):
            return await self._run("GRAPH.QUERY", cypher, params)

    async def write_repeatable(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement as one transaction, as ``write`` does: the engine has no other way."""
        return await self.write(cypher, **params)

    async def write_batches(
        self, cypher: str, rows: Sequence[Mapping[str, Any]], /, *, size: int = 1000, **params: Any
    ) -> int:
        """Run an ``UNWIND $rows AS row`` statement once per ``size`` rows."""
        return await write_in_batches(lambda batch: self.write(cypher, rows=batch, **params), rows, size)

    async def define(self, statements: Sequence[str]) -> None:
        """Run schema statements: Cypher, or ``GRAPH.CONSTRAINT CREATE`` commands without the graph's key."""
        for statement in statements:
            try:
                if statement.startswith("GRAPH.CONSTRAINT CREATE "):
                    command, create, *rest = statement.split()
                    await self._send(command, create, self._graph, *rest)
                else:
                    await self._run("GRAPH.QUERY", statement, {})
            except ResponseError as error:
                # A runner that was cut off between two statements comes here again.
                if not any(words in str(error) for words in DONE_BEFORE):
                    raise
        await self._wait_for_constraints()

    async def ping(self) -> None:
        """Raise UnavailableError unless the engine answers within two seconds."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._redis.ping()
        except (RedisConnectionError, RedisTimeoutError, OSError) as error:
            raise UnavailableError(GRAPH_AWAY, detail=f"{self._place}: {type(error).__name__} {error}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.aclose(close_connection_pool=True)

    async def _run(self, command: str, cypher: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        statement = encode_statement(cypher, params)
        self.queries += 1
        try:
            reply = await self._send_with_version(command, statement)
        except ResponseError as error:
            if isinstance(error, (OutOfMemoryError, ReadOnlyError)) or str(error).startswith(CANNOT_SAVE):
                # Refused before it began: nothing is to be undone.
                raise UnavailableError(GRAPH_FULL, detail=f"{self._place}: {error}") from error
            if NO_GRAPH_YET in str(error):
                # Nothing was ever written: the writing command makes the graph, and the statement itself only reads.
                reply = await self._send_with_version("GRAPH.QUERY", statement)
            elif TIMED_OUT in str(error):
                raise TimeoutError("the engine stopped a statement whose operation is over") from error
            else:
                if command == "GRAPH.QUERY":
                    await self._write_file_anew()
                if "unique constraint violation" in str(error):
                    raise ConflictError("That exists already.", detail=str(error)) from error
                raise
        try:
            return decode_rows(reply, self._names)
        except UnknownNameError:
            # The statement itself brought new names.
            await self._learn_names(self._names_version)
            return decode_rows(reply, self._names)

    async def _send_with_version(self, command: str, statement: bytes) -> list[Any]:
        while True:
            left = seconds_left()
            # The engine stops reading statements in time, and no others. It could stop writing ones too (TIMEOUT_MAX), but
            # what it undoes costs a new file.
            limit = () if left is None else ("timeout", math.ceil(1000 * left))
            async with asyncio.timeout(left):
                reply = await self._send(
                    command, self._graph, statement, "--compact", "version", self._names_version, *limit
                )
            if isinstance(reply[0], ResponseError):
                if str(reply[0]) != VERSION_MISMATCH:
                    raise reply[0]
                await self._learn_names(reply[1])
                continue
            if isinstance(reply[-1], ResponseError):
                raise reply[-1]
            return reply  # type: ignore[no-any-return]

    async def _write_file_anew(self) -> None:
        """Have the engine write a file that knows the numbers as they are now; one serves all who wait for it."""
        self._undone += 1
        mine = self._undone
        async with self._writing_file:
            while self._undone_in_file < mine:
                covered = self._undone
                if await self._file_is_written():
                    self._undone_in_file = covered

    async def _file_is_written(self) -> bool:
        """Begin a new file and wait for its end; say whether it was ours: another may be in the midst of its own."""
        try:
            await self._send("BGREWRITEAOF")
            began = True
        except ResponseError as error:
            if BEING_WRITTEN not in str(error):
                raise
            began = False
        while True:
            await asyncio.sleep(FIRST_DELAY_SECONDS)
            said = await self._send("INFO", "persistence")
            if not said["aof_rewrite_in_progress"] and not said["aof_rewrite_scheduled"]:
                break
        if began and said["aof_last_bgrewrite_status"] != "ok":
            raise UnavailableError(GRAPH_AWAY, detail=f"{self._place} cannot write its file anew; is the disk full?")
        return began

    async def _learn_names(self, version: int) -> None:
        reply = await self._send("GRAPH.QUERY", self._graph, "CALL db.propertyKeys()", "--compact")
        self._names = [row[0][1] for row in reply[1]]
        self._names_version = version

    async def _wait_for_constraints(self) -> None:
        """Wait until the engine has checked the data there is against every new constraint."""
        while True:
            constraints = await self.read(
                "CALL db.constraints() YIELD label, properties, status RETURN label, properties, status"
            )
            for row in constraints:
                if row["status"] == "FAILED":
                    key = f"{row['label']}({', '.join(row['properties'])})"
                    raise ConflictError(f"A unique constraint cannot be made: two nodes share the key {key}")
            if all(row["status"] == "OPERATIONAL" for row in constraints):
                return
            await asyncio.sleep(FIRST_DELAY_SECONDS)

    async def _send(self, *command: Any) -> Any:
        deadline = time.monotonic() + self._retry_seconds
        delay = FIRST_DELAY_SECONDS
        while True:
            try:
                return await self._redis.execute_command(*command)  # type: ignore[no-untyped-call]
            except AuthenticationError as error:
                raise UnavailableError(f"{self._place} refuses the password; start again to read the new one") from error
            except (RedisConnectionError, RedisTimeoutError) as error:
                # Also while the engine starts again and loads its file.
                if time.monotonic() + delay > deadline:
                    raise UnavailableError(GRAPH_AWAY, detail=f"{self._place}: {error}") from error
            self.retries += 1
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)
