"""What people say of entities: what they are called, and which are the same.

Tracks go on showing the entity that their label stands for: a network said so. An entity that was merged into another keeps
its tracks and points at the other: ``MERGED_INTO`` as people said it, ``SHOWN_AS`` straight at the one that stands for it.
Each statement writes ``$verdicts`` too; one that was sent twice finds another version the second time, and writes nothing.
"""

from __future__ import annotations

_SEEN = """
MATCH (e:Entity {id: $id})
SET e.lock = true
WITH e
WHERE e.version = $expected
""".strip()

_JUDGED = """
WITH DISTINCT 1 AS once
MATCH (author:User {id: $author})
UNWIND $verdicts AS row
MATCH (subject:Entity {id: row.subjectId})
CREATE (subject)<-[:ABOUT]-(d:Verdict:SessionItem {id: row.id})-[:WRITTEN_BY]->(author)
SET d += row
RETURN count(d) AS written
""".strip()

# All that was merged into ``e``, over however many steps, with what it was shown as.
_PARTS = """
MATCH (part:Entity)-[:MERGED_INTO*0..]->(e)
OPTIONAL MATCH (part)-[old:SHOWN_AS]->(:Entity)
DELETE old
""".strip()

ENTITY_RENAME = f"""
{_SEEN}
SET e.name = $name, e.nameLower = $nameLower, e.nameFolded = $nameFolded, e.version = e.version + 1
{_JUDGED}
"""

ENTITIES_MERGE_INTO = f"""
{_SEEN} AND e.mergedInto IS NULL
SET e.version = e.version + 1
WITH e AS whole
UNWIND $parts AS id
MATCH (e:Entity {{id: id, projectId: whole.projectId}})
SET e.lock = true
WITH whole, e
WHERE e.mergedInto IS NULL AND e.id <> whole.id
CREATE (e)-[:MERGED_INTO]->(whole)
SET e.mergedInto = whole.id, e.version = e.version + 1
WITH whole, e
{_PARTS}
WITH DISTINCT whole, part
CREATE (part)-[:SHOWN_AS]->(whole)
{_JUDGED}
"""

ENTITY_UNMERGE = f"""
{_SEEN}
MATCH (e)-[merged:MERGED_INTO]->(:Entity)
DELETE merged
SET e.mergedInto = NULL, e.version = e.version + 1
WITH DISTINCT e
{_PARTS}
WITH DISTINCT e, part
FOREACH (x IN CASE WHEN part.id = e.id THEN [] ELSE [part] END | CREATE (x)-[:SHOWN_AS]->(e))
{_JUDGED}
"""

MERGED_INTO = """
UNWIND $entities AS key
MATCH (e:Entity)-[:MERGED_INTO]->(:Entity {id: key})
RETURN key, e AS item
ORDER BY e.nameLower, e.id
"""
