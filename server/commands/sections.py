"""The list of commands as ``reelgraph --help`` prints it: by what people come for, with an example at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter  # typer's own copy of click, which it names nowhere else

SECTIONS = {
    "Start": ("demo", "up", "doctor", "config"),
    "Footage": ("ingest", "search", "cancel", "token"),
    "Edits and reviews": ("conform", "export", "minutes"),
    "Production": ("serve", "worker", "migrate", "models", "reindex", "audit", "documents"),
}
EXAMPLE = """
Example:
  reelgraph up --root /footage                    in one terminal
  reelgraph ingest /footage --project film --wait in another
  reelgraph search "a red car" --project film
"""


class SectionedGroup(TyperGroup):
    """The top of the command line."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands section by section; one that no section names stands at the end."""
        named = [name for names in SECTIONS.values() for name in names]
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        width = max(len(name) for name in self.commands)
        for title, names in (SECTIONS | {"Other": others}).items():
            rows = [
                (name.ljust(width), command.get_short_help_str(formatter.width))
                for name in names
                if (command := self.commands.get(name)) is not None and not command.hidden
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the example as it is to be typed."""
        formatter.write(EXAMPLE)
