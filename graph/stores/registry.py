"""All stores over one graph, as one value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from graph.ports import GraphClient
from graph.stores.annotations import AnnotationStore
from graph.stores.assets import AssetStore
from graph.stores.attachments import AttachmentStore
from graph.stores.attendance import AttendanceStore
from graph.stores.audit import AuditStore
from graph.stores.carry_asks import CarryAskStore
from graph.stores.claims import ClaimStore
from graph.stores.comments import CommentStore
from graph.stores.entities import EntityStore
from graph.stores.footage_names import FootageNameStore
from graph.stores.guests import GuestStore
from graph.stores.keyframes import KeyframeStore
from graph.stores.labels import LabelStore
from graph.stores.log import SessionLogStore
from graph.stores.models import ModelStore
from graph.stores.parts import PartReader, Parts
from graph.stores.people import PeopleStore
from graph.stores.project_log import ProjectLogStore
from graph.stores.projects import ProjectStore
from graph.stores.representations import RepresentationStore
from graph.stores.reviews import ReviewStore
from graph.stores.runs import RunStore
from graph.stores.shots import ShotStore
from graph.stores.tokens import TokenStore
from graph.stores.tracks import TrackStore
from graph.stores.users import UserStore
from graph.stores.versions import VersionStore


@dataclass(frozen=True, slots=True)
class Stores:
    """One store per noun. They know no rights: what a viewer may see is asked of the services."""

    projects: ProjectStore
    assets: AssetStore
    versions: VersionStore
    representations: RepresentationStore
    shots: ShotStore
    keyframes: KeyframeStore
    labels: LabelStore
    tracks: TrackStore
    entities: EntityStore
    models: ModelStore
    runs: RunStore
    users: UserStore
    tokens: TokenStore
    guests: GuestStore
    people: PeopleStore
    claims: ClaimStore
    audit: AuditStore
    log: SessionLogStore
    attendance: AttendanceStore
    attachments: AttachmentStore
    project_log: ProjectLogStore
    reviews: ReviewStore
    comments: CommentStore
    carry_asks: CarryAskStore
    annotations: AnnotationStore
    footage_names: FootageNameStore
    client: GraphClient

    def only(self, parts: Parts[Any], names: Collection[str] | None) -> Stores:
        """Return stores that read some attributes of a kind of node, and its keys, whatever else it has; all for None.

        They are for reading nodes of that kind: see graph.stores.parts.
        """
        return self if names is None else build_stores(cast("GraphClient", PartReader(self.client, parts, names)))


def build_stores(client: GraphClient) -> Stores:
    """Return all stores over a graph."""
    return Stores(
        projects=ProjectStore(client),
        assets=AssetStore(client),
        versions=VersionStore(client),
        representations=RepresentationStore(client),
        shots=ShotStore(client),
        keyframes=KeyframeStore(client),
        labels=LabelStore(client),
        tracks=TrackStore(client),
        entities=EntityStore(client),
        models=ModelStore(client),
        runs=RunStore(client),
        users=UserStore(client),
        tokens=TokenStore(client),
        guests=GuestStore(client),
        people=PeopleStore(client),
        claims=ClaimStore(client),
        audit=AuditStore(client),
        log=SessionLogStore(client),
        attendance=AttendanceStore(client),
        attachments=AttachmentStore(client),
        project_log=ProjectLogStore(client),
        reviews=ReviewStore(client),
        comments=CommentStore(client),
        carry_asks=CarryAskStore(client),
        annotations=AnnotationStore(client),
        footage_names=FootageNameStore(client),
        client=client,
    )
