"""Guest links, and the guests they let in."""

from __future__ import annotations

from graph.cypher.paging import by_id, paged

LINK_CREATE = """
MATCH (p:Project {id: $link.projectId})
MERGE (l:GuestLink {id: $link.id})
SET l += $link
MERGE (l)-[:INVITES_TO]->(p)
RETURN l AS item
"""

LINKS_BY_HASH = """
UNWIND $hashes AS key
MATCH (l:GuestLink {sha256: key})-[:INVITES_TO]->(p:Project)
RETURN key, l AS link, p AS project
"""

LINKS_BY_ID = by_id("GuestLink")

LINKS_PAGE = paged("MATCH (p:Project {id: parent})<-[:INVITES_TO]-(l:GuestLink)", item="l", keys=("l.id",), descending=True)

# The link is written first, which takes its lock: its revocation comes before this, or finds the new token.
LINK_REDEEM = """
MATCH (l:GuestLink {id: $token.begunWith})
SET l.lastUsedAt = $now
WITH l
WHERE NOT l.revoked AND l.expiresAt > $now
MERGE (u:User {id: $user.id})
SET u += $user
MERGE (t:Token {id: $token.id})
SET t += $token
MERGE (t)-[:TOKEN_OF]->(u)
MERGE (t)-[:BEGUN_WITH]->(l)
RETURN t AS token, u AS user
"""

LINK_REVOKE = """
MATCH (l:GuestLink {id: $id})
SET l.revoked = true
WITH l
OPTIONAL MATCH (t:Token)-[:BEGUN_WITH]->(l)
WITH l, collect(t) AS tokens
FOREACH (t IN tokens | SET t.revoked = true)
RETURN l AS item, [t IN tokens | t.userId] AS guests
"""

# A guest who left nothing behind: once their tokens are gone, nothing is connected to them.
GUESTS_GONE_REMOVE = """
MATCH (u:User {kind: 'GUEST'})
WHERE NOT (u)--()
WITH u LIMIT 1000
DELETE u
"""
