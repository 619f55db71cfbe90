"""What every field of the schema's roots and every type of node is about: the table that the matrix is made from.

A field or type without a line here fails the matrix, so nobody can add one and forget who may ask for it. A line names the
action of graph.services.access, and what its arguments shall be where the generator cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.services import access
from graph.services.access import Action


@dataclass(frozen=True)
class Of:
    """The id of the world's thing of a type."""

    kind: str


@dataclass(frozen=True)
class Word:
    """A word that only the world's own footage, people and projects have."""


@dataclass(frozen=True)
class Line:
    """A root field. ``project``: whether it is about a thing of one project; ``sure``: whether the right alone suffices.

    ``session``: whether a guest whose link opens one review session gets there, who may do the action in it.
    """

    action: Action
    given: Mapping[str, Any] = field(default_factory=dict)
    project: bool = True
    sure: bool = True
    session: bool = True


@dataclass(frozen=True)
class NodeLine:
    """A type of node: the action that shows it, and the mutation that makes one where the world has none yet."""

    action: Action
    made_by: str | None = None
    project: bool = True


IDS: Mapping[str, str] = {
    "project": "Project",
    "version": "Version",
    "versionId": "Version",
    "sessionId": "ReviewSession",
    "projectId": "Project",
    "user": "User",
    "about": "Track",
    "commentId": "Comment",
}
"""Which type of thing an argument of a name wants the id of."""

BESIDE: Mapping[str, str] = {
    **IDS,
    "versions": "Version",
    "assets": "Asset",
    "entities": "Entity",
    "into": "Entity",
    "versionOf": "Asset",
    "replyTo": "Comment",
    "mentions": "User",
    "participantId": "User",
    "compareId": "Version",
    "fromSessionId": "ReviewSession",
    "selection": "Version",
    "session": "ReviewSession",
}
"""Arguments, needed or not, into which somebody could put a foreign thing beside their own."""

NODES: Mapping[str, NodeLine] = {
    "Project": NodeLine(access.READ),
    "Asset": NodeLine(access.FOLLOW),
    "Version": NodeLine(access.FOLLOW),
    "Shot": NodeLine(access.READ),
    "Keyframe": NodeLine(access.READ),
    "Track": NodeLine(access.READ),
    "Entity": NodeLine(access.READ),
    "AnalysisRun": NodeLine(access.READ),
    "ReviewSession": NodeLine(access.FOLLOW, "openReviewSession"),
    "Comment": NodeLine(access.FOLLOW, "addComment"),
    "Annotation": NodeLine(access.FOLLOW, "addAnnotation"),
    "Decision": NodeLine(access.FOLLOW, "decideVersion"),
    "Verdict": NodeLine(access.READ, "giveVerdict"),
    "User": NodeLine(access.SEE_MEMBERS),
    "GuestLink": NodeLine(access.INVITE, "createGuestLink"),
    "Token": NodeLine(access.ADMINISTER, "createToken", project=False),
    "Model": NodeLine(access.SEE_SYSTEM, project=False),
    "ModelVersion": NodeLine(access.SEE_SYSTEM, project=False),
}

_AT = {"start": 0, "end": 1}
TIMELINE = "TITLE: cut\n001  AX V C 00:00:00:00 00:00:00:10 01:00:00:00 01:00:00:10\n* FROM CLIP NAME: one\n"
"""An edit list that a project's footage is matched with."""
_MARKS = [{"kind": "STROKE", "points": [{"x": 0.1, "y": 0.2}, {"x": 0.3, "y": 0.4}], "colour": "#ff0000", "width": 0.01}]

