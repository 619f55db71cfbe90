"""Attachments of comments. They are made by the log, with their comment."""

from __future__ import annotations

from graph.cypher.paging import by_id

ATTACHMENTS_BY_ID = by_id("SessionItem", also="Attachment")

ATTACHMENTS_BY_COMMENT = """
UNWIND $comments AS key
MATCH (c:SessionItem {id: key})
WITH key, c
MATCH (a:Attachment)-[:ATTACHED_TO]->(c)
RETURN key, a AS item ORDER BY a.id
"""

ATTACHMENTS_REMOVE = """
MATCH (c:SessionItem {id: $comment})
WITH c
MATCH (a:Attachment)-[:ATTACHED_TO]->(c)
DETACH DELETE a
"""
