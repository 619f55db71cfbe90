"""All services, built from the graph and the ports, as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.features import FeatureStore
from graph.files import DataFolder
from graph.ports import (
    EventBus,
    Fetcher,
    GraphClient,
    IdentityProvider,
    ImageEncoder,
    MediaProbe,
    RoomBoard,
    RunQueue,
    TextEncoder,
    Uploads,
)
from graph.services.analysis import AnalysisService
from graph.services.annotations import AnnotationService
from graph.services.assets import AssetService
from graph.services.attachments import AttachmentService
from graph.services.audit import AuditLog
from graph.services.carrying import CarryService
from graph.services.comments import CommentService
from graph.services.conform import ConformService
from graph.services.entities import EntityService
from graph.services.export import ExportService
from graph.services.footage_choice import FootageChoice
from graph.services.guests import GuestService
from graph.services.idempotency import Idempotency
from graph.services.indexing import IndexingService
from graph.services.ingest import IngestService
from graph.services.minutes import MinutesService
from graph.services.models import ModelService
from graph.services.people import PeopleService
from graph.services.project_log import ProjectLog
from graph.services.projects import ProjectService
from graph.services.quota import Quota
from graph.services.reviews import ReviewService
from graph.services.rooms import RoomService
from graph.services.search import SearchService
from graph.services.session_log import SessionLog
from graph.services.users import UserService
from graph.services.verdicts import VerdictService
from graph.services.visual import VisualChannel
from graph.stores.facets import FacetStore
from graph.stores.names import NameStore
from graph.stores.registry import Stores, build_stores
from graph.stores.search import SearchStore
from graph.vectors.library import VectorIndexes


@dataclass(frozen=True, slots=True)
class Services:
    """The rules, one service per noun. ``stores`` serve loaders, for things under a parent that the viewer was shown."""

    stores: Stores
    projects: ProjectService
    ingest: IngestService
    quota: Quota
    idempotency: Idempotency
    audit: AuditLog
    analysis: AnalysisService
    assets: AssetService
    entities: EntityService
    models: ModelService
    users: UserService
    guests: GuestService
    people: PeopleService
    search: SearchService
    session_log: SessionLog
    project_log: ProjectLog
    reviews: ReviewService
    carrying: CarryService
    minutes: MinutesService
    attachments: AttachmentService
    comments: CommentService
    annotations: AnnotationService
    verdicts: VerdictService
    rooms: RoomService
    choice: FootageChoice
    conform: ConformService
    export: ExportService
    indexing: IndexingService
    files: DataFolder
    features: FeatureStore
    bus: EventBus
    queue: RunQueue


def build_services(
    client: GraphClient,
    bus: EventBus,
    queue: RunQueue,
    files: DataFolder,
    features: FeatureStore,
    vectors: VectorIndexes,
    probe: MediaProbe,
    text_encoder: TextEncoder | None = None,
    image_encoder: ImageEncoder | None = None,
    uploads: Uploads | None = None,
    *,
    roots: Sequence[Path] = (),
    project_quota: int | None = None,
    fetch: Fetcher | None = None,
    provider: IdentityProvider | None = None,
    rooms: RoomBoard | None = None,
) -> Services:
    """Return the services of one process. ``roots`` are the folders whose files may be ingested by path.

    ``project_quota`` is how many bytes of originals a project may keep in the data folder; None: any number. Without
    ``fetch`` nothing is ingested by its address.
    """
    stores = build_stores(client)
    people = PeopleService(stores.people, stores.users, stores.tokens, bus)
    models = ModelService(stores.models)
    analysis = AnalysisService(stores, models, bus, queue)
    found = SearchStore(client)
    log = SessionLog(stores.log, bus)
    carrying = CarryService(stores, log, features)
    quota = Quota(stores.versions, project_quota)
    attachments = AttachmentService(stores.attachments, files, uploads, quota)
    search = SearchService(
        found,
        VisualChannel(found, vectors, files, text_encoder, image_encoder, uploads),
        FacetStore(client, found),
        NameStore(client),
    )
    choice = FootageChoice(stores, search)
    return Services(
        stores=stores,
        projects=ProjectService(stores, bus),
        ingest=IngestService(stores, analysis, files, probe, bus, quota, roots, fetch),
        quota=quota,
        idempotency=Idempotency(stores.claims),
        audit=AuditLog(stores.audit),
        analysis=analysis,
        assets=AssetService(stores),
        entities=EntityService(stores),
        models=models,
        users=UserService(stores.users, stores.tokens, bus, people, provider),
        guests=GuestService(stores.guests, stores.tokens, stores.reviews, bus),
        people=people,
        session_log=log,
        project_log=ProjectLog(stores.project_log, bus),
        reviews=ReviewService(stores, log, carrying),
        carrying=carrying,
        minutes=MinutesService(stores, log),
        attachments=attachments,
        comments=CommentService(stores, log, attachments),
        annotations=AnnotationService(stores, log),
        verdicts=VerdictService(stores, log),
        rooms=RoomService(stores, log, rooms, bus),
        search=search,
        choice=choice,
        conform=ConformService(stores),
        export=ExportService(stores, choice),
        indexing=IndexingService(found, vectors),
        files=files,
        features=features,
        bus=bus,
        queue=queue,
    )
