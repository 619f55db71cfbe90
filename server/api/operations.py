"""Generated from the schema and operations.graphql; do not edit: ``make client``."""

# ruff: noqa: A002 -- arguments are called what the schema calls them

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal, NotRequired, Protocol, TypedDict, cast


class Asking(Protocol):
    """Sends queries and mutations."""

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Return the data of an answer."""
        ...


class Following(Protocol):
    """Sends subscriptions."""

    def __call__(self, document: str, variables: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Yield the data of each answer."""
        ...


AnalysisTask = Literal["DETECTION", "EMBEDDING", "LABELS", "SHOTS"]
AssetKind = Literal["AUDIO", "IMAGE", "IMAGE_SEQUENCE", "TIMELINE", "VIDEO"]
MarkKind = Literal["ARROW", "BOX", "ELLIPSE", "STROKE", "TEXT"]
MatchedBy = Literal["CLIP_NAME", "CONTENT", "MEDIA_NAME", "PATH", "VERSION"]
Mismatch = Literal["AMBIGUOUS", "NOT_FOUND", "NO_NAME", "OUT_OF_RANGE"]
ProblemCode = Literal[
    "BROKEN_MEDIA",
    "CONFLICT",
    "EMBEDDER_MISMATCH",
    "GONE",
    "INVALID",
    "LEASE_HELD",
    "NOT_ALLOWED",
    "NOT_FOUND",
    "OUTSIDE_ROOTS",
    "RATE_LIMITED",
    "TOO_LARGE",
    "UNAVAILABLE",
    "UNSUPPORTED_MEDIA",
]
Relevance = Literal["FAIR", "STRONG", "WEAK"]
ReportFormat = Literal["HTML", "JSON", "MARKDOWN"]
RunStatus = Literal["CANCELLED", "FAILED", "QUEUED", "RUNNING", "SUCCEEDED"]
SearchChannel = Literal["LABEL", "NAME", "VISUAL"]
StorageMode = Literal["COPY", "REFERENCE"]
SuggestionKind = Literal["FEWER_CONDITIONS", "FEWER_WORDS", "SEEN_HERE", "SPELLING"]
TimelineFormat = Literal["AAF", "ALE", "CSV", "EDL", "FCPX", "FCPXML", "JSONLD", "OTIO", "XMEML"]


class Project(TypedDict):
    """What was asked of one Project."""

    id: str
    key: str
    name: str
    storage: StorageMode


class Projects(TypedDict):
    """What was asked of one ProjectConnection."""

    edges: list[ProjectsEdges]
    pageInfo: ProjectsPageInfo


class ProjectsEdges(TypedDict):
    """What was asked of one ProjectEdge."""

    node: ProjectsEdgesNode


class ProjectsEdgesNode(TypedDict):
    """What was asked of one Project."""

    key: str


class ProjectsPageInfo(TypedDict):
    """What was asked of one PageInfo."""

    hasNextPage: bool
    endCursor: str | None


class Assets(TypedDict):
    """What was asked of one Project."""

    assets: AssetsAssets


class AssetsAssets(TypedDict):
    """What was asked of one AssetConnection."""

    edges: list[AssetsAssetsEdges]
    pageInfo: AssetsAssetsPageInfo


class AssetsAssetsEdges(TypedDict):
    """What was asked of one AssetEdge."""

    node: AssetsAssetsEdgesNode


class AssetsAssetsEdgesNode(TypedDict):
    """What was asked of one Asset."""

    name: str
    latest: AssetsAssetsEdgesNodeLatest


class AssetsAssetsEdgesNodeLatest(TypedDict):
    """What was asked of one Version."""

    id: str


class AssetsAssetsPageInfo(TypedDict):
    """What was asked of one PageInfo."""

    hasNextPage: bool
    endCursor: str | None


class AnalysisRun(TypedDict):
    """What was asked of one AnalysisRun."""

    status: RunStatus
    error: AnalysisRunError | None


