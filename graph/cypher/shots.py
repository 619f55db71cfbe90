"""Shots, keyframes and labels."""

from __future__ import annotations

from graph.cypher.fence import cleared, fenced, fenced_once, properties, shared
from graph.cypher.paging import by_id, paged

SHOTS_CLEAR = cleared("Shot")
KEYFRAMES_CLEAR = cleared("Keyframe")

_SHOT = properties(
    "row",
    "id",
    "index",
    "startFrame",
    "endFrame",
    "transitionIn",
    "transitionStart",
    "transitionEnd",
)
_KEYFRAME = properties("row", "id", "shotId", "ordinal", "frame", "thumbnail")

# Results are created, which is fast; where they are there already, since an answer was lost, ``*_RECORD`` merges them.
SHOTS_CREATE = fenced_once(
    "Shot",
    "$rows[0].id",
    f"""
MATCH (v:Version {{id: r.versionId}})
UNWIND $rows AS row
CREATE (v)<-[:SHOT_OF]-(s:Shot {_SHOT})-[:FROM_RUN]->(r)
RETURN count(s) AS written
""",
)

SHOTS_RECORD = fenced(f"""
MATCH (v:Version {{id: r.versionId}})
UNWIND $rows AS row
MERGE (s:Shot {{id: row.id}})
SET s += row, {shared("s")}
MERGE (s)-[:SHOT_OF]->(v)
MERGE (s)-[:FROM_RUN]->(r)
RETURN count(s) AS written
""")

SHOTS_CHAIN = fenced("""
UNWIND $rows AS row
MATCH (s:Shot {id: row.id})
MATCH (next:Shot {id: row.next})
MERGE (s)-[:NEXT]->(next)
RETURN count(s) AS written
""")

KEYFRAMES_CREATE = fenced_once(
    "Keyframe",
    "$rows[0].id",
    f"""
UNWIND $rows AS row
MATCH (s:Shot {{id: row.shotId}})
CREATE (s)<-[:KEYFRAME_OF]-(k:Keyframe {_KEYFRAME})-[:FROM_RUN]->(r)
RETURN count(k) AS written
""",
)

KEYFRAMES_RECORD = fenced(f"""
UNWIND $rows AS row
MATCH (s:Shot {{id: row.shotId}})
MERGE (k:Keyframe {{id: row.id}})
SET k += row, {shared("k")}
MERGE (k)-[:KEYFRAME_OF]->(s)
MERGE (k)-[:FROM_RUN]->(r)
RETURN count(k) AS written
""")

LABELS_MERGE = """
UNWIND $rows AS row
MERGE (l:Label {name: row.name})
ON CREATE SET l.id = row.id
RETURN count(l) AS written
"""

LABELS_CLEAR = fenced("""
MATCH (:Label)<-[x:LABELLED]-(:Shot)-[:FROM_RUN]->(r)
WITH x LIMIT $limit
DELETE x
RETURN count(*) AS removed
""")

LABELS_RECORD = fenced("""
UNWIND $rows AS row
MATCH (s:Shot {id: row.shotId})
MATCH (l:Label {name: row.name})
MERGE (s)-[x:LABELLED {source: row.source}]->(l)
SET x.score = row.score
RETURN count(x) AS written
""")

# The run that holds the results of the run ``$run`` of the version ``parent``.
RUN_GIVEN = """
MATCH (given:AnalysisRun {id: $run})
WITH parent, coalesce(given.sameAs, given.id) AS holder
MATCH (r:AnalysisRun {id: holder})
WHERE r.versionId = parent
WITH r
""".lstrip()

SHOTS_BY_ID = by_id("Shot")
KEYFRAMES_BY_ID = by_id("Keyframe")

_OF_RUN = """
MATCH (s:Shot)-[:FROM_RUN]->(r)
WHERE $start IS NULL OR (s.startFrame < $end AND s.endFrame > $start)
""".strip()

SHOTS_CURRENT = paged(
    "MATCH (:Version {id: parent})-[:CURRENT {task: 'SHOTS'}]->(r:AnalysisRun)\nWITH r\n" + _OF_RUN,
    item="s",
    keys=("s.index",),
)

SHOTS_OF_RUN = paged(RUN_GIVEN + _OF_RUN, item="s", keys=("s.index",))

KEYFRAMES_BY_SHOT = """
UNWIND $shots AS key
MATCH (k:Keyframe)-[:KEYFRAME_OF]->(:Shot {id: key})
RETURN key, k AS item
ORDER BY k.frame
"""

LABELS_BY_SHOT = """
UNWIND $shots AS key
MATCH (:Shot {id: key})-[x:LABELLED]->(l:Label)
WHERE $score IS NULL OR x.score >= $score
RETURN key, l.name AS name, x.score AS score, x.source AS source
ORDER BY x.score DESC, l.name
"""
