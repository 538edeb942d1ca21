"""The declarative base and the column kinds that recur."""

from datetime import datetime
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, DateTime, Identity, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    """Base of all tables; names of constraints are fixed so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this class attribute, nobody writes it
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
    }


type Point = Any
type Line = Any

RowId = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
PointColumn = Annotated[Point, mapped_column(Geometry("POINT", srid=4326))]
LineColumn = Annotated[Line, mapped_column(Geometry("LINESTRING", srid=4326, spatial_index=False))]


class Versioned:
    """Counts the changes of a row, so that of two people who edit it at once the second one is told.

    The ORM raises `StaleDataError` where a row was changed since it was read; statements that update rows
    without reading them must raise `version` themselves.
    """

    version: Mapped[int] = mapped_column(server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's form of a mixin
        """Return what makes the ORM check and raise the version."""
        return {"version_id_col": cls.version}
