"""The logs of projects: what was marked as untold gets its number.

Whoever writes a thing that project pages show marks it with ``untoldIn``, the project's id, in the statement that writes it.
Nothing is lost where a process dies after its commit, and writers never wait for a project's counter: a session in which
much is said is told with what it has come to.
"""

from __future__ import annotations

_TELL = """
MATCH (p:Project {id: $project})
SET p.tellLock = $token
WITH p
MATCH (n:%(label)s {untoldIn: $project})
WITH p, n ORDER BY n.id LIMIT $limit
SET n.tellLock = $token
WITH p, n
WHERE n.untoldIn = $project
WITH p, n ORDER BY n.id
WITH p, collect(n) AS found
WITH p, found, coalesce(p.logSeq, 0) AS base
SET p.logSeq = base + size(found)
WITH p, found, base
UNWIND range(0, size(found) - 1) AS place
WITH p, found[place] AS n, base + place + 1 AS seq
CREATE (e:ProjectEvent {projectId: $project, seq: seq,
  logKey: $project + ':' + right($zeros + toString(seq), size($zeros)), kind: %(kind)s, thingId: n.id,
  number: %(number)s, at: $at})-[:LOGGED_IN]->(p)
SET n.untoldIn = NULL
RETURN e AS item ORDER BY e.seq
"""


VERSIONS_UNTOLD, RUNS_UNTOLD, SESSIONS_UNTOLD = (
    f"MATCH (n:{label} {{untoldIn: $project}}) RETURN n.id AS id LIMIT 1"
    for label in ("Version", "AnalysisRun", "ReviewSession")
)
VERSIONS_TELL = _TELL % {
    "label": "Version",
    "kind": "CASE WHEN n.number = 1 THEN 'AssetAdded' ELSE 'VersionAdded' END",
    "number": "n.number",
}
RUNS_TELL = _TELL % {"label": "AnalysisRun", "kind": "'AnalysisEnded'", "number": "0"}
SESSIONS_TELL = _TELL % {"label": "ReviewSession", "kind": "'ReviewSessionUpdated'", "number": "n.seq"}

TELLING = ((VERSIONS_UNTOLD, VERSIONS_TELL), (RUNS_UNTOLD, RUNS_TELL), (SESSIONS_UNTOLD, SESSIONS_TELL))
"""Whether there is anything to tell, and the statement that tells it. The project's lock comes first: numbers are given in
the order of the commits. Each thing's own lock comes before it is looked at, so that what is written meanwhile is told, by
this statement or the next."""

LAST = "MATCH (p:Project {id: $project}) RETURN coalesce(p.logSeq, 0) AS seq"

PROJECT_EVENTS_AFTER = """
MATCH (e:ProjectEvent)
WHERE e.logKey > $after AND e.logKey <= $until
RETURN e AS item ORDER BY e.logKey LIMIT $limit
"""
