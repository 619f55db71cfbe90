"""What search asks of the graph. ``$projects``, ``$versions``, ``$shots`` are what may be found; null lets all through."""

from __future__ import annotations

_VISIBLE = "($projects IS NULL OR s.projectId IN $projects) AND ($versions IS NULL OR s.versionId IN $versions)"

# The shots that are current may be of another run than what is said of them. Then ``elsewhere`` is that run.
_SHOWN = """
OPTIONAL MATCH (v)-[:CURRENT {task: 'SHOTS'}]->(shown:AnalysisRun)
WITH *, CASE WHEN shown IS NULL OR shown.id = own.id THEN NULL ELSE shown.id END AS elsewhere
WHERE $shots IS NULL OR elsewhere IS NOT NULL OR s.id IN $shots
""".strip()

EMBEDDERS = """
MATCH (m:ModelVersion {task: 'EMBEDDING'})
RETURN m.id AS id, m.digest AS digest, $champion IN m.aliases AS champion
ORDER BY id
"""

_LATEST = """
WHERE r.status = 'SUCCEEDED' AND r.sameAs IS NULL AND 'EMBEDDING' IN r.tasks
MATCH (v)-[:VERSION_OF]->(a:Asset)
WHERE a.kind <> 'AUDIO'
WITH v, m, max(r.id) AS run
OPTIONAL MATCH (v)-[:CURRENT {task: 'SHOTS'}]->(current:AnalysisRun)
RETURN run, v.id AS version, v.projectId AS project, m.id AS model, current.id AS shots
ORDER BY run
"""

EMBEDDED_RUNS = "MATCH (v:Version)<-[:ANALYSED]-(r:AnalysisRun)-[:USED]->(m:ModelVersion {task: 'EMBEDDING'})" + _LATEST
"""The latest run of each version per embedding ModelVersion: a challenger's index is kept as fresh as the champion's.

Sound has no vectors, so a run over it is none that an index could lack."""

EMBEDDED_RUN_BESIDE = (
    "MATCH (:AnalysisRun {id: $run})-[:ANALYSED]->(v:Version)\n"
    "MATCH (v)<-[:ANALYSED]-(r:AnalysisRun)-[:USED]->(m:ModelVersion {task: 'EMBEDDING'})" + _LATEST
)
"""The same for the version that one run is of."""

SHOT_SPANS_BY_RUN = """
UNWIND $runs AS key
MATCH (s:Shot)-[:FROM_RUN]->(:AnalysisRun {id: key})
RETURN key, s.id AS shot, s.startFrame AS start
ORDER BY key, start
"""

VERSIONS_CHOSEN = """
MATCH (v:Version)-[:VERSION_OF]->(a:Asset)
WHERE ($projects IS NULL OR v.projectId IN $projects)
  AND ($assets IS NULL OR a.id IN $assets)
  AND ($kinds IS NULL OR a.kind IN $kinds)
  AND ($after IS NULL OR v.createdAt >= $after)
  AND ($before IS NULL OR v.createdAt < $before)
  AND ($statuses IS NULL OR coalesce(v.reviewStatus, '') IN $statuses)
RETURN v.id AS id
"""

MEDIA_CHOSEN = """
MATCH (v:Version)
WHERE ($projects IS NULL OR v.projectId IN $projects) AND ($versions IS NULL OR v.id IN $versions)
RETURN v.id AS id, v.media AS media
"""

SHOTS_LASTING = """
UNWIND $rows AS row
MATCH (:Version {id: row.version})-[:CURRENT {task: 'SHOTS'}]->(:AnalysisRun)<-[:FROM_RUN]-(s:Shot)
WHERE s.endFrame - s.startFrame >= row.least AND (row.most IS NULL OR s.endFrame - s.startFrame <= row.most)
RETURN s.id AS id
"""

LABEL_NAMES = "MATCH (l:Label) RETURN l.name AS name ORDER BY name"

SHOTS_BY_LABEL = f"""
MATCH (l:Label)
WHERE l.name IN $names
WITH l
MATCH (l)<-[x:LABELLED]-(s:Shot)
WHERE {_VISIBLE}
MATCH (s)-[:FROM_RUN]->(own:AnalysisRun)<-[:CURRENT {{task: 'LABELS'}}]-(v:Version)
{_SHOWN}
RETURN s.id AS shot, l.name AS key, max(x.score) AS score, s.startFrame + (s.endFrame - s.startFrame) / 2 AS frame, elsewhere
ORDER BY score DESC, shot LIMIT $limit
"""

ENTITIES_NAMED = """
MATCH (e:Entity)
WHERE ($projects IS NULL OR e.projectId IN $projects)
  AND any(word IN $words WHERE coalesce(e.nameFolded, e.nameLower) CONTAINS word)
RETURN e.id AS id, e.name AS name
ORDER BY id LIMIT $limit
"""

SHOTS_BY_ENTITY = f"""
MATCH (e:Entity)
WHERE e.id IN $entities
WITH e
MATCH (e)<-[:SHOWN_AS*0..1]-(:Entity)<-[x:SHOWS]-(t:Track)-[:IN_SHOT]->(s:Shot)
WHERE {_VISIBLE}
MATCH (t)-[:FROM_RUN]->(own:AnalysisRun)<-[:CURRENT {{task: 'DETECTION'}}]-(v:Version)
{_SHOWN}
RETURN s.id AS shot, e.id AS key, max(x.score) AS score, min(t.bestFrame) AS frame, elsewhere
ORDER BY score DESC, shot LIMIT $limit
"""

ASSETS_NAMED = """
MATCH (v:Version)-[:VERSION_OF]->(a:Asset)
WHERE ($projects IS NULL OR a.projectId IN $projects)
  AND ($versions IS NULL OR v.id IN $versions)
  AND any(word IN $words WHERE coalesce(a.nameFolded, a.nameLower) CONTAINS word
    OR any(tag IN a.tags WHERE toLower(tag) CONTAINS word))
RETURN a.id AS asset, a.name AS name, a.tags AS tags, collect(v.id) AS versions
ORDER BY asset LIMIT $limit
"""

SHOTS_OF_VERSIONS = """
UNWIND $versions AS version
MATCH (:Version {id: version})-[:CURRENT {task: 'SHOTS'}]->(r:AnalysisRun)
WITH version, r
MATCH (s:Shot)-[:FROM_RUN]->(r)
WHERE $shots IS NULL OR s.id IN $shots
RETURN version, s.id AS shot
ORDER BY version, s.index LIMIT $limit
"""

HITS_BY_SHOT = """
UNWIND $shots AS key
MATCH (s:Shot {id: key})
WHERE $projects IS NULL OR s.projectId IN $projects
OPTIONAL MATCH (k:Keyframe)-[:KEYFRAME_OF]->(s)
RETURN key, s.versionId AS version, s.projectId AS project, s.startFrame AS start, s.endFrame AS end,
  collect([k.frame, k.id]) AS keyframes
"""

SUBJECT_BY_ID = """
OPTIONAL MATCH (v:Version {id: $id})
OPTIONAL MATCH (:Asset {id: $id})<-[:VERSION_OF]-(of:Version)
WITH coalesce(v, of) AS found
WHERE found IS NOT NULL
MATCH (found)-[:VERSION_OF]->(a:Asset)
RETURN found.id AS version, found.projectId AS project, found.location AS location, a.kind AS kind
ORDER BY found.number DESC LIMIT 1
"""
"""The version that an id names: itself, or the newest of an asset."""
