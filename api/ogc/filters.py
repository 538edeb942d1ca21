"""Filters in CQL2, bounded: what is not on the list of operations never becomes SQL.

The library that reads them (cql2 0.6) takes any name for a function, so `pg_sleep(60)` or `set_config(...)`
would reach the database; on nested open brackets its time doubles with each one, and on thousands of `not`
it brings the whole process down. So length and depth are looked at before it reads, operations after.
"""

import re
from typing import Annotated, Any, Final, Literal

from cql2 import Expr
from fastapi import Query

from api.errors import RefusedError

LONGEST: Final = 1_500
_DEEPEST: Final = 6
_DEEPEST_TREE: Final = 100
_MOST_REPEATED: Final = 20
"""Negations and sums: each lies within the one before."""

_COLUMN: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_LITERALS: Final = frozenset({"date", "timestamp", "type", "coordinates", "geometries", "bbox"})
OPERATIONS: Final = frozenset(
    {
        "and",
        "or",
        "not",
        "=",
        "<>",
        "<",
        ">",
        "<=",
        ">=",
        "between",
        "in",
        "like",
        "isNull",
        "casei",
        "+",
        "-",
        "*",
        "/",
        "s_intersects",
        "s_within",
        "s_contains",
        "s_disjoint",
        "s_equals",
        "s_touches",
        "s_overlaps",
        "s_crosses",
    }
)


def wanted(
    query: Annotated[str | None, Query(alias="filter", max_length=LONGEST)] = None,
    language: Annotated[Literal["cql2-text", "cql2-json"] | None, Query(alias="filter-lang")] = None,
    crs: Annotated[str | None, Query(alias="filter-crs", max_length=100)] = None,
) -> Expr | None:
    """Return the filter of a request.

    Raises
    ------
    RefusedError
        It cannot be read, is too deep, or asks for more than comparing, joining and lying within.
    """
    if crs is not None and not crs.endswith(("CRS84", "/4326")):
        raise RefusedError("filter-crs", "filters are in degrees: CRS84")
    if query is None:
        return None
    if language == "cql2-json" and not query.lstrip().startswith("{"):
        raise RefusedError("filter", "a filter in cql2-json begins with {")
    return read(query)


def read(query: str) -> Expr:
    """Return a filter that is fit for the database.

    Raises
    ------
    RefusedError
        It cannot be read, is too deep, or holds an operation that is not on the list.
    """
    _check_size(query)
    try:
        tree = Expr(query).to_json()
    except BaseException as error:
        raise _unreadable(error) from error
    _check(tree, 0)
    try:
        # said again as JSON, so that its shapes come out in degrees (SRID 4326), as tipg does
        expression = Expr(tree)
        expression.to_sql()
    except BaseException as error:
        raise _unreadable(error) from error
    return expression


def _unreadable(error: BaseException) -> BaseException:
    """Return the refusal; a panic of the library is no `Exception`, what stops the program is kept."""
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return error
    return RefusedError("filter", "the filter cannot be read as CQL2")


def _check_size(query: str) -> None:
    depth = deepest = 0
    for sign in query:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    repeated = len(re.findall(r"\bnot\b|[+*/^%]", query.lower()))
    if len(query) > LONGEST or deepest > _DEEPEST or repeated > _MOST_REPEATED:
        raise RefusedError(
            "filter", f"a filter has at most {LONGEST} characters, {_DEEPEST} brackets in one another"
        )


def _check(node: Any, depth: int) -> None:  # noqa: ANN401 - any JSON
    if depth > _DEEPEST_TREE:
        raise RefusedError("filter", "the filter is too deep")
    if isinstance(node, list):
        for each in node:
            _check(each, depth + 1)
    elif isinstance(node, dict):
        _check_object(node, depth)


def _check_object(node: dict[str, Any], depth: int) -> None:
    if "op" in node:
        if node["op"] not in OPERATIONS:
            raise RefusedError("filter", f"the filter may not use {str(node['op'])[:40]!r}")
        _check(node.get("args", []), depth + 1)
    elif "property" in node:
        if not _COLUMN.fullmatch(str(node["property"])):
            raise RefusedError("filter", "the filter names something that is no column")
    elif not node.keys() <= _LITERALS:
        raise RefusedError("filter", "the filter holds something that is no operation")
