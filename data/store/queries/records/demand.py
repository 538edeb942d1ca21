"""Records of what changes demand on some days: markets, holidays, the fasting month."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.models import DemandFactor, Village
from data.store.queries.records import rules
from data.store.queries.records.errors import Fault
from data.store.queries.records.kind import Kind, Trial, same


def _faults(trial: Trial) -> Iterator[Fault]:
    values, changed = trial.values, trial.changed
    first, last = values["from_day"], values["to_day"]
    if first is not None and last is not None and last < first:
        yield rules.later("to_day", last, first)
    if not values["low"] <= values["factor"]:
        yield _out_of_range("low", "lebih besar daripada faktornya", "greater than the factor")
    if not values["factor"] <= values["high"]:
        yield _out_of_range("high", "lebih kecil daripada faktornya", "less than the factor")
    if changed & {"village_codes", "withdrawn_at"}:
        yield from _unknown_villages(trial)


def _out_of_range(field: str, text_id: str, text_en: str) -> Fault:
    return Fault(field, "order", text_id, text_en)


def _unknown_villages(trial: Trial) -> Iterator[Fault]:
    codes = trial.values["village_codes"]
    known = set(trial.session.scalars(select(Village.code).where(Village.code.in_(codes))))
    for code in codes:
        if code not in known:
            yield rules.unknown("village_codes", code)


def _changed(trial: Trial) -> None:
    ping(trial.session, PLANS_CHANNEL)


FACTORS: Final = Kind(
    entity="demand_factor",
    model=DemandFactor,
    key="id",
    order="id",
    fields={
        **same("name", "from_day", "to_day", "weekdays", "pasaran", "village_codes", "stream"),
        **same("factor", "low", "high", "source", "confidence"),
    },
    shown=("withdrawn_at",),
    searched=(DemandFactor.name, DemandFactor.source),
    ends="withdrawn_at",
    faults=_faults,
    after=_changed,
)
