"""When crews rest."""

from datetime import time

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base
from data.store.models.place import CONFIDENCE


class WorkBreak(Base):
    """A rest that every crew has on some weekdays (0 is Monday); local times between which it may begin."""

    __tablename__ = "work_break"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_id: Mapped[str]
    name_en: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    begins_from: Mapped[time]
    begins_to: Mapped[time]
    duration_s: Mapped[int]
    source: Mapped[str]
    confidence: Mapped[str]

    __table_args__ = (
        CheckConstraint("begins_to >= begins_from", name="order"),
        CheckConstraint("duration_s between 1 and 14400", name="duration"),
        CheckConstraint("weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="weekdays"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )
