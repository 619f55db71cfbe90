"""`reelgraph doctor`: what is there, what is not, and what to do about it."""

from server.doctor.examination import examine

__all__ = ["examine"]
