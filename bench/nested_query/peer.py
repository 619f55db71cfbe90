"""The nested query by another library, in that library's own environment: ``python peer.py ariadne`` or ``... graphene``.

For each line on standard input it answers the query once and writes how many seconds that took, from request to JSON bytes,
and the SHA-256 of the data's JSON. This file is run beside ``data.py`` and imports nothing else of ours.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from types import SimpleNamespace
from typing import Any

import data  # type: ignore[import-not-found]  # beside this file, which no package is


def ariadne() -> Any:
    from ariadne import QueryType, graphql, make_executable_schema  # type: ignore[import-not-found]

    assets = data.make(SimpleNamespace, SimpleNamespace, SimpleNamespace)
    query = QueryType()
    query.set_field("assets", lambda *_: assets)
    schema = make_executable_schema(data.SDL, query)

    async def answer() -> Any:
        _, result = await graphql(schema, {"query": data.QUERY})
        return result["data"]

    return answer


def graphene() -> Any:
    import graphene  # type: ignore[import-not-found]

    def required(kind: Any) -> Any:
        return graphene.NonNull(kind)

    class Detection(graphene.ObjectType):  # type: ignore[misc]
        id, label, confidence = required(graphene.ID), required(graphene.String), required(graphene.Float)

    class Shot(graphene.ObjectType):  # type: ignore[misc]
        id, index, start, end = required(graphene.ID), required(graphene.Int), required(graphene.Int), required(graphene.Int)
        detections = required(graphene.List(required(Detection)))

    class Asset(graphene.ObjectType):  # type: ignore[misc]
        id, name, kind = required(graphene.ID), required(graphene.String), required(graphene.String)
        shots = required(graphene.List(required(Shot)))

    made = data.make(Asset, Shot, Detection)

    class Query(graphene.ObjectType):  # type: ignore[misc]
        assets = required(graphene.List(required(Asset)))

        def resolve_assets(self, info: Any) -> Any:
            return made

    schema = graphene.Schema(query=Query)

    async def answer() -> Any:
        return (await schema.execute_async(data.QUERY)).data

    return answer


async def main() -> None:
    answer = {"ariadne": ariadne, "graphene": graphene}[sys.argv[1]]()
    for _ in sys.stdin:
        began = time.perf_counter()
        text = json.dumps(await answer())
        seconds = time.perf_counter() - began
        digest = hashlib.sha256(json.dumps(json.loads(text), separators=(",", ":")).encode()).hexdigest()
        print(json.dumps([seconds, digest]), flush=True)


asyncio.run(main())
