"""Systems that are there to be broken; their database is their own, or one on the server of the whole run."""

import pytest

from ops.faults.theatre import Cast, Theatre
from tests.support.accounts_of_faults import ACCOUNTS, closing_line


def pytest_terminal_summary(terminalreporter):
    """Close with what all the faults came to; workers of a parallel run keep their accounts to themselves."""
    if ACCOUNTS:
        terminalreporter.section("faults")
        terminalreporter.write_line(closing_line())


@pytest.fixture(scope="module")
def theatre(tmp_path_factory):
    """Give a running system whose database may be killed too."""
    cast = Cast.of(own=6, phones=3, trackers=3)
    with Theatre(tmp_path_factory.mktemp("theatre"), cast, throwaway=True) as theatre:
        theatre.start_ingester()
        theatre.await_ready()
        yield theatre


@pytest.fixture
def make_theatre(tmp_path, database_url):
    """Give a function that sets up a system on the run's database server, without an ingester yet."""
    playing = []

    def begin(**cast):
        theatre = Theatre(tmp_path / "theatre", Cast.of(**cast), throwaway=True, database_url=database_url)
        playing.append(theatre.__enter__())
        return theatre

    yield begin
    for theatre in playing:
        theatre.__exit__()
