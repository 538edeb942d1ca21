"""Bring a database to a revision and find what parts it from the models."""

import re
from pathlib import Path
from typing import Any, Final

from alembic import autogenerate, command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from data.store.engine import make_engine, reachable
from data.store.models import Base

_FOLDER: Final = Path(__file__).parent / "migrations"
# Partitions are made ahead by `data.store.partitions`; PostGIS brings its own table.
_NOT_OURS: Final = re.compile(r"fix_(default|\d{4}_\d{2})|spatial_ref_sys")


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, in one transaction a revision.

    Raises
    ------
    DatabaseUnavailableError
        When the database cannot be reached.
    """
    with reachable(url) as engine:
        command.upgrade(_config(engine), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision`.

    Raises
    ------
    DatabaseUnavailableError
        When the database cannot be reached.
    """
    with reachable(url) as engine:
        command.downgrade(_config(engine), revision)


def drift(url: str) -> list[Any]:
    """Return the operations that would bring the database to the models; empty when they agree."""
    engine = make_engine(url)
    with engine.connect() as connection:
        differences = autogenerate.compare_metadata(
            MigrationContext.configure(connection, opts=_options()), Base.metadata
        )
    engine.dispose()
    return list(differences)


def head() -> str:
    """Return the newest revision that this program knows."""
    return ScriptDirectory(str(_FOLDER)).get_current_head() or ""


def revisions() -> frozenset[str]:
    """Return every revision that this program knows."""
    return frozenset(script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions())


def is_known(revision: str) -> bool:
    """Tell whether this program has a migration of that name; a newer program's it has not."""
    scripts = ScriptDirectory(str(_FOLDER))
    return any(script.revision == revision for script in scripts.walk_revisions())


def revision_of(url: str) -> str | None:
    """Return the revision of the database at `url`; None when it is empty.

    Raises
    ------
    DatabaseUnavailableError
        When the database cannot be reached.
    """
    with reachable(url) as engine, engine.connect() as connection:
        return current(connection)


def current(connection: Connection) -> str | None:
    """Return the revision of the database behind `connection`."""
    return MigrationContext.configure(connection).get_current_revision()


def run_on(context: Any) -> None:  # noqa: ANN401 - Alembic hands in a module that acts as the context
    """Run Alembic's migrations on the engine in its configuration; called by ``env.py`` alone."""
    engine: Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        # A migration that waits for a lock would stop every writer behind it: it gives up instead.
        connection.execute(text("set lock_timeout = '4s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata, **_options())
        with context.begin_transaction():
            context.run_migrations()


def _options() -> dict[str, Any]:
    return {"include_object": _is_ours, "compare_type": True, "transaction_per_migration": True}


def _is_ours(_item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:  # noqa: ANN401, FBT001 - Alembic's signature
    if kind == "table":
        return not _NOT_OURS.fullmatch(name or "")
    # GeoAlchemy2 makes the index of a geometry itself; Alembic would propose it twice (geoalchemy2#137).
    return not (kind == "index" and reflected and (name or "").endswith("_geom"))


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config
