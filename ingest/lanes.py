"""Which lanes there are, and what each of them is to the broker.

*live* takes what own devices send fresh. All ingesters share it, and the broker queues nothing for it: what
is not receipted comes again as past. *past* takes what a spool still held, and the events; *foreign* takes
the devices that speak another dialect and know no receipts. Both live in a numbered slot, under a name at the
broker that outlives every ingester: what is queued there waits for whoever takes the slot.

Only slot 1 has a foreign lane, and its subscription is a plain one. Mosquitto forgets shared subscriptions
when it is restarted, and until an ingester is back would drop what it receives; an own device sends that
again, a foreign one does not. One session hears far more than a fleet says, and keeps its order.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from data.contract import topics
from data.contract.clock import Clock
from geo.plausible import Area
from ingest.lane import Lane, LaneOptions
from ingest.metrics import Metrics
from ingest.mqtt.session import BrokerAddress, SessionOptions
from ingest.screen import Screen
from ingest.settings import IngestSettings
from ingest.sink import Sink

# The regency with its islands and a margin; a fix outside is kept and flagged.
SERVICE_AREA: Final = Area(west=109.9, south=-7.1, east=111.3, north=-5.5)
FOREIGN_SLOT: Final = 1
_SHARED_LIVE: Final = "$share/siangsa-live"
_SHARED: Final = "$share/siangsa"


def _always(_since_s: float) -> bool:
    return True


class Lanes:
    """Makes lanes that stand on one world and count in one set of metrics.

    Parameters
    ----------
    address, database_url, clock
        What every lane stands on.
    day_of
        Operating day of a moment.
    settings
        How the ingester reads and batches.
    metrics
        Where all lanes count.
    """

    def __init__(
        self,
        address: BrokerAddress,
        database_url: str,
        *,
        clock: Clock,
        day_of: Callable[[datetime], date],
        settings: IngestSettings,
        metrics: Metrics,
    ) -> None:
        self._address = address
        self._database_url = database_url
        self._clock = clock
        self._day_of = day_of
        self._settings = settings
        self._metrics = metrics

    def live(self, who: str) -> Lane:
        """Return the lane for fresh fixes of the ingester called `who`; its session ends with it."""
        filters = (f"{_SHARED_LIVE}/{topics.ALL_FIX}",)
        return self._lane("live", f"live-{who}", filters, lets_go=True)

    def of_slot(self, number: int, may_connect: Callable[[float], bool]) -> tuple[Lane, ...]:
        """Return the lanes of slot `number`; each asks `may_connect` before it goes to the broker."""
        filters = (f"{_SHARED}/{topics.ALL_PAST}", f"{_SHARED}/{topics.ALL_EVENT}")
        past = self._lane("past", f"past-{number}", filters, may_connect=may_connect)
        if number != FOREIGN_SLOT:
            return (past,)
        foreign = self._lane("foreign", f"foreign-{number}", topics.ALL_FOREIGN, may_connect=may_connect)
        return past, foreign

    def _lane(
        self,
        name: str,
        client: str,
        filters: tuple[str, ...],
        *,
        lets_go: bool = False,
        may_connect: Callable[[float], bool] = _always,
    ) -> Lane:
        session = SessionOptions(
            client_id=f"{self._settings.client_id}-{client}",
            topics=filters,
            keep_s=0 if lets_go else self._settings.session_keep_s,
            receive_maximum=self._settings.receive_maximum,
        )
        options = LaneOptions(
            name, session, self._settings.batch_limits(), lets_go=lets_go, may_connect=may_connect
        )
        return Lane(self._address, options, sink=self._sink(name), clock=self._clock, metrics=self._metrics)

    def _sink(self, name: str) -> Sink:
        return Sink(
            self._database_url,
            f"siangsa-ingest-{name}",
            screen=Screen(SERVICE_AREA),
            day_of=self._day_of,
        )
