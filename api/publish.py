"""Making a draft the valid plan of its day: the same steps for whole days and for re-plans."""

from datetime import timedelta

from sqlalchemy.orm import Session

from api.errors import ConflictError
from api.policy import Caller
from api.world import World
from data.store.models import Plan
from data.store.queries import audit, publishing


def publish(db: Session, world: World, who: Caller, plan: Plan) -> None:
    """Make a feasible draft the valid plan of its day, and write down who did; commits.

    Raises
    ------
    ConflictError
        Its last day is over.
    """
    around = world.around
    if plan.first_day + timedelta(days=plan.days - 1) < around.operating_day():
        raise ConflictError("day-over", f"plan {plan.id} is for {plan.first_day}, which is over")
    before = {"status": plan.status}
    publishing.publish_plan(db, plan.id, by=who.username, at=around.clock.now())
    change = audit.Change("publish", "plan", str(plan.id), before, {"status": "published"})
    audit.record(db, who.username, around.real(), change)
    db.commit()
    world.situations.forget()
