"""Users: people, service accounts, guests."""

from __future__ import annotations

from graph.cypher.paging import by_id, paged

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

USERS_PAGE = paged("MATCH (u:User)\nWHERE $kind IS NULL OR coalesce(u.kind, 'PERSON') = $kind", item="u", keys=("u.name",))

USER_DISABLE = """
MATCH (u:User {id: $id})
SET u.disabled = $disabled
RETURN u AS item
"""

USERS_SHARED = """
UNWIND $ids AS key
MATCH (u:User {id: key})-[:MEMBER_OF]->(p:Project)
WHERE p.id IN $projects
RETURN DISTINCT key
"""
