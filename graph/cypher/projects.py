"""Projects and their members."""

from __future__ import annotations

from graph.cypher.paging import by_id, paged

PROJECT_CREATE = """
MERGE (p:Project {key: $project.key})
ON CREATE SET p += $project
WITH p, p.id = $project.id AS created
MATCH (u:User {id: $owner})
FOREACH (x IN CASE WHEN created THEN [1] ELSE [] END | MERGE (u)-[m:MEMBER_OF]->(p) SET m.role = $role)
RETURN p AS item, created
"""

PROJECTS_BY_ID = by_id("Project", project="id")

PROJECTS_BY_KEY = """
UNWIND $keys AS key
MATCH (p:Project {key: key})
RETURN key, p AS item
"""

PROJECTS_PAGE = paged(
    "MATCH (p:Project)\nWHERE $within IS NULL OR p.id IN $within",
    item="p",
    keys=("p.key",),
)

MEMBER_SET = """
MATCH (p:Project {id: $project})
MATCH (u:User {id: $user})
MERGE (u)-[m:MEMBER_OF]->(p)
SET m.role = $role
RETURN u AS user, m.role AS role
"""

MEMBER_REMOVE = """
MATCH (:User {id: $user})-[m:MEMBER_OF]->(:Project {id: $project})
DELETE m
RETURN count(*) AS removed
"""

MEMBERS_BY_PROJECT = """
UNWIND $projects AS key
MATCH (u:User)-[m:MEMBER_OF]->(:Project {id: key})
RETURN key, u AS user, m.role AS role
ORDER BY u.name, u.id
"""

COUNTS_BY_PROJECT = """
UNWIND $projects AS key
MATCH (p:Project {id: key})
OPTIONAL MATCH (a:Asset)-[:IN]->(p)
RETURN key, count(a) AS assets, coalesce(sum(a.versions), 0) AS versions
"""
