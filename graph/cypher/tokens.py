"""Tokens: what programs, browsers and guests show. The graph holds their hashes."""
# ruff: noqa: S105 -- the names of statements about tokens look like passwords

from __future__ import annotations

from graph.cypher.paging import by_id, paged

TOKEN_CREATE = """
MATCH (u:User {id: $token.userId})
MERGE (t:Token {id: $token.id})
SET t += $token
MERGE (t)-[:TOKEN_OF]->(u)
RETURN t AS item
"""

# The origin is written first, which takes its lock: its revocation comes before this, or finds the new token.
TOKEN_DERIVE = """
MATCH (o:Token {id: $token.begunWith})
SET o.lastUsedAt = $now
WITH o
MATCH (o)-[:TOKEN_OF]->(u:User)
WHERE NOT o.revoked
MERGE (t:Token {id: $token.id})
SET t += $token
MERGE (t)-[:TOKEN_OF]->(u)
MERGE (t)-[:BEGUN_WITH]->(o)
RETURN t AS item
"""

VIEWERS_BY_TOKEN = """
UNWIND $hashes AS key
MATCH (t:Token {sha256: key})-[:TOKEN_OF]->(u:User)
OPTIONAL MATCH (u)-[m:MEMBER_OF]->(p:Project)
RETURN key, t AS token, u AS user, collect([p.id, m.role]) AS roles
"""

TOKENS_USED = """
UNWIND $ids AS id
MATCH (t:Token {id: id})
WHERE t.lastUsedAt IS NULL OR t.lastUsedAt < $at
SET t.lastUsedAt = $at
"""

TOKEN_REVOKE = """
MATCH (t:Token {id: $id})
SET t.revoked = true
WITH t
OPTIONAL MATCH (d:Token)-[:BEGUN_WITH]->(t)
WITH t, collect(d) AS derived
FOREACH (d IN derived | SET d.revoked = true)
RETURN t AS item
"""

TOKENS_BY_ID = by_id("Token")

TOKENS_BY_USER = """
UNWIND $users AS key
MATCH (t:Token)-[:TOKEN_OF]->(:User {id: key})
RETURN key, t AS item
ORDER BY t.id
"""

TOKENS_PAGE = paged("MATCH (u:User {id: parent})<-[:TOKEN_OF]-(t:Token)", item="t", keys=("t.id",), descending=True)

TOKENS_EXPIRED_REMOVE = """
MATCH (t:Token)
WHERE t.expiresAt < $before AND t.kind IN ['SESSION', 'GUEST']
WITH t LIMIT 1000
DETACH DELETE t
"""
