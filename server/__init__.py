"""The process: starts, authenticates, serves, keeps rooms alive."""
