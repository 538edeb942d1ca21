"""The reader of the layers: a role of its own that may select from the views in `ogc` and nothing else.

Filters of map programs become SQL, so whoever reads for them must have nothing to lose: a role that signs in
by itself (a switch of roles could be switched back), read-only, with a limit on time. Its name and password
follow from the owner's, so that there is nothing to set where the server was made by us.
"""

import hashlib
import hmac
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from data.store.address import sqlalchemy_url
from data.store.errors import DatabaseUnavailableError

SUFFIX: Final = "_ogc"
LONGEST_QUERY_S: Final = 10
_CONNECTIONS: Final = 20
_LOCK: Final = 720_014
_RULES: Final = (
    "alter role {role} login password {password} connection limit {connections}",
    "alter role {role} set default_transaction_read_only = on",
    "alter role {role} set statement_timeout = {timeout}",
    "alter role {role} set idle_in_transaction_session_timeout = {timeout}",
)


def reader_url(owner_url: str) -> URL:
    """Return the reader's way into the database that `owner_url` names.

    Raises
    ------
    DatabaseUnavailableError
        The owner's address has no password from which the reader's could follow.
    """
    owner = make_url(sqlalchemy_url(owner_url))
    if not owner.username or not owner.password:
        raise DatabaseUnavailableError(
            "SIANGSA_DATABASE_URL has no password: name the reader's address in SIANGSA_OGC_DATABASE_URL"
        )
    return owner.set(username=owner.username + SUFFIX, password=_password(owner.password))


def role_statements(owner_url: str) -> str:
    """Return what an administrator of a named server must run once, as SQL.

    Raises
    ------
    DatabaseUnavailableError
        The owner's address has no password.
    """
    reader = reader_url(owner_url)
    role = '"' + str(reader.username).replace('"', '""') + '"'
    values = {"role": role, "password": f"'{reader.password}'", **_limits()}
    lines = (f"create role {role};", *(rule.format(**values) + ";" for rule in _RULES))
    return "\n".join(lines)


def make_reader(connection: psycopg.Connection[tuple[object, ...]], owner: str, owner_password: str) -> None:
    """Make the reader of `owner`'s layers as a superuser, or set its password and limits anew."""
    role = owner + SUFFIX
    if not connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
        connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
    for rule in _RULES:
        statement = sql.SQL(rule).format(
            role=sql.Identifier(role),
            password=sql.Literal(_password(owner_password)),
            connections=sql.Literal(_CONNECTIONS),
            timeout=sql.Literal(f"{LONGEST_QUERY_S}s"),
        )
        connection.execute(statement)


def allow(session: Session, role: str) -> bool:
    """Let `role` select from the views in `ogc`, and commit; False: there is no such role."""
    if session.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role}) is None:
        return False
    if not session.scalar(_MAY_READ, {"role": role}):
        # two programs that grant at once would trip over each other
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        quoted = session.scalar(text("select quote_ident(:role)"), {"role": role})
        session.execute(text(f"grant usage on schema ogc to {quoted}"))
        session.execute(text(f"grant select on all tables in schema ogc to {quoted}"))
    session.commit()
    return True


_MAY_READ: Final = text("""
select has_schema_privilege(:role, 'ogc', 'usage')
  and coalesce(bool_and(has_table_privilege(:role, c.oid, 'select')), true)
from pg_class c where c.relnamespace = 'ogc'::regnamespace and c.relkind = 'v'
""")


def _limits() -> dict[str, str]:
    return {"connections": str(_CONNECTIONS), "timeout": f"'{LONGEST_QUERY_S}s'"}


def _password(owner_password: str) -> str:
    return hmac.new(owner_password.encode(), b"siangsa reader of layers", hashlib.sha256).hexdigest()
