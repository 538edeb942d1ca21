"""The former place of OR-Tools' engine; see `routing.engines.by_ortools`."""

from routing.engines.by_ortools import NAME, solve

__all__ = ["NAME", "solve"]
