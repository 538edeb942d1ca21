"""What has become of old tracks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base


class HistoryMark(Base):
    """How far an act of the retention policy has come: all operating days up to `done_until`, included.

    `trim` removes what lies outside the work, `thin` leaves one fix an interval, `drop` removes the rest.
    """

    __tablename__ = "history_mark"

    act: Mapped[str] = mapped_column(primary_key=True)
    done_until: Mapped[date]
    ran_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("act in ('trim', 'thin', 'drop')", name="act"),)


class LateDay(Base):
    """An operating day that was trimmed or thinned already and then got late fixes: to be done again."""

    __tablename__ = "late_day"

    operating_day: Mapped[date] = mapped_column(primary_key=True)
