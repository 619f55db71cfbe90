"""People whom an identity provider knows."""

from __future__ import annotations

VIEWERS_BY_SUBJECT = """
UNWIND $subjects AS key
MATCH (u:User {subject: key})
OPTIONAL MATCH (u)-[m:MEMBER_OF]->(p:Project)
RETURN key, u AS user, collect([p.id, m.role]) AS roles
"""

PERSON_SYNC = """
MATCH (u:User {id: $id})
SET u.displayName = $displayName, u.email = $email, u.admin = coalesce($admin, u.admin), u.syncedAt = $now
WITH u
OPTIONAL MATCH (u)-[m:MEMBER_OF {source: 'PROVIDER'}]->(p:Project)
WHERE NOT p.key IN $keys
WITH u, collect(m) AS gone
FOREACH (m IN gone | DELETE m)
RETURN u AS item
"""

PERSON_ROLES = """
UNWIND $roles AS row
MATCH (p:Project {key: row.key})
MATCH (u:User {id: $id})
MERGE (u)-[m:MEMBER_OF]->(p)
ON CREATE SET m.source = 'PROVIDER'
SET m.role = CASE WHEN coalesce(m.source, 'PEOPLE') = 'PROVIDER' THEN row.role ELSE m.role END
RETURN count(m) AS roles
"""
