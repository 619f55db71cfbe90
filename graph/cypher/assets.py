"""Assets, their versions, and the files of these."""

from __future__ import annotations

from graph.cypher.fence import fenced
from graph.cypher.paging import by_id, only, paged

VERSION_INGEST = """
MATCH (p:Project {id: $version.projectId})
MERGE (v:Version {contentKey: $version.contentKey})
ON CREATE SET v += $version
WITH p, v, v.id = $version.id AS created
MERGE (a:Asset {id: CASE WHEN created THEN $asset.id ELSE v.assetId END})
ON CREATE SET a += $asset
SET a.lock = true
WITH p, v, a, created
MERGE (a)-[:IN]->(p)
MERGE (v)-[:VERSION_OF]->(a)
WITH v, a, created, v.number IS NULL AS unnumbered
SET a.versions = coalesce(a.versions, 0) + CASE WHEN unnumbered THEN 1 ELSE 0 END
WITH v, a, created, unnumbered
SET v.number = CASE WHEN unnumbered THEN a.versions ELSE v.number END
WITH v, a, created
FOREACH (x IN CASE WHEN created THEN [1] ELSE [] END |
  MERGE (o:Representation {id: $original.id}) SET o += $original MERGE (o)-[:REPRESENTS]->(v))
RETURN a AS asset, v AS version, created
"""
"""Atomic: the content key decides who is first; the lock on the asset comes before its count of versions is read."""

ASSET_EDIT = """
MATCH (a:Asset {id: $id})
SET a.lock = true
WITH a
WHERE a.version = $expected
SET a += $changes
SET a.version = $expected + 1
RETURN a AS item
"""

ASSETS_TAG = """
UNWIND $ids AS id
MATCH (a:Asset {id: id})
SET a.lock = true
WITH a, [tag IN coalesce(a.tags, []) WHERE NOT tag IN $added AND NOT tag IN $removed] + $added AS tags
WITH a, tags, a.version + CASE WHEN tags = a.tags THEN 0 ELSE 1 END AS version
WHERE size(tags) <= $most
SET a.tags = tags, a.version = version
RETURN a.id AS key, a AS item
"""
"""Adding is commutative, so it needs no version; the new ones stand last. An asset that would have too many stays so."""

ASSETS_BY_ID = by_id("Asset")
VERSION_PROPERTIES = ("id", "assetId", "projectId", "number", "sha256", "location", "bytes", "media", "createdAt")
"""All but the names of its files: those of an image sequence are thousands, and only its analysis wants them."""

VERSIONS_BY_ID = by_id("Version", properties=VERSION_PROPERTIES)
VERSION_FILES = "MATCH (v:Version {id: $id}) RETURN v.files AS files"
REPRESENTATIONS_BY_ID = by_id("Representation")

_ASSETS = """
MATCH (p:Project {id: parent})
WITH p
MATCH (a:Asset)-[:IN]->(p)
WHERE ($kinds IS NULL OR a.kind IN $kinds)
  AND ($tags IS NULL OR size([tag IN a.tags WHERE tag IN $tags]) > 0)
  AND ($name IS NULL OR coalesce(a.nameFolded, a.nameLower) CONTAINS $name)
  AND ($after IS NULL OR a.createdAt >= $after)
  AND ($before IS NULL OR a.createdAt < $before)
""".strip()

ASSETS_NEWEST = paged(_ASSETS, item="a", keys=("a.id",), descending=True)
ASSETS_OLDEST = paged(_ASSETS, item="a", keys=("a.id",))
ASSETS_BY_NAME = paged(_ASSETS, item="a", keys=("a.nameLower", "a.id"))

_WITH_STATUS = (
    _ASSETS
    + """
WITH a
MATCH (v:Version)-[:VERSION_OF]->(a)
WHERE v.number = a.versions
OPTIONAL MATCH (r:AnalysisRun)-[:ANALYSED]->(v)
WITH a, max(r.id) AS newest
MATCH (n:AnalysisRun {id: newest})
WITH a, n
WHERE n.status IN $statuses
"""
)

ASSETS_OF_STATUS_NEWEST = paged(_WITH_STATUS, item="a", keys=("a.id",), descending=True)
ASSETS_OF_STATUS_OLDEST = paged(_WITH_STATUS, item="a", keys=("a.id",))
ASSETS_OF_STATUS_BY_NAME = paged(_WITH_STATUS, item="a", keys=("a.nameLower", "a.id"))

VERSIONS_BY_ASSET = paged(
    "MATCH (v:Version)-[:VERSION_OF]->(:Asset {id: parent})",
    item="v",
    keys=("v.number",),
    descending=True,
    properties=VERSION_PROPERTIES,
)

LATEST_BY_ASSET = f"""
UNWIND $assets AS key
MATCH (a:Asset {{id: key}})
WITH key, a
MATCH (v:Version)-[:VERSION_OF]->(a)
WHERE v.number = a.versions
RETURN key, {only("v", VERSION_PROPERTIES)} AS item
"""

VERSIONS_KNOWN = """
UNWIND $ids AS id
MATCH (v:Version {id: id})
RETURN v.id AS id
"""

STORED_BYTES = """
MATCH (v:Version {projectId: $project})
WHERE NOT v.location STARTS WITH '/'
WITH sum(v.bytes) AS originals
OPTIONAL MATCH (a:Attachment {projectId: $project})
WITH originals, sum(a.bytes) AS attached
RETURN originals + attached AS bytes
"""
"""Locations in the data folder are relative to it."""

REPRESENTATIONS_BY_VERSION = """
UNWIND $versions AS key
MATCH (o:Representation)-[:REPRESENTS]->(:Version {id: key})
RETURN key, o AS item
ORDER BY o.role, o.path
"""

REPRESENTATIONS_RECORD = fenced("""
MATCH (v:Version {id: r.versionId})
SET v.lock = true
WITH v
UNWIND $rows AS row
MERGE (o:Representation {versionId: v.id, path: row.path})
ON CREATE SET o.id = row.id
SET o += row.node
MERGE (o)-[:REPRESENTS]->(v)
RETURN count(o) AS written
""")
