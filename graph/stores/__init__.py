"""Rows to nodes and back: many keys in, same order out."""
