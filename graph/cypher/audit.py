"""The audit log: one chain for all processes, whose head is taken and moved on in one statement."""

from __future__ import annotations

from graph.cypher.paging import paged

# The lock comes before the head is read here too: without it Neo4j may read the number before another process's commit and
# the hash after it.
AUDIT_HEAD = """
MERGE (h:AuditChain {name: 'audit'})
ON CREATE SET h.seq = 0, h.hash = $genesis
WITH h
SET h.lock = true
WITH h
RETURN h.seq AS seq, h.hash AS hash
"""

# The lock comes before the head is read: of two processes the second sees what the first has written. A statement that was
# committed and whose answer was lost finds its own entry, and writes nothing again.
AUDIT_APPEND = """
MATCH (h:AuditChain {name: 'audit'})
SET h.lock = true
WITH h
OPTIONAL MATCH (mine:AuditEntry {id: $first})
WITH h, mine IS NOT NULL AS there, h.hash = $previous AS next
WITH h, there, CASE WHEN next AND NOT there THEN $rows ELSE [] END AS rows
FOREACH (row IN rows | MERGE (e:AuditEntry {id: row.id}) SET e += row)
SET h.seq = CASE WHEN size(rows) > 0 THEN $seq ELSE h.seq END,
    h.hash = CASE WHEN size(rows) > 0 THEN $hash ELSE h.hash END
RETURN size(rows) > 0 OR there AS written, h.seq AS seq, h.hash AS hash
"""

AUDIT_RANGE = """
MATCH (e:AuditEntry)
WHERE e.seq > $after AND e.seq <= $last
RETURN e AS item ORDER BY e.seq LIMIT $limit
"""

AUDIT_LAST = "MATCH (h:AuditChain {name: 'audit'}) RETURN h.seq AS seq"

AUDIT_PAGE_BY_PROJECT = paged("MATCH (e:AuditEntry {projectId: parent})", item="e", keys=("e.seq",), descending=True)
