"""Pixels and sound to facts."""
