"""Timelines as files: one reader and one writer for each format. They know nothing of the library and its rights.

Files come from strangers. A reader takes bounded text, and raises InvalidError or TooLargeError for whatever it cannot read.
"""
