"""What is known, and what may happen to it. Imports nothing of server, schema or analyzers."""
