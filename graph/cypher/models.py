"""Models, their versions, and the aliases these carry."""

from __future__ import annotations

from graph.cypher.paging import by_id, paged

MODEL_VERSION_MERGE = """
MERGE (task:Task {id: $model.task})
SET task.lock = true
WITH task
MERGE (m:Model {nameKey: $model.nameKey})
ON CREATE SET m += $model
MERGE (v:ModelVersion {digest: $version.digest})
ON CREATE SET v += $version
WITH task, m, v
MERGE (v)-[:OF_MODEL]->(m)
WITH task, m, v
OPTIONAL MATCH (other:ModelVersion {task: $model.task})
WHERE $champion IN other.aliases
WITH m, v, count(other) AS champions
SET v.aliases = CASE WHEN champions = 0 THEN coalesce(v.aliases, []) + [$champion] ELSE coalesce(v.aliases, []) END
SET v.modelId = m.id
RETURN v AS item, m AS model
"""
"""Atomic: the lock on the task keeps two first versions from both becoming its champion."""

ALIAS_MOVE = """
MERGE (task:Task {id: $task})
SET task.lock = true
WITH task
MATCH (v:ModelVersion {task: $task})
SET v.aliases = [alias IN coalesce(v.aliases, []) WHERE alias <> $alias] + CASE WHEN v.id = $id THEN [$alias] ELSE [] END
RETURN count(v) AS versions
"""
"""No filter may follow the SET: the embedded engine applies a WHERE after an update before it."""

RUNS_OF_MODEL_VERSION = """
MATCH (v:Version)<-[:ANALYSED]-(r:AnalysisRun)-[:USED]->(:ModelVersion {id: $id})
WHERE r.status = 'SUCCEEDED' AND r.sameAs IS NULL AND $task IN r.tasks AND v.id > $after
RETURN v.id AS version, max(r.id) AS run
ORDER BY version LIMIT $limit
"""

CURRENT_POINT = """
UNWIND $rows AS row
MATCH (v:Version {id: row.version})
SET v.lock = true
WITH v, row
MATCH (r:AnalysisRun {id: row.run})
OPTIONAL MATCH (v)-[old:CURRENT {task: $task}]->(:AnalysisRun)
DELETE old
WITH DISTINCT v, r
CREATE (v)-[:CURRENT {task: $task}]->(r)
RETURN count(v) AS written
"""

_WITH_MODEL = "MATCH (v)-[:OF_MODEL]->(m:Model)\n"

MODEL_VERSIONS_BY_ID = (
    "UNWIND $ids AS key\nMATCH (v:ModelVersion {id: key})\n" + _WITH_MODEL + "RETURN key, v AS item, m AS model"
)

CHAMPIONS = "MATCH (v:ModelVersion)\nWHERE $champion IN v.aliases\n" + _WITH_MODEL + "RETURN v AS item, m AS model"

MODEL_VERSIONS_PAGE = paged(
    "MATCH (v:ModelVersion)\nWHERE $task IS NULL OR v.task = $task", item="v", keys=("v.id",), descending=True
)

MODELS_BY_ID = by_id("Model")
