"""How functions become machine code: the inner ones without a cache of their own, the one entry with one.

numba looks at the file of a cached function alone: one whose helper in another file changed would be taken
from the cache as it was. So only the entry is kept on disk, under a key that covers all these files.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba

_FILES = ("compiled", "layout", "routes", "insertion", "steps", "anneal")

_FAST: dict[str, Any] = {"error_model": "numpy", "boundscheck": False, "_nrt": False}
"""Compiled code allocates nothing, so references need not be counted, which took most of the time."""

_INNER: dict[str, Any] = _FAST | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Python calls the entry alone; a door for each inner function would take the compiler minutes."""


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Return a function that is compiled when compiled code first calls it."""
    return cast("F", numba.njit(**_INNER)(function))


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Return a function that is always compiled into its caller: many tables are dear to hand over."""
    return cast("F", numba.njit(forceinline=True, **_INNER)(function))


def cached[F: Callable[..., Any]](function: F) -> F:
    """Return a compiled function that is kept on disk, or only in memory where nothing can be written."""
    try:
        return cast("F", numba.njit(cache=True, **_FAST)(function))
    except RuntimeError:
        # numba found no folder to write to, neither beside the file nor the user's own
        return cast("F", numba.njit(**_FAST)(function))


def sources_stamp() -> str:
    """Return a digest of what is compiled, part of the entry's key on disk."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]
