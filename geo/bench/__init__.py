"""How fast are the roads? Matrices, building, closures, matching and memory, beside their peers in one run.

Light to import: what is measured is loaded when it runs.
"""

from typing import Any


def run(*, short: bool) -> dict[str, Any]:
    """Measure all that the roads promise.

    Parameters
    ----------
    short
        A small country for a quick look, some seconds; its figures say nothing about the limits.

    Returns
    -------
    See :func:`geo.bench.suite.measure`.
    """
    from geo.bench.suite import measure

    return measure(short=short)
