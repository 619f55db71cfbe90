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

PROJECT_COUNTS = """
UNWIND $projects AS key
MATCH (p:Project {id: key})
OPTIONAL MATCH (a:Asset)-[:IN]->(p)
OPTIONAL MATCH (v:Version)-[:VERSION_OF]->(a)
WHERE v.number = a.versions
OPTIONAL MATCH (v)-[:CURRENT {task: 'SHOTS'}]->(:AnalysisRun)<-[:FROM_RUN]-(s:Shot)
WITH key, a, v, count(s) AS shots
OPTIONAL MATCH (r:AnalysisRun)-[:ANALYSED]->(v)
WITH key, a, v, shots, max(r.id) AS newest
OPTIONAL MATCH (n:AnalysisRun {id: newest})
RETURN key, count(a) AS assets, sum(shots) AS shots, sum(v.seconds) AS seconds,
  sum(CASE WHEN n.status IN ['QUEUED', 'RUNNING'] THEN 1 ELSE 0 END) AS working,
  sum(CASE WHEN n.status = 'FAILED' THEN 1 ELSE 0 END) AS failed,
  collect(CASE WHEN v.seconds IS NULL THEN v.media ELSE NULL END) AS untold
"""
"""``untold`` is the media of versions that were let in before their seconds were kept beside it."""

PROJECTS_PAGE = paged(
    "MATCH (p:Project)\nWHERE $within IS NULL OR p.id IN $within",
    item="p",
    keys=("p.key",),
)

# Both statements write the project first, which takes its lock: of two last ADMINs who leave at once, one stays.
MEMBER_SET = """
MATCH (p:Project {id: $project})
SET p.membersAt = $now
WITH p
MATCH (u:User {id: $user})
WHERE coalesce(u.kind, 'PERSON') <> 'GUEST'
OPTIONAL MATCH (a:User)-[o:MEMBER_OF]->(p)
WHERE o.role = 'ADMIN' AND a.id <> $user
WITH p, u, count(a) AS others
OPTIONAL MATCH (u)-[old:MEMBER_OF]->(p)
WITH p, u, others, old.role AS was
WITH p, u, was, coalesce(was, '') = 'ADMIN' AND others = 0 AND $role <> 'ADMIN' AND NOT $force AS last
FOREACH (x IN CASE WHEN last OR ($known AND was IS NULL) THEN [] ELSE [1] END |
  MERGE (u)-[m:MEMBER_OF]->(p) SET m.role = $role, m.source = $source)
RETURN u AS user, was, last
"""

MEMBER_REMOVE = """
MATCH (p:Project {id: $project})
SET p.membersAt = $now
WITH p
MATCH (u:User {id: $user})-[m:MEMBER_OF]->(p)
OPTIONAL MATCH (a:User)-[o:MEMBER_OF]->(p)
WHERE o.role = 'ADMIN' AND a.id <> $user
WITH u, m, m.role AS was, count(a) AS others
WITH u, m, was = 'ADMIN' AND others = 0 AND NOT $force AS last
FOREACH (x IN CASE WHEN last THEN [] ELSE [m] END | DELETE x)
RETURN u AS user, last
"""

MEMBERS_BY_PROJECT = """
UNWIND $projects AS key
MATCH (u:User)-[m:MEMBER_OF]->(:Project {id: key})
RETURN key, u AS user, m.role AS role
ORDER BY u.name, u.id
"""

MEMBERS_PAGE = paged(
    "MATCH (p:Project {id: parent})<-[m:MEMBER_OF]-(u:User)\n"
    "WITH {name: u.name, user: properties(u), role: m.role} AS member",
    item="member",
    keys=("member.name",),
)
