"""Review sessions and their logs.

Everything that happens in sessions is one ``append``: it takes each session's lock first, so that numbers are given in the
order of the commits and nobody waits for a deadlock to be noticed; then it judges each entry, and writes those that may be
written together with their events.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from graph.cypher.assets import VERSION_PROPERTIES
from graph.cypher.paging import by_id, only, paged

SEQ_DIGITS = 12
"""Numbers are padded in ``Event.logKey`` (session id, colon, number), so that texts sort as the numbers do."""


# All sessions' entries in one go: the embedded engine takes a millisecond for each time that a part that creates is begun.
_EACH_ACCEPTED = """\
  WITH sessions, accepted
  UNWIND range(0, size(sessions) - 1) AS place
  WITH sessions[place] AS s, accepted[place] AS mine
  UNWIND mine AS each
  WITH s, each.entry AS entry, each.seq AS seq
"""


@dataclass(frozen=True, slots=True)
class _Made:
    """A kind of node that entries make: its label, the rows' name in an entry, and the relations from it (``n``)."""

    label: str
    rows: str
    links: tuple[tuple[str, str, str], ...]
    """(relation with properties, label of the other end, property of the row that names it)"""

    def part(self, name: str) -> str:
        """Return the name of the relation that a property names, among the parts of ``append``."""
        return f"{self.rows}.{name}"

    def section(self, parts: frozenset[str]) -> str:
        """Return the part of ``append`` that makes the nodes of the accepted entries, with the relations in ``parts``."""
        links = [(place, *link) for place, link in enumerate(self.links) if self.part(link[2]) in parts]
        found = "".join(f"  OPTIONAL MATCH (l{place}:{label} {{id: row.{name}}})\n" for place, _, label, name in links)
        tied = "".join(
            f"  FOREACH (x IN CASE WHEN l{place} IS NULL THEN [] ELSE [l{place}] END | CREATE (n)-[:{relation}]->(x))\n"
            for place, relation, _, _ in links
        )
        return (
            f"CALL {{\n{_EACH_ACCEPTED}  UNWIND entry.{self.rows} AS row\n"
            f"  CREATE (n:{self.label}:SessionItem {{id: row.id}})-[:MADE_IN]->(s)\n  SET n += row\n  WITH n, row\n"
            f"{found}{tied}  RETURN count(n) AS {self.rows}\n}}\n"
        )


_WRITTEN_BY = ("WRITTEN_BY", "User", "authorId")
_RANGE = "{start: row.startFrame, end: row.endFrame}"

MADE = (
    _Made(
        "Comment",
        "comments",
        (
            (f"ON {_RANGE}", "Version", "versionId"),
            _WRITTEN_BY,
            ("REPLY_TO", "SessionItem", "replyTo"),
            ("CARRIED_FROM", "SessionItem", "carriedFrom"),
        ),
    ),
    _Made(
        "Annotation",
        "annotations",
        ((f"DRAWN_ON {_RANGE}", "Version", "versionId"), _WRITTEN_BY, ("SHOWS", "SessionItem", "commentId")),
    ),
    _Made("Attachment", "attachments", (("ATTACHED_TO", "SessionItem", "commentId"), _WRITTEN_BY)),
    _Made("Decision", "decisions", (("DECIDES", "Version", "versionId"), _WRITTEN_BY)),
    _Made(
        "Verdict",
        "verdicts",
        (("ABOUT", "Track", "trackId"), ("ABOUT", "Shot", "shotId"), ("ABOUT", "Entity", "entityId"), _WRITTEN_BY),
    ),
)

MADE_OF_LABEL = {made.label: made for made in MADE}

CHANGING: dict[str, str | int | bool | list[str]] = {
    "name": "",
    "text": "",
    "status": "",
    "closedAt": "",
    "resolvedBy": "",
    "editedAt": "",
    "startFrame": -1,
    "endFrame": -1,
    "deleted": False,
    "needsEyes": False,
    "playlist": [],
    "carrying": [],
}
"""What changes of a thing of a session, with what stands for it where the thing has none."""

