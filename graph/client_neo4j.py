"""The GraphClient of Neo4j: the official asynchronous driver, managed transactions, the database named on every call."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncResult,
    NotificationMinimumSeverity,
    Query,
    unit_of_work,
)
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConnectionPoolError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neo4j.graph import Node, Relationship

from graph.batches import write_in_batches
from graph.deadline import seconds_left
from graph.errors import GRAPH_AWAY, ConflictError, InvalidError, UnavailableError
from graph.tracing import Role, span

PING_SECONDS = 2.0
FIRST_DELAY_SECONDS = 0.05  # the driver's own second is long for a deadlock
LONGEST_DELAY_SECONDS = 1.0
TIMED_OUT = "TransactionTimedOut"
AWAY = (ServiceUnavailable, SessionExpired, ConnectionPoolError, TransientError)
"""What the driver gives up with: nobody there, a member that lost its part in the cluster, no connection free, a transaction
that failed however often it was tried."""
DONE_BEFORE = ("EquivalentSchemaRuleAlreadyExists", "ConstraintAlreadyExists", "IndexAlreadyExists")


class Neo4jClient:
    """Statements on one Neo4j database; safe for many tasks at once.

    ``retries`` counts transactions that were tried again, most of them for a deadlock that the server resolved.
    """

    engine = "neo4j"

    def __init__(
        self,
        uri: str,
        *,
        user: str,
        password: str,
        database: str,
        retry_seconds: float = 15.0,
        connections: int = 32,
    ) -> None:
        # The driver logs each retried deadlock as a warning; here it is a number (``retries``), and no news.
        logging.getLogger("neo4j.session").setLevel(logging.ERROR)
        self._driver: AsyncDriver = AsyncGraphDatabase.driver(
            uri,
            auth=(user, password),
            max_transaction_retry_time=retry_seconds,
            initial_retry_delay=FIRST_DELAY_SECONDS,
            max_connection_pool_size=connections,
            connection_timeout=5,
            connection_acquisition_timeout=retry_seconds,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
        )
        self._place = f"Neo4j at {uri}"
        self._retry_seconds = retry_seconds
        self._database = database
        self.queries = 0
        self.retries = 0

    async def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement as a transaction of its own.

        A managed one asks the server thrice, to begin, to run and to commit, and takes the driver twice the time.
        """
        with span("graph read", Role.CLIENT, db__system__name=self.engine, db__query__text=cypher):
            return await self._told(partial(self._at_once, READ_ACCESS), cypher, params)

    async def write(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement in a managed transaction."""
        with span("graph write", Role.CLIENT, db__system__name=self.engine, db__query__text=cypher):
            return await self._told(self._write, cypher, params)

    async def write_repeatable(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement as a transaction of its own, which asks the server once.

        Where the connection is lost nobody knows whether it was committed, so it is sent again.
        """
        with span("graph write", Role.CLIENT, db__system__name=self.engine, db__query__text=cypher):
            return await self._told(partial(self._at_once, WRITE_ACCESS), cypher, params)

    async def write_batches(
        self, cypher: str, rows: Sequence[Mapping[str, Any]], /, *, size: int = 1000, **params: Any
    ) -> int:
        """Run an ``UNWIND $rows AS row`` statement once per ``size`` rows."""
        return await write_in_batches(lambda batch: self.write(cypher, rows=batch, **params), rows, size)

    async def define(self, statements: Sequence[str]) -> None:
        """Run schema statements in one transaction, which is ten times faster than one for each."""

        async def work(transaction: AsyncManagedTransaction) -> None:
            for statement in statements:
                result = await transaction.run(statement)
                await result.consume()

        self.queries += len(statements)
        try:
            async with self._driver.session(database=self._database) as session:
                await session.execute_write(work)
        except AuthError as error:
            raise UnavailableError(
                GRAPH_AWAY, detail=f"{self._place} refuses the user or password; check REELGRAPH_NEO4J_PASSWORD"
            ) from error
        except AWAY as error:
            raise UnavailableError(GRAPH_AWAY, detail=f"{self._place}: {error}") from error
        except Neo4jError as error:
            code = error.code or ""
            if code.endswith("ConstraintCreationFailed"):
                raise ConflictError(f"A unique constraint cannot be made: {error.message}") from error
            # Another runner was faster; its transaction held all of them.
            if not code.endswith(DONE_BEFORE):
                raise

    async def ping(self) -> None:
        """Raise UnavailableError unless the server answers, with our database, within two seconds."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._driver.execute_query("RETURN 1", database_=self._database)
        except (DriverError, Neo4jError, OSError) as error:
            raise UnavailableError(GRAPH_AWAY, detail=f"{self._place}: {type(error).__name__} {error}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()

    async def _at_once(
        self, access: str, cypher: str, params: Mapping[str, Any], left: float | None
    ) -> list[dict[str, Any]]:
        """Run what may be run again, and run it as long as that may help, wherever the last attempt ended."""
        query = Query(cypher, timeout=left)
        end, delay = time.monotonic() + self._retry_seconds, FIRST_DELAY_SECONDS
        while True:
            try:
                async with self._driver.session(database=self._database, default_access_mode=access) as session:
                    return await _rows(await session.run(query, dict(params)))
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable() or time.monotonic() + delay > end:
                    raise
            self.retries += 1
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 -- it only spreads the load
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)

    async def _write(self, cypher: str, params: Mapping[str, Any], left: float | None) -> list[dict[str, Any]]:
        """Write in a managed transaction, which the driver tries again where it was undone."""
        attempts = 0

        async def work(transaction: AsyncManagedTransaction) -> list[dict[str, Any]]:
            nonlocal attempts
            attempts += 1
            return await _rows(await transaction.run(cypher, dict(params)))

        timed = work if left is None else unit_of_work(timeout=left)(work)
        try:
            async with self._driver.session(database=self._database) as session:
                return await session.execute_write(timed)
        finally:
            self.retries += max(attempts - 1, 0)

    async def _told(
        self, run: Callable[..., Awaitable[list[dict[str, Any]]]], cypher: str, params: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Run a statement within the time that is left, and tell what goes wrong in our words."""
        self.queries += 1
        left = seconds_left()
        try:
            async with asyncio.timeout(left):
                return await run(cypher, params, left)
        except ConstraintError as error:
            raise ConflictError("That exists already.", detail=error.message) from error
        except AuthError as error:
            raise UnavailableError(
                GRAPH_AWAY, detail=f"{self._place} refuses the user or password; check REELGRAPH_NEO4J_PASSWORD"
            ) from error
        except AWAY as error:
            raise UnavailableError(GRAPH_AWAY, detail=f"{self._place}: {error}") from error
        except ClientError as error:
            if TIMED_OUT in (error.code or ""):
                raise TimeoutError("Neo4j stopped a statement whose operation is over") from error
            raise
        except OverflowError as error:
            raise InvalidError("An integer does not fit into 64 bits") from error
        except UnicodeEncodeError as error:
            raise InvalidError("Text holds half of a surrogate pair, which is no character") from error


async def _rows(result: AsyncResult) -> list[dict[str, Any]]:
    keys = result.keys()
    return [dict(zip(keys, map(_plain, record), strict=True)) async for record in result]


def _plain(value: Any) -> Any:
    """Return a value of the driver as a plain one: nodes and relations become maps of their properties."""
    if isinstance(value, Node | Relationship):
        return dict(value.items())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
