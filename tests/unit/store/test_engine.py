import pytest

from data.store.address import plain_url, sqlalchemy_url
from data.store.engine import reachable
from data.store.errors import DatabaseUnavailableError


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_any_postgres_url_names_psycopg_3(scheme):
    assert sqlalchemy_url(f"{scheme}://u:p@h/d") == "postgresql+psycopg://u:p@h/d"


def test_raw_connections_get_the_plain_url():
    assert plain_url("postgresql+psycopg://u:p@h/d") == "postgresql://u:p@h/d"


def test_unreachable_database_is_named_without_its_password():
    with (
        pytest.raises(DatabaseUnavailableError, match=r"127\.0\.0\.1:9/d") as caught,
        reachable("postgresql://u:hush@127.0.0.1:9/d"),
    ):
        pass
    assert "hush" not in str(caught.value)
