"""What found shots have in common, and the newest shots of all. ``$shots`` are ids of current shots."""

from __future__ import annotations

SHOTS_BESIDE = """
UNWIND $shots AS id
MATCH (s:Shot {id: id})
WITH s.versionId AS version, s.endFrame - s.startFrame AS frames, count(s) AS shots
RETURN version, frames, shots
"""
"""How many shots of each length there are in each version: a few rows for many shots."""

VERSIONS_BESIDE = """
UNWIND $versions AS id
MATCH (v:Version {id: id})-[:VERSION_OF]->(a:Asset)-[:IN]->(p:Project)
RETURN v.id AS version, p.id AS project, p.name AS name, v.media AS media, v.createdAt AS createdAt, a.kind AS kind,
  coalesce(v.reviewStatus, '') AS status
"""

LABELS_BESIDE = """
UNWIND $shots AS id
MATCH (s:Shot {id: id})-[:FROM_RUN]->(:AnalysisRun)<-[:CURRENT {task: 'LABELS'}]-(:Version)
MATCH (s)-[:LABELLED]->(l:Label)
RETURN l.name AS value, l.name AS name, count(DISTINCT s) AS shots
ORDER BY shots DESC, value
"""

ENTITIES_BESIDE = """
UNWIND $shots AS id
MATCH (s:Shot {id: id})<-[:IN_SHOT]-(t:Track)-[:SHOWS]->(seen:Entity)
MATCH (t)-[:FROM_RUN]->(:AnalysisRun)<-[:CURRENT {task: 'DETECTION'}]-(:Version)
OPTIONAL MATCH (seen)-[:SHOWN_AS]->(whole:Entity)
WITH s, coalesce(whole, seen) AS e
RETURN e.id AS value, e.name AS name, count(DISTINCT s) AS shots
ORDER BY shots DESC, value
"""

# Where the shots that are current are of another run than what is said of them, what was said is of other shots.
_ELSEWHERE = """
UNWIND $versions AS id
MATCH (v:Version {{id: id}})
WITH v
MATCH (v)-[:CURRENT {{task: 'SHOTS'}}]->(shown:AnalysisRun)
WITH v, shown
MATCH (v)-[:CURRENT {{task: '{task}'}}]->(own:AnalysisRun)
WHERE own.id <> shown.id
WITH shown, own
MATCH (s:Shot)-[:FROM_RUN]->(own)
""".strip()

LABELS_ELSEWHERE = (
    _ELSEWHERE.format(task="LABELS")
    + """
MATCH (s)-[x:LABELLED]->(l:Label)
RETURN s.id AS shot, l.name AS key, l.name AS name, x.score AS score,
  s.startFrame + (s.endFrame - s.startFrame) / 2 AS frame, shown.id AS elsewhere
"""
)

ENTITIES_ELSEWHERE = (
    _ELSEWHERE.format(task="DETECTION")
    + """
MATCH (s)<-[:IN_SHOT]-(t:Track)-[x:SHOWS]->(seen:Entity)
OPTIONAL MATCH (seen)-[:SHOWN_AS]->(whole:Entity)
WITH s, t, x, shown, coalesce(whole, seen) AS e
RETURN s.id AS shot, e.id AS key, e.name AS name, x.score AS score, t.bestFrame AS frame, shown.id AS elsewhere
"""
)

VERSIONS_NEWEST = """
MATCH (v:Version)
WITH v
WHERE ($projects IS NULL OR v.projectId IN $projects) AND ($versions IS NULL OR v.id IN $versions)
  AND ($from IS NULL OR v.id <= $from)
RETURN v.id AS id ORDER BY id DESC LIMIT $limit
"""
"""The WITH keeps the comparison from the embedded engine's index, whose ranges of texts cannot be trusted."""

SHOTS_IN_ORDER = """
UNWIND $versions AS id
MATCH (:Version {id: id})-[:CURRENT {task: 'SHOTS'}]->(r:AnalysisRun)
WITH id, r
MATCH (s:Shot)-[:FROM_RUN]->(r)
WHERE id <> $from OR s.index > $index
RETURN s.id AS shot, id AS version, s.index AS place
ORDER BY version DESC, place LIMIT $limit
"""

SHOTS_PLACED = """
UNWIND $shots AS id
MATCH (s:Shot {id: id})
RETURN s.id AS shot, s.versionId AS version, s.index AS place
ORDER BY version DESC, place
"""
