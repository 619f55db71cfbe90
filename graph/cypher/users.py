"""Users and their tokens."""
# ruff: noqa: S105 -- the names of statements about tokens look like passwords

from __future__ import annotations

from graph.cypher.paging import by_id

USER_CREATE = """
MERGE (u:User {name: $user.name})
ON CREATE SET u += $user
RETURN u AS item, u.id = $user.id AS created
"""

USERS_BY_ID = by_id("User")

USERS_BY_NAME = """
UNWIND $names AS key
MATCH (u:User {name: key})
RETURN key, u AS item
"""

TOKEN_CREATE = """
MATCH (u:User {id: $token.userId})
MERGE (t:Token {id: $token.id})
SET t += $token
MERGE (t)-[:TOKEN_OF]->(u)
RETURN t AS item
"""

VIEWER_BY_TOKEN = """
MATCH (t:Token {sha256: $sha256})-[:TOKEN_OF]->(u:User)
OPTIONAL MATCH (u)-[m:MEMBER_OF]->(p:Project)
RETURN t AS token, u AS user, collect([p.id, m.role]) AS roles
"""

TOKEN_USED = """
MATCH (t:Token {id: $id})
WHERE t.lastUsedAt IS NULL OR t.lastUsedAt < $at
SET t.lastUsedAt = $at
"""

TOKEN_REVOKE = """
MATCH (t:Token {id: $id})
SET t.revoked = true
RETURN t AS item
"""

TOKENS_BY_ID = by_id("Token")

TOKENS_BY_USER = """
UNWIND $users AS key
MATCH (t:Token)-[:TOKEN_OF]->(:User {id: key})
RETURN key, t AS item
ORDER BY t.id
"""
