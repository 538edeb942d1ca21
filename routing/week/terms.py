"""What a judgement of a week is made of: rules, violations, cost, verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from routing.judging.terms import Judgement, Rule

HorizonRule = Literal[
    "too_few_visits",
    "left_out",
    "gap_too_short",
    "gap_too_long",
    "forbidden_day",
    "pinned_otherwise",
    "excluded_but_visited",
    "vehicle_not_working",
    "overflow",
    "territory",
    "too_many_moved",
    "unbalanced_day",
]
"""Rules of the horizon; those of a day are `routing.judging.terms.Rule`."""

type WeekRule = HorizonRule | Rule

HORIZON_RULES: Final[frozenset[str]] = frozenset(get_args(HorizonRule))

BALANCED_SHARE: Final = 0.15
"""How far a day's tonnes may lie off the mean of the working days before people are told."""


@dataclass(frozen=True, slots=True)
class WeekViolation:
    """One broken rule of a week.

    Parameters
    ----------
    day
        Index of the day; None when it belongs to no single one.
    vehicle, point, facility
        Where it happens; empty when it belongs to none.
    label
        Code of the break that it is about; ``end`` of a gap that reaches beyond the last day; else empty.
    amount
        By how much, after the rule: days, visits, kilograms, percent, and as in the rules of a day.
    hard
        Whether the week may not be published with it. Soft are wishes (territory, continuity, balance),
        points that are left out as a whole, and rhythms that no days of this week can keep.
    """

    rule: WeekRule
    day: int | None = None
    vehicle: str = ""
    point: str = ""
    facility: str = ""
    amount: int = 0
    hard: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class WeekCost:
    """What a week costs in rupiah.

    Parameters
    ----------
    driving
        What is really paid: fixed, kilometres, hours, overtime.
    left_out
        Price of points, in the part of their visits that is missing.
    moved, stranger, outside, unbalanced
        As `routing.week.problem.WeekPrices` names them.
    """

    driving: int = 0
    left_out: int = 0
    moved: int = 0
    stranger: int = 0
    outside: int = 0
    unbalanced: int = 0

    @property
    def total(self) -> int:
        """What the search minimises."""
        return self.driving + self.left_out + self.moved + self.stranger + self.outside + self.unbalanced


@dataclass(frozen=True, slots=True)
class WeekJudgement:
    """The verdict over the whole horizon.

    Parameters
    ----------
    days
        Verdict of each day by the judge of days; an idle day breaks nothing.
    delivered_kg
        By day: what is tipped where it stays; what villages hand over to a truck is counted with the truck.
    visits
        Point -> mask of the days on which it is emptied; one that never is is absent.
    """

    violations: tuple[WeekViolation, ...]
    days: tuple[Judgement, ...]
    cost: WeekCost
    delivered_kg: tuple[int, ...]
    visits: Mapping[str, int]

    @property
    def feasible(self) -> bool:
        """True when no hard rule is broken."""
        return not any(violation.hard for violation in self.violations)
