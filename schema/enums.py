"""The graph's enums as GraphQL enums: the members are the graph's own, only the descriptions are added here.

A member without a description is an error at import, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from graph.minutes.forms import ReportFormat
from graph.nodes.access import Role, Scope, SignIn, TokenKind, UserKind
from graph.nodes.annotation import MarkKind
from graph.nodes.asset import AssetKind, AssetOrder, RepresentationRole, StorageMode
from graph.nodes.audit import Outcome
from graph.nodes.comment import CommentStatus
from graph.nodes.conform import MatchedBy, Mismatch
from graph.nodes.entity import EntityKind
from graph.nodes.facets import FacetKind
from graph.nodes.model import AnalysisTask
from graph.nodes.review import SessionStatus
from graph.nodes.room import Comparison
from graph.nodes.run import RunStatus
from graph.nodes.search import Relevance, SearchChannel
from graph.nodes.shot import Transition
from graph.nodes.suggestion import SuggestionKind
from graph.nodes.timeline import TimelineFormat, TrackKind
from graph.nodes.verdict import VerdictKind


def _describe(
    enum: type[Enum], description: str, deprecated: Mapping[str, str] = MappingProxyType({}), **members: str
) -> None:
    definition: StrawberryEnumDefinition = strawberry.enum(enum, description=description).__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = members[value.name]
        value.deprecation_reason = deprecated.get(value.name)


_describe(
    Role,
    "What a member may do in a project; each role may do all that the ones before it may.",
    VIEWER="Look at everything and search.",
    REVIEWER="Also comment.",
    ARTIST="Also ingest footage and ask for analysis.",
    SUPERVISOR="Also cancel the work of others and change what is known.",
    ADMIN="Also decide who is a member.",
)
_describe(
    Scope,
    "How far a token reaches, whoever's it is; each scope includes the ones before it.",
    READ="See and search.",
    WRITE="Also ingest, analyse, review and invite guests.",
    ADMIN="Also decide who is a member, and manage tokens; for an administrator of the server all else too.",
)
_describe(
    UserKind,
    "Who a user is.",
    PERSON="A person with an account.",
    SERVICE="A program, for which an administrator answers.",
    GUEST="Somebody whom a guest link let in.",
)
_describe(
    TokenKind,
    "Who shows a token.",
    API="A program or command line, as a bearer token.",
    SESSION="A browser, as a cookie.",
    GUEST="A guest's program, as a bearer token.",
)
_describe(
    SignIn,
    "How a caller came in.",
    TOKEN="With a token of this server.",  # noqa: S106 -- a description
    SESSION="With a browser's session.",
    GUEST_LINK="Through a guest link.",
    PROVIDER="With a token of the identity provider.",
)
_describe(
    Outcome,
    "What came of a deed.",
    DONE="It was done.",
    REFUSED="It was refused, or could not be done.",
)
_describe(
    AssetKind,
    "What an asset is made of.",
    VIDEO="Moving pictures, with or without sound.",
    AUDIO="Sound alone.",
    IMAGE="One still picture.",
    IMAGE_SEQUENCE="A folder of numbered pictures that play as one.",
    TIMELINE="An edit of other assets.",
)
_describe(
    AssetOrder,
    "How assets are listed.",
    NEWEST="Newest first.",
    OLDEST="Oldest first.",
    NAME="By name, in any case.",
)
_describe(
    StorageMode,
    "What a project does with an ingested file.",
    COPY="Copies it into the server's data folder.",
    REFERENCE="Leaves it where it is and reads it there.",
)
_describe(
    RepresentationRole,
    "What a file of a version is for.",
    ORIGINAL="The bytes that were ingested.",
    PROXY="H.264 for players, made for exact seeks.",
    PTS_TABLE="JSON: the presentation time of each frame of the proxy.",
    POSTER="One picture that stands for the version.",
    THUMBNAIL="A small picture of a keyframe.",
    SPRITE="Many small pictures in one, for scrubbing.",
    SPRITE_INDEX="WebVTT: which part of the sprite shows which time.",
    WAVEFORM="JSON: peaks of the sound.",
)
_describe(
    EntityKind,
    "What an entity is.",
    PERSON="A person.",
    ANIMAL="An animal.",
    VEHICLE="A vehicle.",
    OBJECT="Any other thing.",
    PLACE="A place.",
)
_describe(
    AnalysisTask,
    "What a model is asked to do.",
    SHOTS="Find where shots begin and end.",
    DETECTION="Find and name people and things on single frames.",
    EMBEDDING="Turn frames into vectors for search.",
    LABELS="Give words to whole shots.",
)
_describe(
    RunStatus,
    "Where an analysis run is; the last three are final.",
    QUEUED="It waits for a worker.",
    RUNNING="A worker has it.",
    SUCCEEDED="Its results are in the graph.",
    FAILED="It ended with an error, which says what to do.",
    CANCELLED="Somebody stopped it.",
)
_describe(
    Relevance,
    "How far a hit stands out of what any query would find here.",
    STRONG="Far above chance.",
    FAIR="Above chance.",
    WEAK="Hardly above chance: a guess.",
)
_describe(
    SearchChannel,
    "A way to find a shot.",
    VISUAL="By what its pictures look like.",
    LABEL="By the words that networks gave it and the entities seen in it.",
    NAME="By the name and tags of its asset.",
)
_describe(
    FacetKind,
    "What hits are told apart by.",
    PROJECT="The project.",
    KIND="What the asset is made of.",
    ENTITY="Who or what is seen.",
    LABEL="The words that networks gave the shot.",
    LENGTH="How long the shot lasts, in bands.",
    DATE="When the version was ingested, in bands that overlap: today is in the last 7 days.",
    REVIEW_STATUS="What the version was decided to be last; an empty value where it was not.",
)
_describe(
    SuggestionKind,
    "What is to be changed about a search that found nothing good.",
    SPELLING="Words that are nearly the same, and are known here.",
    FEWER_WORDS="Only the words that are known here.",
    FEWER_CONDITIONS="The same words without the conditions: then something stands out.",
    SEEN_HERE="Words for what is seen most often here.",
)
_describe(
    Transition,
    "How a shot begins.",
    START="It is the first of its version.",
    CUT="From one frame to the next.",
    DISSOLVE="The shot before fades into it.",
    FADE="It comes out of one colour, mostly black.",
    WIPE="It moves over the shot before.",
)
_describe(
    SessionStatus,
    "Whether things can still be said in a review session.",
    OPEN="They can.",
    CLOSED="They cannot, until it is opened again.",
)
_describe(
    CommentStatus,
    "Whether somebody still has to act on a comment.",
    OPEN="Somebody has.",
    RESOLVED="Nobody has any more.",
)
_describe(
    MarkKind,
    "What a drawn mark is.",
    STROKE="A line drawn by hand.",
    ARROW="An arrow, from its tail to its head.",
    BOX="A rectangle, by two corners.",
    ELLIPSE="An ellipse, by two corners of the box around it.",
    TEXT="Words.",
)
_describe(
    VerdictKind,
    "What a person says of a prediction.",
    ACCEPT="It is right.",
    REJECT="It is wrong.",
    FIX="It should have been something else, which the correction says.",
)
_describe(
    ReportFormat,
    "What the minutes of a session are written as.",
    MARKDOWN="CommonMark, to read and to paste.",
    JSON="An object, for programs.",
    HTML="A page to print; its pictures and style are at this server.",
)
_describe(
    Comparison,
    "How two versions are shown at once.",
    SIDE_BY_SIDE="Beside each other.",
    OVERLAY="One through the other.",
    WIPE="One on either side of a line.",
    DIFFERENCE="What differs between them.",
)
_describe(
    TimelineFormat,
    "How a timeline, or what was said about its footage, is written down.",
    {"FCPXML": "It is called as Final Cut Pro X's format, and means Final Cut Pro 7's: say XMEML, or FCPX for the other."},
    OTIO="OpenTimelineIO's JSON; `.otioz` is read too.",
    EDL="An edit decision list as CMX 3600 has it.",
    XMEML="XML of Final Cut Pro 7 (`xmeml`), which most editors exchange.",
    FCPXML="The former name of `XMEML`, and the same.",
    FCPX="XML of Final Cut Pro X (`fcpxml`), which DaVinci Resolve reads and writes too.",
    AAF="Advanced Authoring Format, as Avid Media Composer writes it; read, not written.",
    ALE="A log of Avid (Avid Log Exchange): its clips one after the other, and what is said of each as its comment.",
    CSV="Comments as a table, for spreadsheets.",
    JSONLD="Comments and detections as the W3C Web Annotation Data Model has them; written, not read.",
)
_describe(
    TrackKind,
    "What a track of a timeline carries.",
    VIDEO="Pictures.",
    AUDIO="Sound.",
)
_describe(
    MatchedBy,
    "What told that a clip was cut from a version, the surest first.",
    VERSION="The version's id, in a file that was exported here.",
    CONTENT="The SHA-256 of the medium, in a file that was exported here.",
    PATH="The path of the medium.",
    MEDIA_NAME="The name of the medium.",
    CLIP_NAME="The name of the clip.",
)
_describe(
    Mismatch,
    "Why a clip was matched with no version.",
    NO_NAME="The file does not name what it was cut from.",
    NOT_FOUND="Nothing in the project is called so.",
    AMBIGUOUS="Several assets are called so.",
    OUT_OF_RANGE="There is footage of that name, and its timecode does not reach there.",
)
