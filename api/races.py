"""Two people who do the same at the same moment: the second is told, not an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from api.errors import ConflictError


@contextmanager
def races_told() -> Iterator[None]:
    """Tell that somebody else was faster where the database refuses what had been checked before.

    Raises
    ------
    ConflictError
        What was checked does not hold any more.
    """
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("changed-meanwhile", "somebody else changed this at the same moment") from error
