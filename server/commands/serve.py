"""``reelgraph serve``: the server process alone."""

from __future__ import annotations

import typer

from server.commands.options import Data, Host, Lifeline, Port, Profile, Reason, Roots, Socket


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("serve")(serve)


def serve(
    data: Data = None,
    host: Host = None,
    port: Port = None,
    root: Roots = None,
    profile: Profile = None,
    profile_reason: Reason = None,
    socket: Socket = None,
    lifeline: Lifeline = None,
) -> None:
    """Serve alone, for production. Uses Neo4j and Redis from the settings, else the engine of a running `up`."""
    from server.lifeline import hold
    from server.listen import listen, take_over
    from server.process import run_server
    from server.settings import load_settings

    hold(lifeline)
    settings = load_settings(
        data=data,
        host=host,
        port=port,
        profile=profile,
        profile_reason=profile_reason,
        roots=tuple(root) if root else None,
    )
    run_server(settings, take_over(socket) if socket is not None else listen(settings.host, settings.port))
