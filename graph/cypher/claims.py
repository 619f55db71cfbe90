"""Claims: who does what was asked under an id of the caller's, and what came of it.

Each statement takes the write lock on a claim before it reads it, so that on both engines one process decides at a time.
"""

from __future__ import annotations

# A statement that was committed and whose answer was lost is sent again: its own holder is then no stranger.
TAKE_CLAIMS = """
UNWIND $rows AS row
MERGE (c:Claim {key: row.key})
SET c.lock = true
WITH c, row, CASE
  WHEN c.body IS NULL OR c.expiresAt <= $now THEN 'MINE'
  WHEN c.body <> row.body THEN 'CHANGED'
  WHEN c.done THEN 'DONE'
  WHEN c.holder = row.holder OR c.until <= $now THEN 'MINE'
  ELSE 'BUSY' END AS state
WITH c, row, state, state = 'MINE' AS mine
SET c.body = CASE WHEN mine THEN row.body ELSE c.body END,
    c.holder = CASE WHEN mine THEN row.holder ELSE c.holder END,
    c.until = CASE WHEN mine THEN row.until ELSE c.until END,
    c.expiresAt = CASE WHEN mine THEN row.expires ELSE c.expiresAt END,
    c.done = CASE WHEN mine THEN false ELSE c.done END,
    c.answer = CASE WHEN mine THEN null ELSE c.answer END
RETURN row.key AS key, state, c.answer AS answer
"""

CLAIMS_RENEW = """
UNWIND $keys AS key
MATCH (c:Claim {key: key})
SET c.lock = true
WITH c, c.holder = $holder AND NOT c.done AS mine
SET c.until = CASE WHEN mine THEN $until ELSE c.until END
RETURN count(*) AS seen
"""

CLAIMS_END = """
UNWIND $rows AS row
MATCH (c:Claim {key: row.key})
SET c.lock = true
WITH c, row, c.holder = row.holder AND NOT c.done AS mine
SET c.done = CASE WHEN mine THEN true ELSE c.done END,
    c.answer = CASE WHEN mine THEN row.answer ELSE c.answer END
RETURN count(*) AS seen
"""

CLAIMS_RELEASE = """
UNWIND $keys AS key
MATCH (c:Claim {key: key})
SET c.lock = true
WITH c, c.holder = $holder AND NOT c.done AS mine
SET c.body = CASE WHEN mine THEN null ELSE c.body END,
    c.expiresAt = CASE WHEN mine THEN 0.0 ELSE c.expiresAt END
RETURN count(*) AS seen
"""

CLAIMS_SWEEP = """
MATCH (c:Claim)
WHERE c.expiresAt < $now
WITH c LIMIT $limit
DETACH DELETE c
RETURN count(*) AS removed
"""