# Neo4j may read a property before another's commit and the next one after it, so that a thing that was read with its newest
# version may be half an older one: what an event is to say of it is compared here, behind the lock.
_AS_SEEN = f"[{', '.join(f'coalesce(target.{name}, {json.dumps(none)})' for name, none in CHANGING.items())}] = entry.seen"

_HEAD = """
UNWIND $logs AS log
MATCH (s:ReviewSession {id: log.session})
SET s.lock = $token
WITH s, log
UNWIND log.entries AS entry
OPTIONAL MATCH (done:Event {key: entry.key})
%(target)sORDER BY entry.ordinal
WITH s, collect({entry: entry, seq: done.seq, at: done.at, fingerprint: done.fingerprint%(found)s}) AS rows
WITH s, s.seq AS base, s.status AS status, rows, [r IN rows WHERE r.seq IS NULL
  AND (s.status = 'OPEN' OR r.entry.whileClosed)
  AND (r.entry.target IS NULL OR (r.within = s.id AND r.version = r.entry.expected AND r.asSeen))] AS ok
SET s.seq = base + size(ok), s.untoldIn = CASE WHEN size(ok) > 0 THEN s.projectId ELSE s.untoldIn END
WITH s, base, status, rows, ok
WITH collect(s) AS sessions, collect([s.id, base, status, %(told)s]) AS logs,
  collect([place IN range(0, size(ok) - 1) | {entry: ok[place].entry, seq: base + place + 1}]) AS accepted
CALL {
%(each)s  CREATE (v:Event {key: entry.key, fingerprint: entry.event.fingerprint, sessionId: s.id, projectId: s.projectId,
    kind: entry.event.kind, actorId: entry.event.actorId, payload: entry.event.payload, seq: seq, at: $at,
    logKey: s.id + ':' + right($zeros + toString(seq), size($zeros))})-[:LOGGED_IN]->(s)
  RETURN count(v) AS events
}
"""

_SECTIONS = {
    "changes": """
CALL {
  WITH accepted
  UNWIND accepted AS mine
  UNWIND [r IN mine WHERE r.entry.target IS NOT NULL | r.entry] AS entry
  MATCH (t:SessionItem {id: entry.target})
  SET t += entry.changes
  WITH t, entry
  SET t.version = entry.expected + 1
  RETURN count(t) AS changed
}
""",
    "moved": """
CALL {
  WITH accepted
  UNWIND accepted AS mine
  UNWIND [r IN mine WHERE r.entry.changes.startFrame IS NOT NULL | r.entry] AS entry
  MATCH (c:SessionItem {id: entry.target})-[o:ON]->(:Version)
  SET o.start = entry.changes.startFrame, o.end = entry.changes.endFrame
  WITH c, entry
  OPTIONAL MATCH (a:Annotation)-[:SHOWS]->(c)
  WITH entry, a WHERE a IS NOT NULL
  SET a.startFrame = entry.changes.startFrame, a.endFrame = entry.changes.endFrame
  RETURN count(a) AS moved
}
""",
    "playlist": """
CALL {
  WITH sessions, accepted
  UNWIND range(0, size(sessions) - 1) AS turn
  WITH sessions[turn] AS s, accepted[turn] AS mine
  UNWIND [r IN mine WHERE r.entry.playlist IS NOT NULL | r.entry.playlist] AS ids
  OPTIONAL MATCH (s)-[old:REVIEWS]->(:Version)
  DELETE old
  WITH DISTINCT s, ids
  UNWIND range(0, size(ids) - 1) AS place
  MATCH (v:Version {id: ids[place]})
  CREATE (s)-[:REVIEWS {order: place}]->(v)
  RETURN count(v) AS listed
}
""",
    "decided": """
CALL {
  WITH accepted
  UNWIND accepted AS mine
  UNWIND [r IN mine WHERE r.entry.decided IS NOT NULL | r.entry.decided] AS decided
  MATCH (v:Version {id: decided.version})
  SET v.reviewStatus = decided.status
  RETURN count(v) AS decisionsSet
}
""",
}

