"""The rules: what may happen to what is known."""
