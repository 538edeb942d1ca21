"""What a database holds, in figures that do not depend on server, order or physical form."""

from collections.abc import Callable, Iterable
from typing import Any, Final, LiteralString

from psycopg import Connection, sql

from data.store.backup.manifest import Grant, TableSum

type Db = Connection[Any]

# text forms of times and floats depend on the session; those of two servers must not differ
SESSION: Final = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c jit=off"
)

_OUTSIDE: Final[LiteralString] = (
    "n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (select from pg_depend d"
    " where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')"
)
_RELATIONS: Final[LiteralString] = (
    f"select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    f" where {_OUTSIDE} and c.relkind = any(%s) order by 1, 2"
)
_OF_OURS: Final[LiteralString] = (
    f"(select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where {_OUTSIDE})"
)
_OBJECTS: Final[dict[str, LiteralString]] = {
    "tables": "select count(*) from pg_class where relkind in ('r', 'p') and oid in ",
    "views": "select count(*) from pg_class where relkind in ('v', 'm') and oid in ",
    "sequences": "select count(*) from pg_class where relkind = 'S' and oid in ",
    "indexes": "select count(*) from pg_index where indisvalid and indrelid in ",
    # from version 18 on, "not null" is a constraint too
    "constraints": "select count(*) from pg_constraint where contype <> 'n' and conrelid in ",
    "triggers": "select count(*) from pg_trigger where not tgisinternal and tgrelid in ",
}
_PRIVILEGES: Final[tuple[LiteralString, ...]] = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "USAGE", "CREATE",
)  # fmt: skip
_FUNCTIONS: Final[LiteralString] = (
    "select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any(%s)"
    " and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid"
    " and d.deptype = 'e')"
)
_GRANTS: Final[LiteralString] = (
    "select 'table', n.nspname, c.relname, coalesce(r.rolname, 'public'), a.privilege_type"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a"
    " left join pg_roles r on r.oid = a.grantee"
    f" where {_OUTSIDE} and a.grantee <> c.relowner and c.relkind in ('r', 'p', 'v', 'm')"
    " union all"
    " select 'schema', n.nspname, '', coalesce(r.rolname, 'public'), a.privilege_type"
    " from pg_namespace n, aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee"
    " where n.nspname = any(%s) and n.nspname <> 'public' and a.grantee <> n.nspowner order by 1, 2, 3, 4, 5"
)
_DROPS: Final[tuple[tuple[str, LiteralString], ...]] = (
    ("v", "drop view if exists {} cascade"),
    ("m", "drop materialized view if exists {} cascade"),
    ("rp", "drop table if exists {} cascade"),
    ("S", "drop sequence if exists {} cascade"),
)
_ROUTINES: Final[LiteralString] = (
    "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace"
    " and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid"
    " and d.deptype = 'e')"
)
# a sequence that stands below what was given out would give it out again
_BEHIND: Final[LiteralString] = (
    "select s.schemaname, s.sequencename, n.nspname, c.relname, a.attname, coalesce(s.last_value, 0)"
    " from pg_sequences s join pg_class q on q.relname = s.sequencename"
    " join pg_namespace sn on sn.oid = q.relnamespace and sn.nspname = s.schemaname"
    " join pg_depend d on d.objid = q.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')"
    " join pg_class c on c.oid = d.refobjid join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid"
    " where d.refclassid = 'pg_class'::regclass order by 1, 2"
)


def relations(db: Db, *kinds: str) -> list[tuple[str, str]]:
    """Return schema and name of all relations of `kinds` (`pg_class.relkind`) that no extension brought."""
    return [(str(schema), str(name)) for schema, name in db.execute(_RELATIONS, (list(kinds),))]


def schemas_of_ours(db: Db) -> tuple[str, ...]:
    """Return the schemas in which anything lies that no extension brought."""
    return tuple(sorted({schema for schema, _ in relations(db, "r", "p", "v", "m", "S")}))


