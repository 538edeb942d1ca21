"""How often a point is emptied, and that its gaps and days allow for it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.store.queries.records.errors import Fault

WEEK: Final = 7
FIELDS: Final = ("times_per_week", "weekdays", "least_gap_days", "most_gap_days")


def faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Name why a frequency can never be kept, week after week.

    It fits when the days are enough (a day counts twice: morning and afternoon), when that many least gaps
    fit into a week, and when that many greatest gaps fill one.
    """
    times, days = values["times_per_week"], values["weekdays"]
    least, most = values["least_gap_days"], values["most_gap_days"]
    if least is not None and most is not None and least > most:
        yield Fault(
            "most_gap_days",
            "order",
            f"kurang dari jeda terpendek ({least} hari)",
            f"less than the least gap ({least} days)",
        )
    if times is None:
        return
    if days and times > 2 * len(days):
        yield Fault(
            "times_per_week",
            "too-often",
            f"{times} kali seminggu tidak muat dalam {len(days)} hari",
            f"{times} times a week do not fit into {len(days)} days",
        )
    if least is not None and times > 1 and times * least > WEEK:
        yield Fault(
            "least_gap_days",
            "too-often",
            f"{times} kali seminggu tidak mungkin dengan jeda {least} hari atau lebih",
            f"{times} times a week are impossible with gaps of {least} days or more",
        )
    if most is not None and times * most < WEEK:
        yield Fault(
            "most_gap_days",
            "too-seldom",
            f"{times} kali seminggu menyisakan jeda lebih dari {most} hari",
            f"{times} times a week leave gaps of more than {most} days",
        )
