"""Who came to a session. Nodes of their own: a relation to the session would wait for the lock of its log."""

from __future__ import annotations

CAME = """
MERGE (a:Attendance {key: $key})
ON CREATE SET a.sessionId = $session, a.userId = $user, a.first = $at
SET a.last = $at, a.name = $name
"""

ATTENDANCE_OF_SESSION = """
MATCH (a:Attendance {sessionId: $session})
RETURN a AS item ORDER BY a.first, a.key LIMIT $limit
"""
