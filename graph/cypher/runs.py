"""Analysis runs: asked for, taken by a worker, ended."""

from __future__ import annotations

from graph.cypher.fence import FENCE
from graph.cypher.paging import by_id, paged

RUN_REQUEST = """
MATCH (v:Version {id: $run.versionId})
SET v.lock = true
WITH v
OPTIONAL MATCH (old:AnalysisRun {key: $run.key})-[:ANALYSED]->(v)
WHERE old.id <> $run.id AND (old.status = 'SUCCEEDED'
  OR (old.status IN ['QUEUED', 'RUNNING'] AND NOT coalesce(old.cancelRequested, false)))
WITH v, old ORDER BY old.id DESC
WITH v, head(collect(old)) AS old
FOREACH (x IN CASE WHEN old IS NULL OR $run.forced THEN [1] ELSE [] END |
  MERGE (r:AnalysisRun {id: $run.id}) SET r += $run MERGE (r)-[:ANALYSED]->(v))
RETURN v.id AS version, old
"""
"""Atomic: the lock on the version lets one of two equal requests make the run and the other find it."""

RUN_BEGIN = """
MATCH (r:AnalysisRun {id: $run})
SET r.lock = true
WITH r, coalesce(r.beginToken, '') = $token AS again
WHERE again OR (r.status IN ['QUEUED', 'RUNNING'] AND ($attempt IS NULL OR r.attempt = $attempt - 1))
WITH r, again, coalesce(r.lost, 0) + CASE WHEN r.status = 'RUNNING' AND NOT again THEN 1 ELSE 0 END AS lost
WITH r, again, lost,
  CASE WHEN coalesce(r.cancelRequested, false) THEN 'CANCELLED' WHEN lost >= $limit THEN 'FAILED'
  ELSE 'RUNNING' END AS status
SET r += $taken, r.untoldIn = CASE WHEN status = 'RUNNING' THEN NULL ELSE r.projectId END
SET r.beginToken = $token, r.status = status, r.lost = lost, r.attempt = r.attempt + CASE WHEN again THEN 0 ELSE 1 END
WITH r, status
SET r.finishedAt = CASE WHEN status = 'RUNNING' THEN NULL ELSE $taken.startedAt END
SET r.failureCode = CASE WHEN status = 'FAILED' THEN $failure.code ELSE NULL END
SET r.failureMessage = CASE WHEN status = 'FAILED' THEN $failure.message ELSE NULL END
RETURN r AS item
"""
"""A compare-and-set. ``$token`` is fresh for each call, so a statement that the client sent twice takes the run once."""

RUN_FINISH = """
MATCH (r:AnalysisRun {id: $run})
SET r.lock = true
WITH r
WHERE r.attempt = $attempt AND (r.status = 'RUNNING' OR (r.status = 'SUCCEEDED' AND r.finishedAt = $at))
MATCH (v:Version {id: r.versionId})
MATCH (holder:AnalysisRun {id: coalesce($same, r.id)})
SET v.lock = true, r.untoldIn = CASE WHEN r.status = 'RUNNING' THEN r.projectId ELSE r.untoldIn END
SET r.status = 'SUCCEEDED', r.finishedAt = $at, r.metrics = $metrics, r.sameAs = $same
WITH r, v, holder
OPTIONAL MATCH (m:ModelVersion)
WHERE m.id IN r.modelVersionIds
WITH r, v, holder, collect(m) AS used
FOREACH (m IN used | MERGE (r)-[:USED]->(m))
WITH r, v, holder, used
OPTIONAL MATCH (v)-[c:CURRENT]->(:AnalysisRun)
WITH r, v, holder, used, collect(c.task) AS pointed
WITH r, v, holder,
  [m IN used WHERE m.task IN r.tasks AND ($champion IN m.aliases OR NOT m.task IN pointed) | m.task] AS tasks
OPTIONAL MATCH (v)-[old:CURRENT]->(:AnalysisRun)
WHERE old.task IN tasks
DELETE old
WITH DISTINCT r, v, holder, tasks
FOREACH (task IN tasks | MERGE (v)-[:CURRENT {task: task}]->(holder))
RETURN r AS item
"""
"""Atomic: a reader sees the run unfinished and its results nowhere, or finished, with its models and current."""