_TARGET = "OPTIONAL MATCH (target:SessionItem {id: entry.target})\nWITH s, entry, done, target "
_FOUND = ",\n  found: target.id, within: coalesce(target.sessionId, target.id), version: target.version, asSeen: " + _AS_SEEN

# Of an entry that is new and changes nothing there is nothing to tell.
_TOLD = "[r IN rows WHERE r.seq IS NOT NULL | [r.entry.ordinal, r.seq, r.at, r.fingerprint, null, null, null, null]]"
_TOLD_OF_CHANGES = """[r IN rows WHERE r.seq IS NOT NULL OR r.entry.target IS NOT NULL |
    [r.entry.ordinal, r.seq, r.at, r.fingerprint, r.found, r.within, r.version, r.asSeen]]"""


@cache
def append(parts: frozenset[str]) -> str:
    """Return the statement that appends entries to the ``$logs`` of sessions, with those sections that some entry needs.

    ``parts`` are names of rows (``MADE``), the relations that some row has (``_Made.part``), ``changes``, ``moved``,
    ``playlist`` and ``decided``.
    """
    made = [made.section(parts) for made in MADE if made.rows in parts]
    changing = "changes" in parts
    head = _HEAD % {
        "target": _TARGET if changing else "WITH s, entry, done ",
        "found": _FOUND if changing else "",
        "told": _TOLD_OF_CHANGES if changing else _TOLD,
        "each": _EACH_ACCEPTED,
    }
    return "".join((head, *made, *(text for name, text in _SECTIONS.items() if name in parts), "RETURN logs"))


SESSION_OPEN = """
MATCH (p:Project {id: $session.projectId})
MERGE (s:ReviewSession:SessionItem {openKey: $session.openKey})
ON CREATE SET s += $session
WITH p, s, s.id = $session.id AS created
MERGE (s)-[:IN]->(p)
WITH s, created
FOREACH (x IN CASE WHEN created THEN [1] ELSE [] END |
  MERGE (v:Event {key: $event.key}) SET v += $event MERGE (v)-[:LOGGED_IN]->(s))
WITH s, created
UNWIND CASE WHEN created THEN range(0, size($session.playlist) - 1) ELSE [] END AS place
MATCH (v:Version {id: $session.playlist[place]})
MERGE (s)-[:REVIEWS {order: place}]->(v)
RETURN count(v) AS listed
"""

SESSIONS_BY_ID = by_id("ReviewSession")

SESSIONS_AND_VERSIONS = f"""
UNWIND $sessions AS id
MATCH (n:ReviewSession {{id: id}})
RETURN id AS key, n AS item
UNION ALL
UNWIND $versions AS id
MATCH (n:Version {{id: id}})
RETURN id AS key, {only("n", VERSION_PROPERTIES)} AS item
"""

SESSIONS_BY_OPEN_KEY = "MATCH (s:ReviewSession {openKey: $key}) RETURN s AS item"

SESSIONS_BY_PROJECT = paged(
    "MATCH (p:Project {id: parent})\nWITH p\nMATCH (s:ReviewSession)-[:IN]->(p)\n"
    "WHERE $status IS NULL OR s.status = $status",
    item="s",
    keys=("s.id",),
    descending=True,
)

STATUSES_OF_PROJECTS = "UNWIND $projects AS key\nMATCH (p:Project {id: key})\nRETURN key, p.reviewStatuses AS statuses"

STATUSES_SET = "MATCH (p:Project {id: $project}) SET p.reviewStatuses = $statuses RETURN p.id AS project"

VERDICT_GIVE = """
MERGE (d:Verdict:SessionItem {id: $verdict.id})
SET d += $verdict
WITH d
OPTIONAL MATCH (track:Track {id: $verdict.trackId})
OPTIONAL MATCH (shot:Shot {id: $verdict.shotId})
OPTIONAL MATCH (entity:Entity {id: $verdict.entityId})
OPTIONAL MATCH (author:User {id: $verdict.authorId})
FOREACH (x IN [n IN [track, shot, entity] WHERE n IS NOT NULL] | MERGE (d)-[:ABOUT]->(x))
FOREACH (x IN CASE WHEN author IS NULL THEN [] ELSE [author] END | MERGE (d)-[:WRITTEN_BY]->(x))
RETURN d AS item
"""

