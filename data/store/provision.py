"""A new database server: our role, our database, PostGIS in every database that will be made."""

from typing import LiteralString

import psycopg
from psycopg import sql

from data.store.errors import DatabaseUnavailableError
from data.store.reader import make_reader

# in the template: our role may not install extensions itself, yet finds PostGIS in each new database
_EXTENSIONS: tuple[LiteralString, ...] = ("postgis", "btree_gist")


def provision(admin_url: str, *, role: str, password: str, database: str) -> None:
    """Make `role` (may create databases, is no superuser), its `database` and its reader; what exists stays.

    Parameters
    ----------
    admin_url
        A superuser's way to the server, database included.
    role, password
        Role to make, and its password, which is set anew each time.
    database
        Database to make, owned by `role`.

    Raises
    ------
    DatabaseUnavailableError
        When the server cannot be reached, or PostGIS is not installed beside it.
    """
    try:
        _extend_template(admin_url)
        with psycopg.connect(admin_url, autocommit=True) as connection:
            known = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
            verb: LiteralString = "alter" if known else "create"
            connection.execute(
                sql.SQL("{verb} role {role} login createdb password {password}").format(
                    verb=sql.SQL(verb), role=sql.Identifier(role), password=sql.Literal(password)
                )
            )
            make_reader(connection, role, password)
            if not connection.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
                connection.execute(
                    sql.SQL("create database {} owner {}").format(
                        sql.Identifier(database), sql.Identifier(role)
                    )
                )
    except psycopg.Error as error:
        raise DatabaseUnavailableError(f"cannot prepare the database server: {error}".strip()) from error


def _extend_template(admin_url: str) -> None:
    with psycopg.connect(admin_url, dbname="template1", autocommit=True) as connection:
        for name in _EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(name)))


def provision_reader(admin_url: str, owner: str, owner_password: str) -> None:
    """Make the role that reads the layers of `owner`'s databases, or set its limits anew.

    Raises
    ------
    DatabaseUnavailableError
        When the server cannot be reached.
    """
    try:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            make_reader(connection, owner, owner_password)
    except psycopg.Error as error:
        raise DatabaseUnavailableError(f"cannot prepare the database server: {error}".strip()) from error
