"""Two weeks side by side, with names."""

from sqlalchemy.orm import Session

from api import week_compare
from api.schemas.weeks import WeekComparison
from api.views.weeks import summary
from api.week_compare import Moved
from data.store.models import WeekPlan
from data.store.queries import weeks_view
from data.store.queries.weeks_view import WeekPointRow


def comparison(db: Session, left: WeekPlan, right: WeekPlan) -> WeekComparison:
    """Return what is different in the right week."""
    found = week_compare.moved(left.board, right.board)
    known = weeks_view.points(db, [each.code for each in found])
    return WeekComparison.model_validate(
        {
            "left_week": summary(db, left),
            "right_week": summary(db, right),
            "left": left.measures,
            "right": right.measures,
            "difference": week_compare.difference(left.board, right.board),
            "days": week_compare.paired_days(left.board, right.board),
            "moved": [_moved(each, known.get(each.code)) for each in found],
        }
    )


def _moved(each: Moved, point: WeekPointRow | None) -> dict[str, object]:
    return {
        "code": each.code,
        "name": point.name if point else each.code,
        "village": point.village if point else "",
        "other_days": each.other_days,
        "left_days": each.left.days,
        "right_days": each.right.days,
        "left_vehicles": each.left.vehicles,
        "right_vehicles": each.right.vehicles,
    }