LINES: Mapping[str, list[Line]] = {
    # Asked for with all that is below, which leads guests of a session out of it; test_session_guests.py asks for less.
    "Query.me": [Line(access.KNOW_ONESELF, project=False, session=False)],
    "Query.node": [Line(access.FOLLOW, {"id": Of("Asset")})],
    "Query.nodes": [Line(access.FOLLOW, {"ids": [Of("Asset"), Of("Shot")]}, sure=False)],
    "Query.project": [Line(access.READ, {"key": Word()})],
    "Query.projects": [Line(access.KNOW_ONESELF, {"first": 100}, project=False, session=False)],
    "Query.asset": [Line(access.READ, {"id": Of("Asset")})],
    "Query.entities": [Line(access.READ), Line(access.READ, {"name": Word()})],
    "Query.modelVersions": [Line(access.SEE_SYSTEM, project=False)],
    "Query.analysisRun": [Line(access.READ, {"id": Of("AnalysisRun")})],
    "Query.analysisRuns": [
        Line(access.KNOW_ONESELF, {"first": 100}, project=False, session=False),
        Line(access.READ, {"project": Of("Project")}, session=False),
    ],
    "Query.search": [
        Line(access.KNOW_ONESELF, {"text": Word()}, project=False, session=False),
        Line(access.READ, {"likeShot": Of("Shot")}, sure=False),
        Line(access.READ, {"likeImage": Of("Asset")}, sure=False),
        Line(access.READ, {"text": "dog", "where": {"projects": [Of("Project")]}}, sure=False),
        Line(access.READ, {"text": "dog", "where": {"entities": [Of("Entity")]}}, sure=False),
    ],
    "Query.systemStatus": [Line(access.SEE_SYSTEM, project=False)],
    "Query.users": [Line(access.ADMINISTER, {"first": 100}, project=False)],
    "Query.reviewSession": [Line(access.FOLLOW, {"id": Of("ReviewSession")})],
    "Query.sessionReport": [Line(access.FOLLOW)],
    "Query.auditLog": [
        Line(access.AUDIT, {"project": Of("Project")}),
        Line(access.ADMINISTER, project=False),
    ],
    "Mutation.createProject": [Line(access.CREATE_PROJECT, {"key": "made"}, project=False)],
    "Mutation.ingest": [Line(access.INGEST, {"path": "/nowhere/at/all.mov"}, sure=False)],
    "Mutation.analyze": [Line(access.ANALYSE)],
    "Mutation.cancelRun": [Line(access.CANCEL_OTHERS, {"id": Of("AnalysisRun")})],
    "Mutation.editAsset": [Line(access.EDIT, {"id": Of("Asset"), "name": "renamed"}, sure=False)],
    "Mutation.tagAssets": [Line(access.EDIT, {"assets": [Of("Asset")], "add": ["tagged"]})],
    "Mutation.renameEntity": [Line(access.CORRECT, {"id": Of("Entity")}, sure=False)],
    "Mutation.mergeEntities": [Line(access.CORRECT, {"into": Of("Entity"), "entities": [Of("Entity")]}, sure=False)],
    "Mutation.unmergeEntity": [Line(access.CORRECT, {"id": Of("Entity")}, sure=False)],
    "Mutation.addMember": [
        Line(access.MANAGE, {"user": Of("User")}),
        Line(access.MANAGE, {"userName": Word()}),
    ],
    "Mutation.setRole": [Line(access.MANAGE)],
    "Mutation.removeMember": [Line(access.MANAGE)],
    "Mutation.createGuestLink": [Line(access.INVITE)],
    "Mutation.revokeGuestLink": [Line(access.INVITE, {"id": Of("GuestLink")})],
    "Mutation.createToken": [
        Line(access.MANAGE_TOKENS, project=False),
        Line(access.ADMINISTER, {"user": Of("User")}, project=False),
    ],
    "Mutation.revokeToken": [Line(access.ADMINISTER, {"id": Of("Token")}, project=False)],
    "Mutation.createUser": [Line(access.ADMINISTER, project=False)],
    "Mutation.setUserDisabled": [Line(access.ADMINISTER, project=False)],
    "Mutation.openReviewSession": [Line(access.HOST, {"versions": [Of("Version")]})],
    "Mutation.arrangeReviewSession": [Line(access.HOST, {"name": "renamed"}, sure=False)],
    "Mutation.closeReviewSession": [Line(access.DECIDE)],
    "Mutation.reopenReviewSession": [Line(access.DECIDE, sure=False)],
    "Mutation.decideVersion": [Line(access.DECIDE, {"status": "approved"})],
    "Mutation.setReviewStatuses": [Line(access.MANAGE, {"statuses": ["approved"]})],
    "Mutation.carryNotes": [Line(access.HOST)],
    "Mutation.addComment": [Line(access.COMMENT, {"at": _AT})],
    "Mutation.editComment": [
        Line(access.HOST, {"id": Of("Comment"), "status": "RESOLVED"}, sure=False),
        Line(access.ADMINISTER, {"id": Of("Comment"), "text": "other words"}),
    ],
    "Mutation.deleteComment": [Line(access.DECIDE, {"id": Of("Comment")}, sure=False)],
    "Mutation.addAnnotation": [Line(access.COMMENT, {"at": _AT, "marks": _MARKS})],
    "Mutation.removeAnnotation": [Line(access.DECIDE, {"id": Of("Annotation")}, sure=False)],
    "Mutation.restoreAnnotation": [Line(access.DECIDE, {"id": Of("Annotation")}, sure=False)],
    "Mutation.undoAnnotation": [Line(access.COMMENT, sure=False)],
    "Mutation.redoAnnotation": [Line(access.COMMENT, sure=False)],
    "Mutation.giveVerdict": [
        Line(access.COMMENT, {"kind": "ACCEPT"}, session=False),
        Line(access.COMMENT, {"kind": "ACCEPT", "about": Of("Entity")}, session=False),
        Line(access.COMMENT, {"kind": "ACCEPT", "about": Of("Shot")}, session=False),
    ],
    "Mutation.joinSession": [Line(access.FOLLOW)],
    "Mutation.heartbeat": [Line(access.FOLLOW, sure=False)],
    "Mutation.leaveSession": [Line(access.FOLLOW)],
    "Mutation.takeControl": [Line(access.COMMENT, sure=False)],
    "Mutation.handOverControl": [Line(access.COMMENT, sure=False)],
    "Mutation.movePlayhead": [Line(access.COMMENT, sure=False)],
    "Mutation.signalRoom": [Line(access.COMMENT, {"kind": "POINTER", "points": [{"x": 0.5, "y": 0.5}]}, sure=False)],
    "Mutation.conform": [Line(access.READ, {"timeline": {"text": TIMELINE}})],
    "Mutation.export": [
        Line(access.READ, {"format": "OTIO", "session": Of("ReviewSession")}),
        Line(access.READ, {"format": "EDL", "selection": [Of("Version")]}),
    ],
    "Subscription.analysisProgress": [
        Line(access.READ, {"versionId": Of("Version")}),
        Line(access.READ, {"runId": Of("AnalysisRun")}),
    ],
    "Subscription.sessionEvents": [Line(access.FOLLOW, {"after": 0})],
    "Subscription.room": [Line(access.FOLLOW)],
    "Subscription.roomSignals": [Line(access.FOLLOW)],
    "Subscription.projectEvents": [Line(access.READ, {"after": "0"})],
}
"""Every field of Query, Mutation and Subscription."""
