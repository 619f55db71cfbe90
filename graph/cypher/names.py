"""What assets and entities are called. ``$projects`` and ``$versions`` are what may be found, as for ``search``."""

from __future__ import annotations

_IN_SCOPE = """
MATCH (v:Version)-[:VERSION_OF]->(a:Asset)
WHERE ($projects IS NULL OR a.projectId IN $projects) AND ($versions IS NULL OR v.id IN $versions)
""".strip()

ASSETS_WITHOUT_SHOTS = f"""
{_IN_SCOPE}
  AND ($words IS NULL OR any(
    word IN $words WHERE coalesce(a.nameFolded, a.nameLower) CONTAINS word
    OR any(tag IN a.tags WHERE toLower(tag) CONTAINS word)))
OPTIONAL MATCH (v)-[:CURRENT {{task: 'SHOTS'}}]->(cut:AnalysisRun)
WITH a, count(cut) AS cuts
WHERE cuts = 0 OR a.kind = 'AUDIO'
RETURN a.id AS id, a.name AS name, a.tags AS tags
ORDER BY id DESC LIMIT $limit
"""
"""Sounds, of which a run makes no shots, and what no run has cut into shots yet; the newest first."""

ASSET_NAMES = f"""
{_IN_SCOPE}
WITH a, collect(v.id) AS versions
RETURN a.id AS id, a.name AS name, versions
ORDER BY id DESC LIMIT $limit
"""

ENTITY_NAMES = """
MATCH (e:Entity)
WHERE $projects IS NULL OR e.projectId IN $projects
RETURN e.id AS id, e.name AS name
ORDER BY id DESC LIMIT $limit
"""
