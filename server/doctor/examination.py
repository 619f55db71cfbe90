"""Looks at everything and prints it as it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from server.doctor.finding import Finding, State
from server.doctor.installation import examine_installation
from server.doctor.surroundings import examine_surroundings
from server.settings import Settings
from server.terminal import Terminal

_MARKS = {State.OK: "ok", State.ABSENT: "--", State.BROKEN: "!!"}


def examine(settings: Settings, terminal: Terminal) -> int:
    """Print all findings; return 1 where something is broken."""
    findings = []
    for finding in _all(settings):
        findings.append(finding)
        if not terminal.as_json:
            terminal.say(f"{_MARKS[finding.state]}  {finding.name:<18} {finding.detail}")
            if finding.remedy:
                terminal.say(f"    {'':<18} {finding.remedy}")
    if terminal.as_json:
        terminal.json([asdict(finding) for finding in findings])
    return int(any(finding.state is State.BROKEN for finding in findings))


def _all(settings: Settings) -> Iterator[Finding]:
    yield from examine_installation()
    yield from examine_surroundings(settings)
