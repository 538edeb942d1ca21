"""Records of figures and of days: parameters, vehicle classes, holidays, breaks."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.models import Holiday, Parameter, VehicleClass, WorkBreak
from data.store.queries import demand_rates
from data.store.queries.records import rules
from data.store.queries.records.errors import Fault
from data.store.queries.records.kind import Kind, Trial, same

_SHARE: Final = "bagian"


def _parameter_faults(trial: Trial) -> Iterator[Fault]:
    value, unit = trial.values["value"], trial.row.unit
    if value < 0:
        yield Fault("value", "too-small", f"{value:g} kurang dari nol", f"{value:g} is less than zero")
    if unit == _SHARE and value > 1:
        yield Fault(
            "value",
            "too-large",
            f"{value:g} lebih dari 1; bagian ditulis 0 sampai 1",
            f"{value:g} is more than 1; a share lies from 0 to 1",
        )


def _holiday_faults(trial: Trial) -> Iterator[Fault]:
    if trial.row is not None:
        return
    day = trial.values["day"]
    if trial.session.scalar(select(Holiday.day).where(Holiday.day == day)) is not None:
        yield rules.taken("day", day)


def _break_faults(trial: Trial) -> Iterator[Fault]:
    yield from rules.unused(BREAKS, trial, "code")
    first, last = trial.values["begins_from"], trial.values["begins_to"]
    if last < first:
        yield rules.ends_early("begins_to", last, first)


def _changed(trial: Trial) -> None:
    ping(trial.session, PLANS_CHANNEL)


def _parameter_changed(trial: Trial) -> None:
    """Let amounts that were reckoned from people follow the figure that they were reckoned with."""
    key, was = trial.row.key, trial.before.get("value")
    if key in demand_rates.RECKONED_WITH and "value" in trial.changed and was:
        demand_rates.follow(trial.session, key, trial.values["value"] / was, trial.act.today)
    _changed(trial)


PARAMETERS: Final = Kind(
    entity="parameter",
    model=Parameter,
    key="key",
    order="key",
    fields=same("value", "source", "confidence"),
    shown=("label", "unit"),
    searched=(Parameter.key, Parameter.label),
    faults=_parameter_faults,
    after=_parameter_changed,
)
CLASSES: Final = Kind(
    entity="vehicle_class",
    model=VehicleClass,
    key="code",
    order="code",
    fields={
        **same("name_id", "name_en", "capacity_kg", "capacity_m3", "fixed_idr", "per_km_idr", "per_hour_idr"),
        **same(
            "overtime_per_hour_idr", "overtime_s", "max_trips", "litres_per_100km", "source", "confidence"
        ),
    },
    shown=("work", "road_profile"),
    searched=(VehicleClass.code, VehicleClass.name_id, VehicleClass.name_en),
    after=_changed,
)
HOLIDAYS: Final = Kind(
    entity="holiday",
    model=Holiday,
    key="day",
    order="day",
    fields=same("day", "name", "kind", "collects", "source"),
    shown=("withdrawn_at",),
    searched=(Holiday.name, Holiday.day),
    ends="withdrawn_at",
    faults=_holiday_faults,
    after=_changed,
)
BREAKS: Final = Kind(
    entity="work_break",
    model=WorkBreak,
    key="code",
    order="code",
    fields={
        **same("code", "name_id", "name_en", "weekdays", "begins_from", "begins_to", "duration_s"),
        **same("source", "confidence"),
    },
    shown=("valid_to",),
    searched=(WorkBreak.code, WorkBreak.name_id, WorkBreak.name_en),
    ends="valid_to",
    faults=_break_faults,
    after=_changed,
)
