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


def fenced_once(label: str, first: str, statement: str) -> str:
    """Return a statement behind the fence that creates a batch of results of one label, or nothing of one that is there.

    ``first`` is the id of the batch's first result. To fail on a unique key is no way to find out: on the embedded engine
    that costs a new file (``graph.client_embedded``).
    """
    there = f"OPTIONAL MATCH (there:{label} {{id: {first}}})\nWITH r, there WHERE there IS NULL\n"
    return fenced(there + statement.strip())


OF_RUN = {"versionId": "r.versionId", "projectId": "r.projectId", "runId": "r.id"}
"""What all results of a run share: it is taken from the run, not sent with each row."""


def properties(row: str, *names: str) -> str:
    """Return the map of a result's properties: naming each is twice as fast on both engines as ``SET node += row``."""
    said = OF_RUN | {name: f"{row}.{name}" for name in names}
    return "{" + ", ".join(f"{name}: {value}" for name, value in said.items()) + "}"


def shared(node: str) -> str:
    """Return what sets the shared properties of a result, after SET."""
    return ", ".join(f"{node}.{name} = {value}" for name, value in OF_RUN.items())


def cleared(label: str) -> str:
    """Return the statement that deletes up to ``$limit`` results of one label of the run."""
    return fenced(f"MATCH (n:{label})-[:FROM_RUN]->(r)\nWITH n LIMIT $limit\nDETACH DELETE n\nRETURN count(*) AS removed")