EVENTS_AFTER = """
MATCH (v:Event)
WHERE v.logKey > $after AND v.logKey <= $until
RETURN v AS item ORDER BY v.logKey LIMIT $limit
"""

EVENTS_BY_KEY = "UNWIND $keys AS key\nMATCH (v:Event {key: key})\nRETURN key, v AS item"

ITEMS_BY_ID = "UNWIND $ids AS id\nMATCH (n:SessionItem {id: id})\nRETURN id AS key, labels(n) AS labels, n AS item"

COMMENTS_BY_ID = by_id("SessionItem", also="Comment")
ANNOTATIONS_BY_ID = by_id("SessionItem", also="Annotation")
DECISIONS_BY_ID = by_id("SessionItem", also="Decision")
VERDICTS_BY_ID = by_id("SessionItem", also="Verdict")

COMMENTS_BY_SESSION = paged(
    "MATCH (s:ReviewSession {id: parent})\nWITH s\nMATCH (c:Comment)-[:MADE_IN]->(s)\n"
    "WHERE ($version IS NULL OR c.versionId = $version) AND ($status IS NULL OR c.status = $status)",
    item="c",
    keys=("c.id",),
)

COMMENT_COUNTS = """
UNWIND $sessions AS key
MATCH (s:ReviewSession {id: key})
WITH key, s
MATCH (c:Comment)-[:MADE_IN]->(s)
WHERE NOT coalesce(c.deleted, false)
RETURN key, count(c) AS comments
"""

COMMENTS_BY_VERSION = paged(
    "MATCH (v:Version {id: parent})\nWITH v\nMATCH (c:Comment)-[:ON]->(v)\n"
    "WHERE ($session IS NULL OR c.sessionId = $session) AND ($status IS NULL OR c.status = $status)",
    item="c",
    keys=("c.startFrame", "c.id"),
)

REPLIES_BY_COMMENT = paged(
    "MATCH (r:SessionItem {id: parent})\nWITH r\nMATCH (c:Comment)-[:REPLY_TO]->(r)", item="c", keys=("c.id",)
)

ANNOTATIONS_BY_SESSION = paged(
    "MATCH (s:ReviewSession {id: parent})\nWITH s\nMATCH (a:Annotation)-[:MADE_IN]->(s)\n"
    "WHERE ($version IS NULL OR a.versionId = $version) AND NOT coalesce(a.deleted, false)",
    item="a",
    keys=("a.id",),
)

ANNOTATIONS_BY_COMMENT = """
UNWIND $comments AS key
MATCH (c:SessionItem {id: key})
WITH key, c
MATCH (a:Annotation)-[:SHOWS]->(c)
WHERE NOT coalesce(a.deleted, false)
WITH key, a ORDER BY a.id
RETURN key, a AS item
"""

NEWEST_ANNOTATION_OF = """
MATCH (s:ReviewSession {id: $session})
WITH s
MATCH (a:Annotation {authorId: $author})-[:MADE_IN]->(s)
WHERE coalesce(a.deleted, false) = $deleted
RETURN a AS item ORDER BY coalesce(a.removedAt, a.createdAt) DESC, a.id DESC LIMIT 1
"""

DECISIONS_BY_SESSION = paged(
    "MATCH (s:ReviewSession {id: parent})\nWITH s\nMATCH (d:Decision)-[:MADE_IN]->(s)", item="d", keys=("d.id",)
)

DECISIONS_BY_VERSION = paged(
    "MATCH (v:Version {id: parent})\nWITH v\nMATCH (d:Decision)-[:DECIDES]->(v)", item="d", keys=("d.id",), descending=True
)

VERDICTS_BY_SESSION = paged(
    "MATCH (s:ReviewSession {id: parent})\nWITH s\nMATCH (d:Verdict)-[:MADE_IN]->(s)", item="d", keys=("d.id",)
)

VERDICTS_BY_SUBJECT = """
UNWIND $subjects AS key
MATCH (d:Verdict {subjectId: key})
RETURN key, d AS item ORDER BY d.id
"""
