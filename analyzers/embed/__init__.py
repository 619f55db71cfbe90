"""Embedders: pictures and words in one space."""

from analyzers.embed.base import Embedder, TextSide
from analyzers.embed.clip import ClipEmbedder
from analyzers.embed.conse import ConseEmbedder

__all__ = ["ClipEmbedder", "ConseEmbedder", "Embedder", "TextSide"]
