"""Versions that can be played at once: their proxies are made by the code that workers run, without the networks."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analyzers.media.represent import represent
from graph.files import DataFolder
from graph.nodes.asset import Representation
from graph.nodes.ids import new_id
from schema.ids import decode_id
from tests.analyzers.coded_clips import source_of
from tests.outside.studio import open_services


def give_proxy(data: Path, admin_token: str, path: Path, version: str) -> None:
    """Give the version with a global id, which was ingested from ``path``, the files that an analysis makes of it."""
    # The browser's driver has a loop in this thread.
    with ThreadPoolExecutor() as elsewhere:
        elsewhere.submit(asyncio.run, _give(data, admin_token, path, decode_id(version, "Version"))).result()


async def _give(data: Path, admin_token: str, path: Path, version_id: str) -> None:
    files = DataFolder(data)
    _, made = await asyncio.to_thread(represent, source_of(path), files.version_folder(version_id))
    forms = [
        Representation(
            new_id(), version_id, one.role, files.relative(one.path), one.mime_type, one.bytes, one.width, one.height
        )
        for one in made
    ]
    async with open_services(data) as services:
        admin = await services.users.viewer_for_token(admin_token)
        assert admin is not None
        asked = await services.analysis.request(admin, version_id)
        run, attempt = await services.analysis.begin(asked.id, "worker", "cpu", [])
        await services.analysis.record_representations(run, attempt, forms)
        await services.analysis.finish(run, attempt, {})
