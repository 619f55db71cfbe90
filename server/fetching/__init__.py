"""Fetching files from addresses that users name, without becoming their hand inside our own network."""

from server.fetching.fetcher import Fetcher, FetchLimits

__all__ = ["FetchLimits", "Fetcher"]
