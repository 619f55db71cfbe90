"""The total order of each list, as the queries in ``graph.cypher`` sort it: what its cursors carry."""

from __future__ import annotations

from collections.abc import Mapping

from graph.nodes.access import GuestLink, Member, Token, User
from graph.nodes.annotation import Annotation
from graph.nodes.asset import Asset, AssetOrder, Project, Version
from graph.nodes.audit import AuditEntry
from graph.nodes.comment import Comment
from graph.nodes.entity import Entity
from graph.nodes.model import ModelVersion
from graph.nodes.review import Decision, ReviewSession
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Shot
from graph.nodes.track import Track
from schema.pagination import LARGEST_SESSION_PAGE, Order

PROJECTS: Order[Project] = Order("projects", (str,), lambda project: (project.key,))
ASSETS: Mapping[AssetOrder, Order[Asset]] = {
    AssetOrder.NEWEST: Order("assets newest", (str,), lambda asset: (asset.id,)),
    AssetOrder.OLDEST: Order("assets oldest", (str,), lambda asset: (asset.id,)),
    AssetOrder.NAME: Order("assets by name", (str, str), lambda asset: (asset.name.lower(), asset.id)),
}
VERSIONS: Order[Version] = Order("versions", (int,), lambda version: (version.number,))
SHOTS: Order[Shot] = Order("shots", (int,), lambda shot: (shot.index,))
TRACKS: Order[Track] = Order("tracks", (int,), lambda track: (track.ordinal,))
APPEARANCES: Order[Track] = Order("appearances", (str, int), lambda track: (track.version_id, track.ordinal))
ENTITIES: Order[Entity] = Order("entities", (str, str), lambda entity: (entity.name.lower(), entity.id))
MODEL_VERSIONS: Order[ModelVersion] = Order("model versions", (str,), lambda version: (version.id,))
RUNS: Order[AnalysisRun] = Order("runs", (str,), lambda run: (run.id,))
USERS: Order[User] = Order("users", (str,), lambda user: (user.name,))
AUDIT_LOG: Order[AuditEntry] = Order("the audit log", (int,), lambda entry: (entry.seq,))
TOKENS: Order[Token] = Order("tokens", (str,), lambda token: (token.id,))
MEMBERS: Order[Member] = Order("members", (str,), lambda member: (member.user.name,))
REVIEW_SESSIONS: Order[ReviewSession] = Order("review sessions", (str,), lambda session: (session.id,))
SESSION_COMMENTS: Order[Comment] = Order(
    "comments in a session", (str,), lambda comment: (comment.id,), LARGEST_SESSION_PAGE
)
VERSION_COMMENTS: Order[Comment] = Order("comments on a version", (int, str), lambda comment: (comment.at.start, comment.id))
REPLIES: Order[Comment] = Order("replies", (str,), lambda comment: (comment.id,))
ANNOTATIONS: Order[Annotation] = Order("annotations", (str,), lambda annotation: (annotation.id,), LARGEST_SESSION_PAGE)
VERSION_DECISIONS: Order[Decision] = Order("decisions about a version", (str,), lambda decision: (decision.id,))
DECISIONS: Order[Decision] = Order("decisions", (str,), lambda decision: (decision.id,))
GUEST_LINKS: Order[GuestLink] = Order("guest links", (str,), lambda link: (link.id,))
