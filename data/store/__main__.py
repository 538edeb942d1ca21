"""``python -m data.store``."""

from data.store.cli import app

app()
