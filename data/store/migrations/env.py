"""Alembic's environment: one connection handed in by `data.store.migrate`, or the one of the settings."""

from alembic import context

from data.store.migrate import run_on

run_on(context)
