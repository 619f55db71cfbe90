"""Logging: structured lines on stderr, each with the ids of the request and trace that it stems from."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from graph.tracing import stemming
from server.settings import Settings

IMPORTANT = ("[warning", "[error", "[critical", '"level": "warning"', '"level": "error"', '"level": "critical"')
SLOW = "slow operation"


def important(line: str) -> bool:
    """Say whether a line of a log is for the person at the terminal: warnings and worse.

    That an operation was slow is for the log and the metrics: taking in a long film is slow, and all is well.
    """
    return any(mark in line for mark in IMPORTANT) and SLOW not in line


def configure_logging(settings: Settings) -> None:
    """Send structlog and the standard library's loggers through one formatter to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _add_origin,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    # The driver warns of every retried deadlock, and uvicorn says every request that the access line says better.
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in ("httpx", "arq"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _add_origin(logger: object, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say what a line stems from: it may be of a job, or of an event, that a request in another process asked for."""
    for name, value in stemming().items():
        line.setdefault(name, value)
    return line