def objects(db: Db, schemas: Iterable[str]) -> dict[str, int]:
    """Return how many tables, indexes, constraints, triggers, functions, views and sequences there are."""
    counted = {kind: db.execute(query + _OF_OURS).fetchone() for kind, query in _OBJECTS.items()}
    counted["functions"] = db.execute(_FUNCTIONS, (list(schemas),)).fetchone()
    return {kind: int(row[0]) if row else 0 for kind, row in counted.items()}


def extensions(db: Db) -> dict[str, str]:
    """Return the installed extensions and their versions, those of every database left out."""
    rows = db.execute("select extname, extversion from pg_extension where extname <> 'plpgsql' order by 1")
    return {str(name): str(version) for name, version in rows}


def grants(db: Db, schemas: Iterable[str]) -> tuple[Grant, ...]:
    """Return the rights of other roles on tables, views and schemas of ours."""
    return tuple(Grant(*row) for row in db.execute(_GRANTS, (list(schemas),)))


def sums(db: Db, told: Callable[[str], None]) -> dict[str, TableSum]:
    """Return rows and digest of every table, each partition of its own.

    The digest is the sum, over all rows, of 64 bits of the MD5 of the row's text: no order changes it, and a
    changed, lost or doubled row does. It finds damage, not forgery.
    """
    found = {}
    for schema, name in relations(db, "r"):
        told(name)
        found[f"{schema}.{name}"] = _sum(db, schema, name)
    return found


def _sum(db: Db, schema: str, name: str) -> TableSum:
    query = sql.SQL(
        "select count(*), coalesce(sum(('x' || left(md5(whole_row::text), 16))::bit(64)::int8), 0)::text"
        " from only {} whole_row"
    ).format(sql.Identifier(schema, name))
    rows, digest = db.execute(query).fetchone() or (0, "0")
    return TableSum(int(rows), str(digest))


def sequences_behind(db: Db) -> list[str]:
    """Return the sequences that would give out again what a row has already."""
    behind = []
    for schema, sequence, *column, last in db.execute(_BEHIND).fetchall():
        table, name = sql.Identifier(*column[:2]), sql.Identifier(column[2])
        row = db.execute(sql.SQL("select coalesce(max({}), 0) from {}").format(name, table)).fetchone()
        if row and row[0] > last:
            behind.append(f"{schema}.{sequence}")
    return behind


def grant(db: Db, rights: Iterable[Grant]) -> set[str]:
    """Give rights to the roles that exist here; return those that do not."""
    wanted = list(rights)
    known = {row[0] for row in db.execute("select rolname from pg_roles")} | {"public"}
    for right in wanted:
        if right.grantee in known:
            _give(db, right)
    return {right.grantee for right in wanted} - known


def _give(db: Db, right: Grant) -> None:
    of_schema = right.kind == "schema"
    # never as the file says it: it may come from anywhere
    for privilege in (known for known in _PRIVILEGES if known == right.privilege):
        db.execute(
            sql.SQL("grant {} on {} to {}").format(
                sql.SQL(privilege),
                sql.SQL("schema {}").format(sql.Identifier(right.schema))
                if of_schema
                else sql.Identifier(right.schema, right.name),
                sql.SQL("public") if right.grantee == "public" else sql.Identifier(right.grantee),
            )
        )


def drop_all(db: Db, schemas: Iterable[str]) -> None:
    """Drop whatever lies in `schemas` that no extension brought; only for what was just made there."""
    for schema in schemas:
        if schema != "public":
            db.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
    for kinds, order in _DROPS:
        for schema, name in relations(db, *kinds):
            db.execute(sql.SQL(order).format(sql.Identifier(schema, name)))
    for (routine,) in db.execute(_ROUTINES).fetchall():
        db.execute(sql.SQL("drop routine if exists {} cascade").format(sql.SQL(routine)))
