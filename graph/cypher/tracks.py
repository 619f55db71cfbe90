"""Tracks and the entities they show."""

from __future__ import annotations

from graph.cypher.fence import cleared, fenced, fenced_once, properties, shared
from graph.cypher.paging import by_id, paged
from graph.cypher.shots import RUN_GIVEN

TRACKS_CLEAR = cleared("Track")

ENTITIES_MERGE = """
UNWIND $rows AS row
MERGE (e:Entity {nameKey: row.nameKey})
ON CREATE SET e += row
RETURN count(e) AS written
"""

_TRACK = properties(
    "row.node",
    "id",
    "shotId",
    "ordinal",
    "label",
    "confidence",
    "startFrame",
    "endFrame",
    "bestFrame",
    "bestBox",
    "detections",
)

TRACKS_CREATE = fenced_once(
    "Track",
    "$rows[0].node.id",
    f"""
UNWIND $rows AS row
MATCH (s:Shot {{id: row.node.shotId}})
MATCH (e:Entity {{nameKey: row.entity}})
CREATE (s)<-[:IN_SHOT]-(t:Track {_TRACK})-[:FROM_RUN]->(r)
CREATE (t)-[:SHOWS {{source: 'detector', score: row.node.confidence}}]->(e)
RETURN count(t) AS written
""",
)

TRACKS_RECORD = fenced(f"""
UNWIND $rows AS row
MATCH (s:Shot {{id: row.node.shotId}})
MATCH (e:Entity {{nameKey: row.entity}})
MERGE (t:Track {{id: row.node.id}})
SET t += row.node, {shared("t")}
MERGE (t)-[:IN_SHOT]->(s)
MERGE (t)-[:FROM_RUN]->(r)
MERGE (t)-[x:SHOWS {{source: 'detector'}}]->(e)
SET x.score = row.node.confidence
RETURN count(t) AS written
""")

TRACKS_BY_ID = by_id("Track")
ENTITIES_BY_ID = by_id("Entity")

_CHOSEN = """
WHERE ($labels IS NULL OR t.label IN $labels)
  AND ($confidence IS NULL OR t.confidence >= $confidence)
  AND ($start IS NULL OR (t.startFrame < $end AND t.endFrame > $start))
  AND ($entity IS NULL OR (t)-[:SHOWS]->(:Entity)-[:SHOWN_AS*0..1]->(:Entity {id: $entity}))
""".rstrip()

_OF_RUN = "MATCH (t:Track)-[:FROM_RUN]->(r)" + _CHOSEN

TRACKS_CURRENT = paged(
    "MATCH (:Version {id: parent})-[:CURRENT {task: 'DETECTION'}]->(r:AnalysisRun)\nWITH r\n" + _OF_RUN,
    item="t",
    keys=("t.ordinal",),
)

TRACKS_OF_RUN = paged(RUN_GIVEN + _OF_RUN, item="t", keys=("t.ordinal",))

TRACKS_BY_SHOT = paged(
    "MATCH (s:Shot {id: parent})\nWITH s\nMATCH (t:Track)-[:IN_SHOT]->(s)" + _CHOSEN,
    item="t",
    keys=("t.ordinal",),
)

TRACKS_BY_ENTITY = paged(
    "MATCH (shown:Entity {id: parent})\nWITH shown\n"
    "MATCH (shown)<-[:SHOWN_AS*0..1]-(:Entity)<-[:SHOWS]-(t:Track)\n"
    "MATCH (t)-[:FROM_RUN]->(:AnalysisRun)<-[:CURRENT {task: 'DETECTION'}]-(:Version)" + _CHOSEN,
    item="t",
    keys=("t.versionId", "t.ordinal"),
)

ENTITIES_BY_PROJECT = paged(
    "MATCH (e:Entity {projectId: parent})\n"
    "WHERE e.mergedInto IS NULL\n  AND ($kind IS NULL OR e.kind = $kind)\n"
    "  AND ($name IS NULL OR coalesce(e.nameFolded, e.nameLower) CONTAINS $name)",
    item="e",
    keys=("e.nameLower", "e.id"),
)

ENTITIES_BY_SHOT = paged(
    "MATCH (:Shot {id: parent})<-[:IN_SHOT]-(:Track)-[:SHOWS]->(seen:Entity)\n"
    "OPTIONAL MATCH (seen)-[:SHOWN_AS]->(whole:Entity)\nWITH DISTINCT coalesce(whole, seen) AS e",
    item="e",
    keys=("e.nameLower", "e.id"),
)

ENTITIES_BY_TRACK = """
UNWIND $tracks AS key
MATCH (:Track {id: key})-[x:SHOWS]->(seen:Entity)
OPTIONAL MATCH (seen)-[:SHOWN_AS]->(whole:Entity)
WITH key, coalesce(whole, seen) AS e, x.score AS score
RETURN key, e AS item, score
ORDER BY score
"""

CO_APPEARANCES = """
UNWIND $entities AS key
CALL {
WITH key
MATCH (e:Entity {id: key})<-[:SHOWN_AS*0..1]-(:Entity)<-[:SHOWS]-(:Track)-[:IN_SHOT]->(s:Shot)
MATCH (s)-[:FROM_RUN]->(:AnalysisRun)<-[:CURRENT {task: 'SHOTS'}]-(:Version)
WITH DISTINCT e, s
MATCH (s)<-[:IN_SHOT]-(:Track)-[:SHOWS]->(seen:Entity)
OPTIONAL MATCH (seen)-[:SHOWN_AS]->(whole:Entity)
WITH e, s, coalesce(whole, seen) AS o
WHERE o.id <> e.id
RETURN o.id AS other, count(DISTINCT s) AS shots ORDER BY shots DESC, other LIMIT $limit
}
RETURN key, other, shots
"""
