"""Runs the command line of the room: ``python -m geo``."""

from geo.cli import app

app()
