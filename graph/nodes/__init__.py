"""Frozen, slotted dataclasses: what the graph holds, without the graph."""
