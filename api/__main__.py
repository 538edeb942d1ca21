"""`python -m api`: the command line of this room."""

from api.cli import app

app(prog_name="siangsa api")
