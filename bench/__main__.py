"""Run the benchmarks: ``python -m bench`` all of them, ``python -m bench decode shots`` some.

Each is a module with a ``main()`` that prints the machine and a table; a speed is a ratio to a named peer in the same run.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

NOT_BENCHMARKS = {"callers", "machine", "shipped_timelines", "__main__"}


def names() -> list[str]:
    """Return the benchmarks that are here, by name."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if name not in NOT_BENCHMARKS)


def main() -> None:
    """Run what the command line names, everything where it names nothing."""
    wanted = sys.argv[1:] or names()
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        sys.exit(2)
    # As in the analysis process; spinning threads would measure what else runs on the machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for name in wanted:
        print(f"\n== {name} ==", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
