"""Notes that go along to a newer version."""

from __future__ import annotations

OPEN_NOTES = """
MATCH (w:Version {id: $version})-[:VERSION_OF]->(a:Asset)
WITH w, a
MATCH (v:Version)-[:VERSION_OF]->(a)
WHERE v.number < w.number
WITH v
MATCH (c:Comment)-[:ON]->(v)
WHERE c.sessionId = $session AND c.status = 'OPEN' AND NOT coalesce(c.deleted, false) AND c.replyTo IS NULL
WITH c
OPTIONAL MATCH (k:Comment)-[:CARRIED_FROM]->(c)
WITH c, sum(CASE WHEN k.sessionId = $into THEN 1 ELSE 0 END) AS copies
WHERE copies = 0
RETURN c AS item ORDER BY c.startFrame, c.id LIMIT $limit
"""

SESSIONS_CARRYING = """
MATCH (s:ReviewSession {carryState: $state})
WHERE s.status = 'OPEN'
RETURN s AS item ORDER BY s.id
"""

NOTED_VERSIONS = """
UNWIND $versions AS key
MATCH (w:Version {id: key})-[:VERSION_OF]->(a:Asset)
WITH key, w, a
MATCH (v:Version)-[:VERSION_OF]->(a)
WHERE v.number < w.number
WITH key, v
MATCH (c:Comment)-[:ON]->(v)
WHERE c.sessionId = $session AND c.status = 'OPEN' AND NOT coalesce(c.deleted, false) AND c.replyTo IS NULL
WITH key, v, c
OPTIONAL MATCH (k:Comment)-[:CARRIED_FROM]->(c)
WITH key, v, c, sum(CASE WHEN k.sessionId = $into THEN 1 ELSE 0 END) AS copies
WHERE copies = 0
RETURN DISTINCT key, v.id AS item
"""

# An ask is there for seconds, and there are few: no index, and two of the same key do no harm.
ASK_PUT = "MERGE (a:CarryAsk {key: $key}) SET a = $ask WITH a SET a.key = $key"

ASKS_OF = "MATCH (a:CarryAsk) WHERE a.sessionId = $session AND a.versionId = $version RETURN a AS item ORDER BY a.id"

ASKS_REMOVE = "MATCH (a:CarryAsk) WHERE a.id IN $ids DELETE a"

SESSIONS_REVIEWING = """
MATCH (v:Version {id: $version})
WITH v
MATCH (s:ReviewSession)-[:REVIEWS]->(v)
WHERE s.status = 'OPEN'
RETURN s AS item ORDER BY s.id
"""