class AnalysisRunError(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class Search(TypedDict):
    """What was asked of one SearchConnection."""

    noGoodMatch: bool
    assets: list[SearchAssets]
    suggestions: list[SearchSuggestions]
    edges: list[SearchEdges]


class SearchAssets(TypedDict):
    """What was asked of one Asset."""

    id: str
    name: str
    kind: AssetKind


class SearchSuggestions(TypedDict):
    """What was asked of one SearchSuggestion."""

    kind: SuggestionKind
    text: str | None
    shots: int


class SearchEdges(TypedDict):
    """What was asked of one SearchEdge."""

    node: SearchEdgesNode


class SearchEdgesNode(TypedDict):
    """What was asked of one SearchHit."""

    shot: SearchEdgesNodeShot
    range: SearchEdgesNodeRange
    score: float
    relevance: Relevance
    why: list[SearchEdgesNodeWhy]


class SearchEdgesNodeShot(TypedDict):
    """What was asked of one Shot."""

    id: str
    version: SearchEdgesNodeShotVersion


class SearchEdgesNodeShotVersion(TypedDict):
    """What was asked of one Version."""

    id: str
    asset: SearchEdgesNodeShotVersionAsset


class SearchEdgesNodeShotVersionAsset(TypedDict):
    """What was asked of one Asset."""

    id: str
    name: str


class SearchEdgesNodeRange(TypedDict):
    """What was asked of one FrameRange."""

    start: int
    end: int
    startTimecode: str
    endTimecode: str


class SearchEdgesNodeWhy(TypedDict):
    """What was asked of one ChannelScore."""

    channel: SearchChannel
    score: float
    matched: list[str]


class SearchInput(TypedDict):
    """What to look for: words, a shot or a picture."""

    channels: NotRequired[list[SearchChannel] | None]
    likeImage: NotRequired[str | None]
    likeShot: NotRequired[str | None]
    text: NotRequired[str | None]
    where: NotRequired[SearchFilter | None]


class SearchFilter(TypedDict):
    """What a hit must satisfy; all given conditions hold together, within a list any value does."""

    assets: NotRequired[list[str] | None]
    createdAfter: NotRequired[str | None]
    createdBefore: NotRequired[str | None]
    entities: NotRequired[list[str] | None]
    kinds: NotRequired[list[AssetKind] | None]
    labels: NotRequired[list[str] | None]
    maxSeconds: NotRequired[float | None]
    minSeconds: NotRequired[float | None]
    modelVersion: NotRequired[str | None]
    projects: NotRequired[list[str] | None]
    reviewStatuses: NotRequired[list[str] | None]


class CreateProject(TypedDict):
    """What was asked of one CreateProjectPayload."""

    project: CreateProjectProject | None
    problems: list[CreateProjectProblems]


class CreateProjectProject(TypedDict):
    """What was asked of one Project."""

    id: str
    key: str
    name: str
    storage: StorageMode


class CreateProjectProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class CreateProjectInput(TypedDict):
    """A project to make."""

    clientMutationId: NotRequired[str | None]
    key: str
    name: str
    storage: NotRequired[StorageMode]


class Ingest(TypedDict):
    """What was asked of one IngestPayload."""

    created: bool
    asset: IngestAsset | None
    version: IngestVersion | None
    run: IngestRun | None
    problems: list[IngestProblems]


class IngestAsset(TypedDict):
    """What was asked of one Asset."""

    id: str
    name: str


class IngestVersion(TypedDict):
    """What was asked of one Version."""

    id: str


class IngestRun(TypedDict):
    """What was asked of one AnalysisRun."""

    id: str
    status: RunStatus
    error: IngestRunError | None


class IngestRunError(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class IngestProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class IngestInput(TypedDict):
    """A file to take in: a path on the server, a finished upload or an address: one of them."""

    analyze: NotRequired[bool]
    clientMutationId: NotRequired[str | None]
    name: NotRequired[str | None]
    path: NotRequired[str | None]
    project: str
    tags: NotRequired[list[str] | None]
    uploadId: NotRequired[str | None]
    url: NotRequired[str | None]
    versionOf: NotRequired[str | None]


class Analyze(TypedDict):
    """What was asked of one AnalyzePayload."""

    run: AnalyzeRun | None
    problems: list[AnalyzeProblems]


class AnalyzeRun(TypedDict):
    """What was asked of one AnalysisRun."""

    id: str
    status: RunStatus
    error: AnalyzeRunError | None


class AnalyzeRunError(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class AnalyzeProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class AnalyzeInput(TypedDict):
    """What to analyse, and how."""

    clientMutationId: NotRequired[str | None]
    force: NotRequired[bool]
    parameters: NotRequired[Any | None]
    tasks: NotRequired[list[AnalysisTask] | None]
    version: str


class CancelRun(TypedDict):
    """What was asked of one CancelRunPayload."""

    run: CancelRunRun | None
    problems: list[CancelRunProblems]


class CancelRunRun(TypedDict):
    """What was asked of one AnalysisRun."""

    id: str
    status: RunStatus


class CancelRunProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class AnalysisProgress(TypedDict):
    """What was asked of one AnalysisProgress."""

    stage: str
    done: int
    total: int
    framesPerSecond: float | None
    eta: float | None


class ReviewSessions(TypedDict):
    """What was asked of one Project."""

    id: str
    reviewSessions: ReviewSessionsReviewSessions


class ReviewSessionsReviewSessions(TypedDict):
    """What was asked of one ReviewSessionConnection."""

    edges: list[ReviewSessionsReviewSessionsEdges]


class ReviewSessionsReviewSessionsEdges(TypedDict):
    """What was asked of one ReviewSessionEdge."""

    node: ReviewSessionsReviewSessionsEdgesNode


class ReviewSessionsReviewSessionsEdgesNode(TypedDict):
    """What was asked of one ReviewSession."""

    id: str


class OpenReviewSession(TypedDict):
    """What was asked of one ReviewSessionPayload."""

    reviewSession: OpenReviewSessionReviewSession | None
    problems: list[OpenReviewSessionProblems]


class OpenReviewSessionReviewSession(TypedDict):
    """What was asked of one ReviewSession."""

    id: str


class OpenReviewSessionProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class OpenReviewSessionInput(TypedDict):
    """A review session to open."""

    clientMutationId: NotRequired[str | None]
    first: NotRequired[int]
    name: str
    project: str
    search: NotRequired[SearchInput | None]
    selection: NotRequired[list[str] | None]
    timeline: NotRequired[TimelineInput | None]
    versions: NotRequired[list[str] | None]


class TimelineInput(TypedDict):
    """A timeline's file: a finished upload or its text, one of them."""

    format: NotRequired[TimelineFormat | None]
    rate: NotRequired[RationalInput | None]
    text: NotRequired[str | None]
    uploadId: NotRequired[str | None]


class RationalInput(TypedDict):
    """A ratio of two whole numbers above 0, such as the frame rate 30000/1001."""

    den: NotRequired[int]
    num: int


class AddComment(TypedDict):
    """What was asked of one CommentPayload."""

    comment: AddCommentComment | None
    problems: list[AddCommentProblems]


class AddCommentComment(TypedDict):
    """What was asked of one Comment."""

    id: str


class AddCommentProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class AddCommentInput(TypedDict):
    """Something to say about frames of a version."""

    at: FrameRangeInput
    attachments: NotRequired[list[str] | None]
    clientMutationId: NotRequired[str | None]
    marks: NotRequired[list[MarkInput] | None]
    mentions: NotRequired[list[str] | None]
    replyTo: NotRequired[str | None]
    sessionId: str
    text: str
    versionId: str


class FrameRangeInput(TypedDict):
    """Frames from `start` up to but without `end`."""

    end: int
    start: int


class MarkInput(TypedDict):
    """One thing to draw."""

    colour: str
    kind: MarkKind
    points: list[MarkPointInput]
    text: NotRequired[str | None]
    width: float


class MarkPointInput(TypedDict):
    """A point of a mark, in parts of the picture as it is shown: 0 to 1, origin top left."""

    pressure: NotRequired[float]
    x: float
    y: float


class DecideVersion(TypedDict):
    """What was asked of one DecisionPayload."""

    decision: DecideVersionDecision | None
    problems: list[DecideVersionProblems]


class DecideVersionDecision(TypedDict):
    """What was asked of one Decision."""

    id: str


class DecideVersionProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class DecideVersionInput(TypedDict):
    """What a version of the playlist is decided to be."""

    clientMutationId: NotRequired[str | None]
    reason: NotRequired[str]
    sessionId: str
    status: str
    versionId: str


class Conform(TypedDict):
    """What was asked of one ConformPayload."""

    timeline: ConformTimeline | None
    matched: int
    clips: list[ConformClips]
    reviewSession: ConformReviewSession | None
    problems: list[ConformProblems]


class ConformTimeline(TypedDict):
    """What was asked of one Timeline."""

    name: str
    rate: ConformTimelineRate
    start: str
    frames: int
    tracks: int
    markers: int
    notes: list[str]


class ConformTimelineRate(TypedDict):
    """What was asked of one Rational."""

    num: int
    den: int


class ConformClips(TypedDict):
    """What was asked of one ConformedClip."""

    name: str
    media: str
    track: str
    place: int
    frames: int
    timecode: str
    source: str
    version: ConformClipsVersion | None
    range: ConformClipsRange | None
    matchedBy: MatchedBy | None
    mismatch: Mismatch | None
    reason: str | None
    candidates: list[str]


class ConformClipsVersion(TypedDict):
    """What was asked of one Version."""

    id: str
    number: int
    asset: ConformClipsVersionAsset


class ConformClipsVersionAsset(TypedDict):
    """What was asked of one Asset."""

    id: str
    name: str


class ConformClipsRange(TypedDict):
    """What was asked of one FrameRange."""

    start: int
    end: int
    startTimecode: str


class ConformReviewSession(TypedDict):
    """What was asked of one ReviewSession."""

    id: str


class ConformProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class ConformInput(TypedDict):
    """A timeline to match with the footage of a project."""

    clientMutationId: NotRequired[str | None]
    openSession: NotRequired[str | None]
    project: str
    timeline: TimelineInput


class Export(TypedDict):
    """What was asked of one ExportPayload."""

    file: ExportFile | None
    problems: list[ExportProblems]


class ExportFile(TypedDict):
    """What was asked of one ExportedFile."""

    name: str
    mimeType: str
    text: str
    notes: list[str]


class ExportProblems(TypedDict):
    """What was asked of one Problem."""

    code: ProblemCode
    message: str


class ExportInput(TypedDict):
    """What leaves: a review session, what a search finds, or a selection, one of them; and how."""

    clientMutationId: NotRequired[str | None]
    detections: NotRequired[bool]
    dropFrame: NotRequired[bool | None]
    first: NotRequired[int]
    format: TimelineFormat
    handles: NotRequired[int]
    name: NotRequired[str | None]
    rate: NotRequired[RationalInput | None]
    search: NotRequired[SearchInput | None]
    selection: NotRequired[list[str] | None]
    session: NotRequired[str | None]


class SessionReport(TypedDict):
    """What was asked of one SessionReport."""

    fileName: str
    url: str
    text: str


PROJECT = "query Project($key:String!){project(key:$key){id key name storage}}"


async def project(client: Asking, *, key: str) -> Project | None:
    """Return `project` of the query's answer."""
    return cast("Project | None", (await client.ask(PROJECT, key=key))["project"])


PROJECTS = "query Projects($after:String){projects(first:100 after:$after){edges{node{key}}pageInfo{hasNextPage endCursor}}}"


async def projects(client: Asking, *, after: str | None = None) -> Projects:
    """Return `projects` of the query's answer."""
    return cast("Projects", (await client.ask(PROJECTS, after=after))["projects"])


ASSETS = (
    "query Assets($key:String!$after:String){project(key:$key){assets(first:100 after:$after){edges{node{"
    "name latest{id}}}pageInfo{hasNextPage endCursor}}}}"
)


async def assets(client: Asking, *, key: str, after: str | None = None) -> Assets | None:
    """Return `project` of the query's answer."""
    return cast("Assets | None", (await client.ask(ASSETS, key=key, after=after))["project"])


ANALYSIS_RUN = "query AnalysisRun($id:ID!){analysisRun(id:$id){status error{code message}}}"


async def analysis_run(client: Asking, *, id: str) -> AnalysisRun | None:
    """Return `analysisRun` of the query's answer."""
    return cast("AnalysisRun | None", (await client.ask(ANALYSIS_RUN, id=id))["analysisRun"])


SEARCH = (
    "query Search($input:SearchInput!$first:Int!){search(input:$input first:$first){noGoodMatch assets{id"
    " name kind}suggestions{kind text shots}edges{node{shot{id version{id asset{id name}}}range{start end"
    " startTimecode endTimecode}score relevance why{channel score matched}}}}}"
)


async def search(client: Asking, *, input: SearchInput, first: int) -> Search:
    """Return `search` of the query's answer."""
    return cast("Search", (await client.ask(SEARCH, input=input, first=first))["search"])


CREATE_PROJECT = (
    "mutation CreateProject($input:CreateProjectInput!){createProject(input:$input){project{id key name s"
    "torage}problems{code message}}}"
)


async def create_project(client: Asking, *, input: CreateProjectInput) -> CreateProject:
    """Return `createProject` of the mutation's answer."""
    return cast("CreateProject", (await client.ask(CREATE_PROJECT, input=input))["createProject"])


INGEST = (
    "mutation Ingest($input:IngestInput!){ingest(input:$input){created asset{id name}version{id}run{id st"
    "atus error{code message}}problems{code message}}}"
)


async def ingest(client: Asking, *, input: IngestInput) -> Ingest:
    """Return `ingest` of the mutation's answer."""
    return cast("Ingest", (await client.ask(INGEST, input=input))["ingest"])


ANALYZE = (
    "mutation Analyze($input:AnalyzeInput!){analyze(input:$input){run{id status error{code message}}problems{code message}}}"
)


async def analyze(client: Asking, *, input: AnalyzeInput) -> Analyze:
    """Return `analyze` of the mutation's answer."""
    return cast("Analyze", (await client.ask(ANALYZE, input=input))["analyze"])


CANCEL_RUN = "mutation CancelRun($id:ID!){cancelRun(id:$id){run{id status}problems{code message}}}"


async def cancel_run(client: Asking, *, id: str) -> CancelRun:
    """Return `cancelRun` of the mutation's answer."""
    return cast("CancelRun", (await client.ask(CANCEL_RUN, id=id))["cancelRun"])


ANALYSIS_PROGRESS = (
    "subscription AnalysisProgress($run:ID!){analysisProgress(runId:$run){stage done total framesPerSecond eta}}"
)


async def analysis_progress(follow: Following, *, run: str) -> AsyncIterator[AnalysisProgress]:
    """Yield each `analysisProgress` that the subscription brings."""
    async for data in follow(ANALYSIS_PROGRESS, {"run": run}):
        yield cast("AnalysisProgress", data["analysisProgress"])


REVIEW_SESSIONS = "query ReviewSessions($key:String!){project(key:$key){id reviewSessions(first:1){edges{node{id}}}}}"


async def review_sessions(client: Asking, *, key: str) -> ReviewSessions | None:
    """Return `project` of the query's answer."""
    return cast("ReviewSessions | None", (await client.ask(REVIEW_SESSIONS, key=key))["project"])


OPEN_REVIEW_SESSION = (
    "mutation OpenReviewSession($input:OpenReviewSessionInput!){openReviewSession(input:$input){reviewSes"
    "sion{id}problems{code message}}}"
)


async def open_review_session(client: Asking, *, input: OpenReviewSessionInput) -> OpenReviewSession:
    """Return `openReviewSession` of the mutation's answer."""
    return cast("OpenReviewSession", (await client.ask(OPEN_REVIEW_SESSION, input=input))["openReviewSession"])


ADD_COMMENT = "mutation AddComment($input:AddCommentInput!){addComment(input:$input){comment{id}problems{code message}}}"


async def add_comment(client: Asking, *, input: AddCommentInput) -> AddComment:
    """Return `addComment` of the mutation's answer."""
    return cast("AddComment", (await client.ask(ADD_COMMENT, input=input))["addComment"])


DECIDE_VERSION = (
    "mutation DecideVersion($input:DecideVersionInput!){decideVersion(input:$input){decision{id}problems{code message}}}"
)


async def decide_version(client: Asking, *, input: DecideVersionInput) -> DecideVersion:
    """Return `decideVersion` of the mutation's answer."""
    return cast("DecideVersion", (await client.ask(DECIDE_VERSION, input=input))["decideVersion"])


CONFORM = (
    "mutation Conform($input:ConformInput!){conform(input:$input){timeline{name rate{num den}start frames"
    " tracks markers notes}matched clips{name media track place frames timecode source version{id number "
    "asset{id name}}range{start end startTimecode}matchedBy mismatch reason candidates}reviewSession{id}p"
    "roblems{code message}}}"
)


async def conform(client: Asking, *, input: ConformInput) -> Conform:
    """Return `conform` of the mutation's answer."""
    return cast("Conform", (await client.ask(CONFORM, input=input))["conform"])


EXPORT = "mutation Export($input:ExportInput!){export(input:$input){file{name mimeType text notes}problems{code message}}}"


async def export(client: Asking, *, input: ExportInput) -> Export:
    """Return `export` of the mutation's answer."""
    return cast("Export", (await client.ask(EXPORT, input=input))["export"])


SESSION_REPORT = (
    "query SessionReport($session:ID!$format:ReportFormat!){sessionReport(sessionId:$session format:$form"
    "at){fileName url text}}"
)


async def session_report(client: Asking, *, session: str, format: ReportFormat) -> SessionReport:
    """Return `sessionReport` of the query's answer."""
    return cast("SessionReport", (await client.ask(SESSION_REPORT, session=session, format=format))["sessionReport"])
