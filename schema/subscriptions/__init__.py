"""Subscriptions: what can be followed while it happens."""
