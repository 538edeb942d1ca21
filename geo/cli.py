"""``siangsa roads …`` as far as files go: fetch or import roads, look at a snapshot, measure.

Each group of commands has a file of its own, ``geo/cli_<group>.py`` with an ``app``; here they become one.
"""

import typer

from geo import cli_get, cli_match, cli_matrix, cli_reach

GROUPS = (
    cli_get.app,
    cli_matrix.app,
    cli_match.app,
    cli_reach.app,
)

app = typer.Typer(no_args_is_help=True, help="Road networks: fetch, import, look at, measure.")
for group in GROUPS:
    # Without a name, so that its commands stand beside the others.
    app.add_typer(group)
