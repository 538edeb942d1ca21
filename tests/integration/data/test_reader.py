"""The role that reads the layers: made or mended by an administrator, from the owner's password alone."""

import psycopg
import pytest
from typer.testing import CliRunner

from data.store import reader
from data.store.cli import app
from data.store.engine import make_engine, session_factory
from data.store.errors import DatabaseUnavailableError
from data.store.provision import provision_reader

pytestmark = pytest.mark.services


def test_what_the_administrator_is_told_to_run_makes_a_reader(postgres, database_url, monkeypatch):
    # as a server of one's own: another owner, whose reader nobody has made
    owner = "another_owner"
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute(f"create role {owner} login password 'x y''z'")
    url = (
        reader.make_url(database_url)
        .set(username=owner, password="x y'z")
        .render_as_string(hide_password=False)
    )
    engine = make_engine(database_url)
    with session_factory(engine)() as session:
        assert not reader.allow(session, f"{owner}_ogc"), "there is no such role yet"
        monkeypatch.setenv("SIANGSA_DATABASE_URL", url)
        told = CliRunner().invoke(app, ["ogc-role"]).output
        with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
            admin.execute(told.encode())
        provision_reader(postgres.admin_url, owner, "x y'z")
        assert reader.allow(session, f"{owner}_ogc")
        assert reader.allow(session, f"{owner}_ogc"), "twice is once"
    engine.dispose()
    plain = reader.reader_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        assert connection.execute("select count(*) from ogc.villages").fetchone() == (0,)
        assert connection.execute("show default_transaction_read_only").fetchone() == ("on",)


def test_an_owner_without_a_password_must_name_the_reader():
    with pytest.raises(DatabaseUnavailableError, match="SIANGSA_OGC_DATABASE_URL"):
        reader.reader_url("postgresql://siangsa@127.0.0.1/siangsa")