RUN_END = (
    FENCE
    + """
SET r += $end, r.untoldIn = CASE WHEN $end.status = 'QUEUED' THEN NULL ELSE r.projectId END
RETURN r AS item
""".lstrip()
)

RUN_LOSE = (
    FENCE
    + """
SET r.status = 'QUEUED', r.startedAt = NULL, r.lost = coalesce(r.lost, 0) + 1, r.untoldIn = NULL
RETURN r AS item
""".lstrip()
)
"""As RUN_BEGIN counts it where a run is taken whose worker was lost: here it is counted already."""

RUN_CANCEL = """
MATCH (r:AnalysisRun {id: $run})
SET r.lock = true
WITH r
WHERE r.status IN ['QUEUED', 'RUNNING']
SET r.cancelRequested = true
SET r.finishedAt = CASE WHEN r.status = 'QUEUED' THEN $at ELSE NULL END,
  r.untoldIn = CASE WHEN r.status = 'QUEUED' THEN r.projectId ELSE NULL END
SET r.status = CASE WHEN r.status = 'QUEUED' THEN 'CANCELLED' ELSE r.status END
RETURN r AS item
"""

RUNS_BY_ID = by_id("AnalysisRun")

RUNS_UNFINISHED = """
MATCH (r:AnalysisRun)
WHERE r.status IN ['QUEUED', 'RUNNING']
RETURN r AS item ORDER BY r.id
"""

RUNS_SUCCEEDED_WITH_KEY = """
MATCH (r:AnalysisRun {key: $key})-[:ANALYSED]->(:Version {id: $version})
WHERE r.status = 'SUCCEEDED' AND r.id <> $run AND r.sameAs IS NULL
RETURN r AS item ORDER BY r.id DESC LIMIT 1
"""

_OF_VERSION = "MATCH (r:AnalysisRun)-[:ANALYSED]->(:Version {id: parent})"
RUNS_BY_VERSION = paged(_OF_VERSION, item="r", keys=("r.id",), descending=True)

RUNS_BY_PROJECT = paged(
    "MATCH (p:Project {id: parent})\nWITH p\n"
    "MATCH (r:AnalysisRun)-[:ANALYSED]->(:Version)-[:VERSION_OF]->(:Asset)-[:IN]->(p)\n"
    "WHERE $statuses IS NULL OR r.status IN $statuses",
    item="r",
    keys=("r.id",),
    descending=True,
)

RUNS_PAGE = paged(
    "MATCH (r:AnalysisRun)\nWITH r\nWHERE ($within IS NULL OR r.projectId IN $within)\n"
    "  AND ($statuses IS NULL OR r.status IN $statuses)",
    item="r",
    keys=("r.id",),
    descending=True,
)
"""Of all projects at once: it looks through all runs, for people who look at what is going on."""

CURRENT_BY_VERSION = """
UNWIND $versions AS key
MATCH (:Version {id: key})-[c:CURRENT]->(r:AnalysisRun)
RETURN key, c.task AS task, r AS item
"""

CURRENT_IDS_BY_VERSION = """
UNWIND $versions AS key
MATCH (:Version {id: key})-[c:CURRENT]->(r:AnalysisRun)
RETURN key, c.task AS task, r.id AS run
"""

LATEST_RUN_BY_VERSION = """
UNWIND $versions AS key
CALL {
WITH key
MATCH (r:AnalysisRun)-[:ANALYSED]->(:Version {id: key})
RETURN r ORDER BY r.id DESC LIMIT 1
}
RETURN key, r AS item
"""
