"""The minutes of a session, written out: as plain values, as Markdown, as a page to print."""
