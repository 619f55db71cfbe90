"""The profile of weights that `up` settles on once, so that its worker and its server use the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from analyzers import hub
from analyzers.profiles import Profile, choose
from graph.errors import UnavailableError
from graph.files import DataFolder
from server.children import reelgraph_command
from server.settings import Settings


async def settle_profile(settings: Settings, note: Callable[[str], None]) -> Settings:
    """Return the settings with a profile that can be had: fetched from the hub, or what is here. It is said loudly.

    Raises InvalidError or UnavailableError where the profile that was asked for cannot be had.
    """
    pulled, wanted = DataFolder(settings.data).models, Profile(settings.profile)
    choice = await asyncio.to_thread(choose, wanted, settings.weights, pulled)
    profile, why = choice.profile, choice.why
    if profile is Profile.HUB and not hub.is_pulled(pulled):
        note(f"fetching models from the hub into {pulled}: some GB, once")
        if await _pull(settings) != 0:
            if wanted is not Profile.AUTO:
                raise UnavailableError("The models could not be fetched from the hub; the lines above say why.")
            profile = Profile.FOLDER if settings.weights else Profile.BUNDLED
            why = "the models could not be fetched from the hub; those that are here search by words less well"
    note(f"models: profile {profile}: {why}")
    return settings.model_copy(update={"profile": profile.value, "profile_reason": why})


async def _pull(settings: Settings) -> int:
    """Fetch in a process of its own, which Ctrl-C can end, and return its exit status."""
    command = reelgraph_command("models", "pull", "--data", str(settings.data))
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
