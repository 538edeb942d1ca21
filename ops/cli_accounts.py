"""`siangsa account`: people and programs that may sign in."""

from typing import Annotated

import typer

from data.contract.clock import real_now
from ops.cli import database_url, told

app = typer.Typer(help="People who may sign in.", no_args_is_help=True)


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="Name to sign in with")],
    role: Annotated[str, typer.Option("--role", help="viewer, dispatcher, planner or admin")] = "viewer",
    kecamatan: Annotated[list[str] | None, typer.Option("--kecamatan", help="Sees only these")] = None,
    vehicle: Annotated[list[str] | None, typer.Option("--vehicle", help="Sees only these")] = None,
) -> None:
    """Make an account; its password is generated and shown once."""
    from ops import people

    with told("account"):
        scope = people.scope_of(kecamatan or (), vehicle or ())
        password = people.add(database_url(), username, role=role, scope=scope, now=real_now())
    typer.echo(f"{username}: {password}")


@app.command("password")
def password(username: Annotated[str, typer.Argument(help="Whose")]) -> None:
    """Give an account a new password, shown once, and end its sessions."""
    from ops import people

    with told("account"):
        password = people.renew_password(database_url(), username, now=real_now())
    typer.echo(f"{username}: {password}")


@app.command("disable")
def disable(username: Annotated[str, typer.Argument(help="Whom")]) -> None:
    """Close an account and end its sessions."""
    from ops import people

    with told("account"):
        people.disable(database_url(), username, now=real_now())
    typer.echo(f"{username}: disabled")


@app.command("list")
def list_() -> None:
    """List all accounts."""
    from ops import people

    with told("account"):
        for line in people.listing(database_url()):
            typer.echo(line)
