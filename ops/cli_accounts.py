"""`siangsa account`: people and programs that may sign in, and what is kept of them."""

import json
from datetime import datetime
from typing import Annotated

import typer

from data.contract.clock import real_now
from ops.cli import database_url, told

app = typer.Typer(help="People and programs that may sign in.", no_args_is_help=True)
token_app = typer.Typer(help="Tokens of programs: QGIS, a data portal, a script.", no_args_is_help=True)
app.add_typer(token_app, name="token")

Name = Annotated[str, typer.Argument(help="Name to sign in with")]
Kecamatan = Annotated[list[str] | None, typer.Option("--kecamatan", help="Sees only these")]
Vehicle = Annotated[list[str] | None, typer.Option("--vehicle", help="Sees only these")]


@app.command("add")
def add(
    username: Name,
    role: Annotated[str, typer.Option("--role", help="viewer, dispatcher, planner or admin")] = "viewer",
    kecamatan: Kecamatan = None,
    vehicle: Vehicle = None,
) -> None:
    """Make an account; its one-time password is generated and shown once."""
    from ops import people

    with told("account"):
        scope = people.scope_of(kecamatan or (), vehicle or ())
        password = people.add(database_url(), username, role=role, scope=scope, now=real_now())
    typer.echo(f"{username}: {password}")


@app.command("change")
def change(
    username: Name,
    role: Annotated[str | None, typer.Option("--role", help="viewer, dispatcher, planner or admin")] = None,
    kecamatan: Kecamatan = None,
    vehicle: Vehicle = None,
    whole: Annotated[bool, typer.Option("--whole", help="Sees the whole regency again")] = False,
) -> None:
    """Give an account another role or another part of the regency; its sessions end."""
    from ops import people

    with told("account"):
        named = whole or kecamatan or vehicle
        scope = people.scope_of(kecamatan or (), vehicle or ()) if named else None
        people.give_rights(database_url(), username, role=role, scope=scope, now=real_now())
    typer.echo(f"{username}: changed")


@app.command("reset")
@app.command("password", hidden=True)
def reset(username: Name) -> None:
    """Give an account a new one-time password, shown once, and end its sessions."""
    from ops import people

    with told("account"):
        password = people.renew_password(database_url(), username, now=real_now())
    typer.echo(f"{username}: {password}")


@app.command("disable")
def disable(username: Name) -> None:
    """Close an account and end its sessions; its tokens stop as well."""
    from ops import people

    with told("account"):
        people.disable(database_url(), username, now=real_now())
    typer.echo(f"{username}: disabled")


@app.command("enable")
def enable(username: Name) -> None:
    """Open a closed account again."""
    from ops import people

    with told("account"):
        people.enable(database_url(), username, now=real_now())
    typer.echo(f"{username}: enabled")


@app.command("list")
def list_() -> None:
    """List all accounts."""
    from ops import people

    with told("account"):
        lines = people.listing(database_url())
    _show(lines)


@app.command("sign-ins")
def sign_ins(
    username: Annotated[str | None, typer.Option("--name", help="Only of this account")] = None,
) -> None:
    """List the newest 500 attempts to sign in: when, how it ended, who, from where."""
    from ops import personal

    with told("account"):
        lines = personal.came_in(database_url(), username)
    _show(lines)


@app.command("looks")
def looks(
    vehicle: Annotated[str, typer.Argument(help="Whose track")],
    day: Annotated[
        datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Only this operating day")
    ] = None,
) -> None:
    """List who looked at the track of a vehicle, at most once an hour each."""
    from ops import personal

    with told("account"):
        lines = personal.looks(database_url(), vehicle, None if day is None else day.date())
    _show(lines)


@app.command("kept")
def kept(
    name: Annotated[str, typer.Argument(help="Name of an account, or with --crew the code of a member")],
    crew: Annotated[bool, typer.Option("--crew", help="NAME is the code of a member of the crews")] = False,
) -> None:
    """Print as JSON what is kept of a person, to answer that person's request."""
    from ops import personal

    with told("account"):
        of = personal.kept_of_crew if crew else personal.kept_of_account
        found = of(database_url(), name)
    typer.echo(json.dumps(found, indent=1, default=str, ensure_ascii=False))


@app.command("forget-phone")
def forget_phone(code: Annotated[str, typer.Argument(help="Code of a member of the crews")]) -> None:
    """Remove the phone number of a member of the crews, from the record and from its history."""
    from ops import personal

    with told("account"):
        held = personal.forget_phone(database_url(), code, now=real_now())
    typer.echo(f"{code}: phone number removed; {held} rows of the history named it")


@token_app.command("add")
def token_add(
    username: Name,
    name: Annotated[str, typer.Argument(help="What it is for, as in 'QGIS on the GIS desk'")],
    role: Annotated[str | None, typer.Option("--role", help="At most this role [the account's]")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="Days until it expires")] = 90,
) -> None:
    """Make a bearer token for a program; it is shown this once."""
    from ops import people_tokens

    with told("account"):
        secret = people_tokens.add(database_url(), username, name, role=role, days=days, now=real_now())
    typer.echo(secret)


@token_app.command("list")
def token_list(
    username: Annotated[str | None, typer.Argument(help="Only of this account")] = None,
) -> None:
    """List tokens: number, account, role, what for, whether it holds, when it was used."""
    from ops import people_tokens

    with told("account"):
        lines = people_tokens.listing(database_url(), username, now=real_now())
    _show(lines)


@token_app.command("revoke")
def token_revoke(
    number: Annotated[int, typer.Argument(min=1, help="Number of the token, see: token list")],
) -> None:
    """Make a token worthless at once."""
    from ops import people_tokens

    with told("account"):
        people_tokens.revoke(database_url(), number, now=real_now())
    typer.echo(f"token {number}: revoked")


def _show(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
