"""Trusted documents: with a manifest, the server runs what stands in it and nothing else.

A manifest is a JSON object from the SHA-256 of each document's text (hexadecimal) to the text, which is also how
relay-compiler writes persisted queries. Clients send the id alone: as ``documentId``, with or without ``sha256:`` before it
(GraphQL over HTTP, appendix *Persisted Documents*), or as ``extensions.persistedQuery.sha256Hash``, as Apollo's clients do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import orjson
from graphql import GraphQLError

from graph.errors import InvalidError
from schema.documents import Documents, RefusedDocumentError
from server.graphql.bodies import OperationRequest

NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"  # Apollo's clients send the text when they read it
_PREFIX = "sha256:"


def document_id(text: str) -> str:
    """Return the id of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class TrustedDocuments:
    """The documents of a manifest; ``None`` for a server without one."""

    def __init__(self, texts: Mapping[str, str] | None) -> None:
        self._texts = texts

    def text_of(self, request: OperationRequest) -> str:
        """Return the document of a request. Raises RefusedDocumentError; nothing was parsed then.

        A text that stands in the manifest is as good as its id.
        """
        if self._texts is None:
            if request.query:
                return request.query
            raise _refused("PersistedQueryNotSupported", NOT_SUPPORTED)
        wanted = document_id(request.query) if request.query else (request.document_id or "").removeprefix(_PREFIX).lower()
        text = self._texts.get(wanted)
        if text is None:
            raise _refused("This server runs known documents alone, and this is none of them.", NOT_TRUSTED)
        return text


def _refused(message: str, code: str) -> RefusedDocumentError:
    return RefusedDocumentError(GraphQLError(message, extensions={"code": code}))


def load_manifest(path: Path, documents: Documents) -> Mapping[str, str]:
    """Return the documents of a manifest. Raises InvalidError that names the file, and the document at fault."""
    manifest = _read(path, "reelgraph documents")
    for known, text in manifest.items():
        try:
            documents.check(text, introspection=True)
        except RefusedDocumentError as error:
            raise InvalidError(f"In the manifest {path} the document {known} cannot run: {error}") from error
    return manifest


def load_pages(built: Path) -> Mapping[str, str]:
    """Return the documents that the pages in a folder send, which their build lists there; none where no pages are built.

    Whether they can run is not asked: pages of another day than the server are to be told so as without a manifest. Raises
    InvalidError for a list that is broken.
    """
    path = built / "documents.json"
    return _read(path, "make web") if path.is_file() else {}


def _read(path: Path, writes: str) -> dict[str, str]:
    """Return a manifest whose ids are its texts'; ``writes`` is the command that makes one."""
    try:
        manifest = orjson.loads(path.read_bytes())
    except OSError as error:
        raise InvalidError(f"The manifest {path} cannot be read: {error.strerror}. Write one: {writes}") from error
    except orjson.JSONDecodeError as error:
        raise InvalidError(f"The manifest {path} is not JSON: {error}. Write it again: {writes}") from error
    if not isinstance(manifest, dict) or not all(isinstance(text, str) for text in manifest.values()):
        raise InvalidError(f"The manifest {path} must be one JSON object of ids and documents. Write it: {writes}")
    for known, text in manifest.items():
        if document_id(text) != known:
            raise InvalidError(f"In the manifest {path} the document {known} has another SHA-256. Write it again: {writes}")
    return manifest
