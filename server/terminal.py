"""Where commands speak: results on stdout, everything else on stderr; rich on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress


_PLAIN_SECONDS = 3.0


class Terminal:
    """The two streams of a command. With ``as_json`` only ``json`` writes to stdout."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._bars: Progress | None = None

    def say(self, line: str) -> None:
        """Print a line of the result, or beside it where the result is JSON."""
        self._write(line, sys.stderr if self.as_json else sys.stdout)

    def note(self, line: str) -> None:
        """Print a line on stderr: what is going on, not the result."""
        self._write(line, sys.stderr)

    def json(self, value: Any) -> None:
        """Print one JSON value on one line of stdout."""
        self._write(json.dumps(value, ensure_ascii=False, default=str), sys.stdout)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows: a table on a terminal, tab separated lines without the header elsewhere.

        Where the terminal is narrow, cells go on over several lines; ids stay whole where there is room, to be copied.
        """
        if not sys.stdout.isatty():
            for row in rows:
                self.say("\t".join(" ".join(cell.split()) for cell in row))
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console()
        table = Table(box=None, pad_edge=False, header_style="bold")
        for place, column in enumerate(columns):
            short = 2 * max((len(row[place]) for row in rows), default=0) <= console.width
            table.add_column(column, overflow="fold", no_wrap=short and column == "ID")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)

    @contextmanager
    def progress(self) -> Iterator[ProgressLines]:
        """Give bars on a terminal, sparse plain lines elsewhere; both on stderr."""
        if not sys.stderr.isatty():
            yield _PlainProgress(self)
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.fields[name]}", markup=False),
            BarColumn(bar_width=30),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[stage]}", markup=False, style="dim"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bars:
            self._bars = bars
            try:
                yield _Bars(bars)
            finally:
                self._bars = None

    def _write(self, line: str, stream: TextIO) -> None:
        if self._bars is not None and stream.isatty():
            # Through the bars' own console: a line in between would be drawn over.
            self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
            return
        stream.write(line + "\n")
        stream.flush()


class ProgressLines(Protocol):
    """How far several named things are."""

    def update(self, name: str, stage: str, done: float, total: float, rate: str = "") -> None:
        """Say that ``name`` is at ``done`` of ``total`` in ``stage``, how fast; a total of 0 is one that nobody knows."""
        ...

    def end(self, name: str) -> None:
        """Say that nothing more comes for ``name``."""
        ...


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def update(self, name: str, stage: str, done: float, total: float, rate: str = "") -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task("", total=None, name=name, stage=stage)
        self._bars.update(self._tasks[name], completed=done, total=total or None, stage=f"{stage} {rate}")

    def end(self, name: str) -> None:
        if (task := self._tasks.pop(name, None)) is not None:
            self._bars.remove_task(task)


class _PlainProgress:
    """A line when a stage begins and at each quarter of it, but never two within ``_PLAIN_SECONDS``, whoever they are of."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._last: dict[str, tuple[str, int]] = {}
        self._told = -_PLAIN_SECONDS

    def update(self, name: str, stage: str, done: float, total: float, rate: str = "") -> None:
        quarter = int(4 * done / total) if total else 0
        now = time.monotonic()
        if self._last.get(name) != (stage, quarter) and now - self._told >= _PLAIN_SECONDS:
            self._told = now
            self._last[name] = (stage, quarter)
            self._terminal.note(f"{name}: {stage} {100 * done / total:.0f} %" if total else f"{name}: {stage}")

    def end(self, name: str) -> None:
        self._last.pop(name, None)


def fail(message: str) -> None:
    """Print on stderr what went wrong."""
    sys.stderr.write(f"reelgraph: {message}\n")
    sys.stderr.flush()
