"""The fence before every statement in which a worker writes for a run.

The write lock on the run comes first, so that on both engines the attempt and status are read after whoever held it has
committed: a worker that lost its run matches nothing.
"""

from __future__ import annotations

FENCE = """
MATCH (r:AnalysisRun {id: $run})
SET r.lock = true
WITH r
WHERE r.attempt = $attempt AND r.status = 'RUNNING'
"""

FENCE_HOLDS = FENCE + "RETURN r.id AS id"


def fenced(statement: str) -> str:
    """Return a statement that starts behind the fence, with the run bound as ``r``."""
    return FENCE + statement.strip()


def properties(row: str, *names: str) -> str:
    """Return the map of a new node's properties: naming each is twice as fast on both engines as ``SET node += row``."""
    return "{" + ", ".join(f"{name}: {row}.{name}" for name in names) + "}"


def cleared(label: str) -> str:
    """Return the statement that deletes up to ``$limit`` results of one label of the run."""
    return fenced(f"MATCH (n:{label})-[:FROM_RUN]->(r)\nWITH n LIMIT $limit\nDETACH DELETE n\nRETURN count(*) AS removed")
