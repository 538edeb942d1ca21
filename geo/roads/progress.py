"""How a long step tells where it is."""

from collections.abc import Callable

type Progress = Callable[[str, float], None]
"""Called with the name of the step that begins and the share (0..1) of the whole work done before it."""


def silent(step: str, done: float) -> None:
    """Tell nobody."""
