"""The context of an operation, or of one event of a subscription: what the caller may use, loaded anew.

GraphQL specification, section 6.4.2, *Value Resolution*: what a resolver uses beside value and arguments is the server's
to say.
"""

from __future__ import annotations

from functools import partial

from graph.nodes.access import Viewer
from schema.context import Context
from server.readiness import examine_parts
from server.resources import Resources


def make_context(resources: Resources, caller: Viewer, request_id: str, *, development: bool) -> Context:
    """Return a context with loaders of its own: what it has loaded, nobody else is shown later."""
    return Context(
        services=resources.services,
        uploads=resources.uploads,
        events=resources.hub,
        report=partial(examine_parts, resources),
        engine=resources.graph.engine,
        model_profile=resources.encoders.report,
        request_id=request_id,
        caller=caller,
        development=development,
        introspection_for=resources.settings.introspection,
    )
