"""A furnished database for every test, and a real server over it."""

import pytest
from sqlalchemy import text, update

from api.app import make_app
from api.settings import ApiSettings
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.engine import make_engine, session_factory
from tests.support.api_world import NOW, SECRET, HandClock, LiveApi, furnish
from tests.support.town import build_town


@pytest.fixture(scope="session")
def furnished_template(databases, migrated_template):
    """Give a database with the small day; only to be copied."""
    url = databases.create(migrated_template)
    engine = make_engine(url)
    with session_factory(engine)() as session:
        furnish(session)
    engine.dispose()
    return url


@pytest.fixture
def database_url(databases, furnished_template):
    """Give a copy of the small day, for one test."""
    url = databases.create(furnished_template)
    yield url
    databases.drop(url)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def settings(database_url):
    return ApiSettings(SIANGSA_DATABASE_URL=database_url, threads=4, desk_wait_s=0.1)


@pytest.fixture
def api(settings, sessions, clock):
    """Give a running server over the small day."""
    around = Surroundings(settings, clock, OperatingCalendar(), demo=True)
    live = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield live
    live.stop()


@pytest.fixture(scope="session")
def _steady(databases, furnished_template):
    url = databases.create(furnished_template)
    engine = make_engine(url)
    settings = ApiSettings(SIANGSA_DATABASE_URL=url, threads=4, desk_wait_s=0.1)
    around = Surroundings(settings, HandClock(), OperatingCalendar(), demo=True)
    live = LiveApi(make_app(around, SECRET), session_factory(engine), around).start()
    yield live
    live.stop()
    engine.dispose()


@pytest.fixture
def steady(_steady):
    """Give a server that all tests share which change nothing but the clock."""
    _steady.around.clock.moment = NOW
    return _steady


@pytest.fixture(scope="session")
def _weeks(databases, furnished_template):
    url = databases.create(furnished_template)
    engine = make_engine(url)
    settings = ApiSettings(SIANGSA_DATABASE_URL=url, threads=4, desk_wait_s=0.1)
    around = Surroundings(settings, HandClock(), OperatingCalendar(), demo=True)
    live = LiveApi(make_app(around, SECRET), session_factory(engine), around).start()
    yield live
    live.stop()
    engine.dispose()


@pytest.fixture
def week_api(_weeks):
    """Give a server that the tests of weeks share; its database holds no week, and nothing is asked yet."""
    with _weeks.sessions.begin() as session:
        # a truncated week would take its day plans along, and with them those of the small day
        for table in ("week_edit", "week_job", "week_plan", "week_problem", "audit"):
            session.execute(text(f"delete from {table}"))
        session.execute(text("truncate desk_answer, queue.procrastinate_jobs restart identity cascade"))
    _weeks.around.clock.moment = NOW
    return _weeks


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Give the folder of a small town's road snapshot."""
    return build_town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def on_town_roads(town, session):
    """Let the small day drive on the town's roads."""
    session.execute(update(models.RoadSnapshot).values(folder=str(town)))
    session.commit()
