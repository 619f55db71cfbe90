"""``reelgraph worker``: an analysis worker alone."""

from __future__ import annotations

import typer

from server.commands.options import Data, Lifeline, Profile


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("worker")(worker)


def worker(data: Data = None, profile: Profile = None, lifeline: Lifeline = None) -> None:
    """Analyse what waits, for production. Run one or more on every machine that has a GPU."""
    from server.lifeline import hold
    from server.process import run_analysis_worker
    from server.settings import load_settings

    hold(lifeline)
    run_analysis_worker(load_settings(data=data, profile=profile))
