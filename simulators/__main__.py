"""`python -m simulators` is `siangsa simulate`."""

from simulators.cli import app

app()
