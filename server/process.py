"""The two long-lived processes: the server (uvicorn) and the analysis worker (arq)."""

from __future__ import annotations

import gc
import socket
import sys

from server.settings import Settings

_SWITCH_SECONDS = 0.0005
_YOUNG_OBJECTS = 5_000


def calm_collector() -> None:
    """Keep Python's garbage collector from stopping everyone who asks, for tens of milliseconds at a time.

    What stands now stands until the end: it is not looked through again. What an operation leaves behind has no cycles, and
    goes by itself; the collector waits for so many objects that an operation is over before it looks.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 10, 10)


def run_server(settings: Settings, listener: socket.socket) -> None:
    """Serve on a listening socket until SIGINT or SIGTERM; requests in hand get a grace time to end.

    Raises UnavailableError where no engine runs.
    """
    import uvicorn

    from server.addresses import graph_address, redis_address
    from server.app import create_app
    from server.draining import DrainingServer
    from server.logging import configure_logging
    from server.patience import PatientProtocol
    from server.telemetry import telemetry
    from server.wire import websocket_protocol

    configure_logging(settings)
    graph_address(settings)  # asked for here too, since from within the server a refusal comes out as a traceback
    redis_address(settings)
    app = create_app(settings)
    calm_collector()
    # A thread that computes, such as one that reads a long document, keeps the interpreter this long whenever the event loop
    # comes back from the network. Python's own five milliseconds, some ten times a request, are felt by all who ask.
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        ws=websocket_protocol(settings.websocket_library),
        ws_max_size=settings.socket_message_kb << 10,
        ws_per_message_deflate=False,  # see server.wire
        timeout_keep_alive=15,
        proxy_headers=False,
    )
    with telemetry(settings, "server"):
        DrainingServer(config, app, settings.drain_seconds).run(sockets=[listener])


def run_analysis_worker(settings: Settings) -> None:
    """Take runs from the queue until SIGINT or SIGTERM; a run in hand is given back."""
    from analyzers.worker import WorkerConfig, run_worker
    from server.addresses import graph_address, redis_address
    from server.logging import configure_logging
    from server.telemetry import telemetry

    configure_logging(settings)
    config = WorkerConfig(
        graph=graph_address(settings),
        redis_url=redis_address(settings),
        data=settings.data,
        profile=settings.profile,
        weights=settings.weights,
        device=settings.device,
        model_idle_seconds=settings.model_idle_seconds,
        analysis_memory_mb=settings.analysis_memory_mb,
        analysis_seconds=settings.analysis_seconds,
        detections_per_second=settings.detections_per_second,
        lease_seconds=settings.lease_seconds,
        grace_seconds=settings.drain_seconds,
    )
    with telemetry(settings, "worker"):
        run_worker(config)
