"""Alembic revisions of the store, applied by `data.store.migrate`."""
