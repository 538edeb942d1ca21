"""Queries by topic; each function takes a session or connection."""
