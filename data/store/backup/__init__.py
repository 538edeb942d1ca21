"""Backups: one file with database, settings, secrets and roads; restored elsewhere and compared."""
