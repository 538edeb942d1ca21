"""`python -m routing`: the command line of the planning room."""

from routing.cli import app

app()
