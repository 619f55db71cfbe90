"""By which names the footage of a project is known outside."""

from __future__ import annotations

FOOTAGE_NAMES = """
MATCH (p:Project {id: $project})
WITH p
MATCH (a:Asset)-[:IN]->(p)
WHERE $after IS NULL OR a.id > $after
WITH a ORDER BY a.id LIMIT $limit
MATCH (v:Version)-[:VERSION_OF]->(a)
RETURN a.id AS asset, a.name AS name, v.id AS version, v.number AS number, v.location AS location
ORDER BY a.id, v.number
"""

VERSIONS_BY_CONTENT = """
UNWIND $keys AS key
MATCH (v:Version {contentKey: key})
RETURN v.sha256 AS sha256, v.id AS version
"""
