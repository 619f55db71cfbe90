"""Damage met while decoding, counted, and told to people in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Damage:
    """What went wrong on the way: ``packets`` the decoder refused, ``pictures`` with errors, lost ones ``held``."""

    packets: int = 0
    pictures: int = 0
    held: int = 0
    unreadable: list[str] = field(default_factory=list)
    ended_early: bool = False

    def warnings(self, frames: int, expected: int | None) -> tuple[str, ...]:
        """Say what was lost of ``frames`` pictures, where the probe counted ``expected``."""
        found = []
        if self.held:
            found.append(f"Lost to damage: {self.held} of {frames} pictures; the one before stands in the place of each.")
        if self.pictures:
            found.append(f"Decoded from damaged data, and may show errors: {self.pictures} of {frames} pictures.")
        if self.packets and not self.held and not self.pictures:
            found.append(f"{self.packets} damaged pieces of data were skipped.")
        if self.ended_early:
            found.append("The data breaks off: what follows could not be read. Copy the file again from its source.")
        if self.unreadable:
            named = ", ".join(self.unreadable[:10]) + (" and more" if len(self.unreadable) > 10 else "")
            found.append(f"Frames that cannot be read, shown as the one before: {named}.")
        if expected is not None and frames < expected:
            found.append(f"Only {frames} of {expected} pictures can be decoded. Copy or export the file again.")
        return tuple(found)
