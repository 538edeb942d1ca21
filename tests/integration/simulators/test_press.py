"""Devices of the press that find no broker."""

import json
import threading

from data.contract.clock import RealClock
from simulators.fleet import Orders
from simulators.fleet_file import DeviceEntry
from simulators.foreign import ForeignLine, ForeignPlan, run_foreign
from simulators.press import PressPlan, run_press

POOL = (110.67, -6.59)


def foreign_plan(tmp_path, **more):
    lines = (
        ForeignLine(dialect="owntracks", account="phone-01", password="p", devices=["phone-01"]),
        ForeignLine(dialect="traccar", account="traccar", password="p", devices=["tracker-01", "tracker-02"]),
    )
    return ForeignPlan(
        **{"lines": lines, "ledger": tmp_path / "ledger.json", "host": "127.0.0.1", "port": 1}
        | {"rate_per_s": 5.0, "begins_s": 1_700_000_000, "drain_s": 0.0}
        | more
    )


def test_foreign_devices_without_a_broker_leave_a_ledger(tmp_path):
    plan, orders = foreign_plan(tmp_path), Orders()
    threading.Timer(0.3, orders.ask_drain).start()
    run_foreign(plan, orders)
    ledger = json.loads(plan.ledger.read_text())
    assert ledger["finished"]
    assert ledger["devices"]["tracker-01"] == {
        "dialect": "traccar",
        "born": ledger["devices"]["tracker-01"]["born"],
        "refused": 0,
        "acknowledged": [],
    }


def press_plan(tmp_path):
    entries = tuple(
        DeviceEntry(device=f"own-0{n}", password="p", lon=POOL[0], lat=POOL[1], seed=n) for n in (1, 2)
    )
    return PressPlan(
        entries=entries,
        spools=tmp_path / "spools",
        ledger=tmp_path / "ledger.json",
        host="127.0.0.1",
        port=1,
        rate_per_s=50.0,
        drain_s=0.0,
    )


def test_a_press_without_a_broker_keeps_everything_and_goes_on_where_it_was(tmp_path):
    """Births go on through a restart without a gap in the numbers, in the same boot."""
    plan = press_plan(tmp_path)
    born = []
    for _ in range(2):
        orders = Orders()
        threading.Timer(0.5, orders.ask_drain).start()
        run_press(plan, RealClock(), orders)
        ledger = json.loads(plan.ledger.read_text())
        assert ledger["finished"]
        assert ledger["drained_at"] is None
        ((boot, counts),) = ledger["devices"]["own-01"].items()
        assert counts["pending"] == counts["fixes_born"] + counts["events_born"]
        born.append((boot, counts["fixes_born"]))
    assert born[0][0] == born[1][0]
    assert born[1][1] > born[0][1] > 0
