"""Write what a case has several of: substances, effects and therapies, one row per value of a packed cell or a row."""

from __future__ import annotations

from pathlib import Path

from ..codebook.qualifiers import QUALIFIERS
from ..files.sql import BLANKS, literal
from ..mapping.model import FOLLOWERS, LABELED, Mapping, Source
from ..mapping.separators import split_sql
from ..store.schema import TABLES
from . import joined_lists, repeated_substances
from .doses import part_sql
from .labels import Labels, join_sql
from .rows import alias, case_id_sql, first_of_sql

TYPES = {"string": "VARCHAR", "int64": "BIGINT", "int16": "SMALLINT", "double": "DOUBLE", "date32[day]": "DATE"}
# Packed cells that stand in a third of the rows or fewer are taken apart once each.
REPEATED = 3
# Up to so many different texts, a column is held as codes: Parquet's dictionaries take them without hashing each cell.
MOST_CODES = 50_000


class Packed:
    """Takes packed cells and linked rows apart into the tables of a store."""

    def __init__(self, connection, mapping: Mapping, labels: Labels, folder: Path, rows: int):
        self.connection, self.mapping, self.labels, self.folder = connection, mapping, labels, folder
        self.rows = rows
        self.taken_apart: set[str] = set()
        self.crossed = frozenset(self._find_crossed())
        repeated_substances.prepare(connection)

    def _find_crossed(self) -> list[str]:
        """Give the targets of which a case of several rows has a value per row, as of its substances.

        Such an export joins all substances of a case with all its effects, and says each of them more than once.
        """
        found = []
        for target in ("effect", "therapy") if self.mapping.layout == "substance" else ():
            source = self.mapping.columns.get(target)
            if source is not None and source.column:
                cell, key = alias(self.mapping, source.column), case_id_sql(self.mapping)
                differ = f"HAVING min(tidy({cell})) < max(tidy({cell})) LIMIT 1"
                several = self.connection.execute(f"SELECT 1 FROM good_cases GROUP BY {key} {differ}")
                found += [target] if several.fetchone() else []
        return found

    def _by_case(self, target: str) -> bool:
        """Say whether a target is read from one row per case."""
        once = self.mapping.layout == "substance" and target != "substance" and target not in self.crossed
        return self.mapping.layout == "case" or once

    def values(self, source: Source, separator: str = "", filtered: bool = True, cell: str = "") -> str:
        """Give the SQL of the list of values that a row has: of a packed cell, several columns, indicators, or both."""
        table = source.table or "cases"
        flags, each = [], []
        if source.indicators:
            yes = "[" + ", ".join(literal(word.strip().lower()) for word in source.yes) + "]"
            flags = [
                f"CASE WHEN list_contains({yes}, lower(trim({alias(self.mapping, column, table)}, {literal(BLANKS)}))) "
                f"THEN {literal(value)} END"
                for value, column in source.indicators.items()
            ]
        if source.first_of:
            each = [first_of_sql(alias(self.mapping, name, table) for name in source.first_of)]
        elif source.columns or source.column:
            each = [cell or alias(self.mapping, name, table) for name in source.columns or (source.column,)]
        separator = source.separator or separator
        if separator and each:
            each = [split_sql(cell, separator) for cell in each]
            each = [f"[{', '.join(flags)}]", *each] if flags else each
            whole = each[0] if len(each) == 1 else f"flatten([{', '.join(each)}])"
        else:
            whole = f"[{', '.join([*flags, *each])}]"
        named = source is self.mapping.columns.get("substance") and bool(each)
        if not filtered:
            said = "CASE WHEN names(item) THEN item END" if named else "said(item)"
            return f"list_transform(list_transform({whole}, lambda item: bare(item)), lambda item: {said})"
        says = "names" if named else "says"
        kept = f"list_filter(list_transform({whole}, lambda item: bare(item)), lambda item: {says}(item))"
        return f"once({kept})" if named else kept

    def write(self, target: str, table: str) -> int:
        """Write the table of a packed target, one row per value, in order of rank; give the number of its rows."""
        source = self.mapping.columns.get(target)
        if source is None:
            return self.copy(f"SELECT {self._columns(table, {})} WHERE false", table)
        columns = self.mapping.columns
        present = {name: columns[name] for name, leader in FOLLOWERS.items() if leader == target and name in columns}
        far = {name: other for name, other in present.items() if (other.table or "cases") != (source.table or "cases")}
        near = {name: other for name, other in present.items() if name not in far}
        apart = self._take_apart(target, source) if self._is_plain(target, source, present) else False
        *more, named = joined_lists.joined(self.connection, self.mapping, target, far)
        if not apart:
            self._explode(target, source, near, more)
            joined_lists.list_left(self.connection, target, named)
        values, joins = {"case_id": "id", target: "item"}, []
        for name in (target, *present):
            cell = "item" if name == target else name
            values[name] = cell
            if name in LABELED and not apart:
                self.labels.lookup(name, [cell], f"items_{target}", self.labels.label(name), ["text"])
                code(self.connection, f"lookup_{name}", "v0")
                joins.append(join_sql(name, [cell]))
                values[name] = f"l_{name}.v0"
        if target in QUALIFIERS:
            more = "relatedness" if target == "effect" else "status"
            values[target], behind, join = self.labels.qualified_join(target, values[target])
            values[more] = f"coalesce({values[more]}, {behind})" if more in values else behind
            joins.append(join)
        if "dose" in present:
            joins.append(join_sql("dose", ["dose"]))
            values["dose"] = "l_dose.v0"
            if self.labels.lookup("dose", ["dose"], f"items_{target}", self.labels.dose, ["number"], numbers=True):
                self._dose_faults(present["dose"], target, named.get(present["dose"].table))
        if target == "substance":
            values["rank"] = self._rank(source)
        return self.copy(
            f"SELECT {self._columns(table, values)} FROM items_{target} {' '.join(joins)} "
            # Joins give rows in any order; a store has them in that of the files, the same every time.
            f'WHERE {values[target]} IS NOT NULL ORDER BY file_no, "row", place',
            table,
        )

    def _dose_faults(self, source: Source, target: str, beside: str | None) -> None:
        """List the cells that are no doses; `beside` is the table of a linked one."""
        relation = f"{beside} AS b" if beside else f"items_{target}"
        table = source.table or "cases" if beside else self.mapping.columns[target].table or "cases"
        self.connection.execute(
            f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line,
            {literal(source.column or source.columns[0])}, dose, l_dose.fault, 'value' FROM {relation}
            {join_sql("dose", ["dose"])} WHERE l_dose.fault IS NOT NULL {"AND copy = 1" if beside else ""}"""
        )

    def _is_plain(self, target: str, source: Source, present: dict[str, Source]) -> bool:
        """Say whether a target stands in one cell of the case's own row, with nothing beside it."""
        one = source.column and not source.indicators
        return bool(self._by_case(target) and one and not present and source.table in ("", "cases"))

    def _take_apart(self, target: str, source: Source) -> bool:
        """Take every different cell apart once, its labels looked up, and make ``items_TARGET`` of it and the cases.

        Not done where most cells differ; say whether it was.
        """
        cell = alias(self.mapping, source.column)
        self.connection.execute(
            f"""CREATE TABLE cells_{target} AS SELECT cell, n, {self.values(source, cell="cell")} AS items
            FROM (SELECT {cell} AS cell, count(*) AS n FROM case_rows WHERE {cell} IS NOT NULL GROUP BY 1)"""
        )
        if self.connection.execute(f"SELECT count(*) FROM cells_{target}").fetchone()[0] * REPEATED > self.rows + 1000:
            return False
        if target in LABELED:
            items = f"(SELECT unnest(items) AS item, n FROM cells_{target})"
            self.labels.lookup(target, ["item"], items, self.labels.label(target), ["text"], count="sum(n)")
        else:
            self.connection.execute(
                f"""CREATE TABLE lookup_{target} AS SELECT DISTINCT item AS k0, item AS v0
                FROM (SELECT unnest(items) AS item FROM cells_{target})"""
            )
        if code(self.connection, f"lookup_{target}", "v0") or target in LABELED:
            self.connection.execute(
                f"""CREATE OR REPLACE TABLE cells_{target} AS
                SELECT cell, list(v0 ORDER BY place) FILTER (v0 IS NOT NULL) AS items FROM (
                SELECT cell, unnest(items) AS item, unnest(range(1, len(items) + 1)) AS place FROM cells_{target})
                JOIN lookup_{target} ON k0 = item GROUP BY cell"""
            )
        self.connection.execute(
            f"""CREATE VIEW items_{target} AS SELECT id, file_no, "row", line, unnest(items) AS item,
            unnest(range(1, len(items) + 1)) AS place FROM case_rows JOIN cells_{target} ON cell = {cell}"""
        )
        self.taken_apart.add(target)
        return True

    def count_of_substances(self) -> tuple[str, str]:
        """Give the SQL of the number of substances of a case, and the join it needs."""
        source = self.mapping.columns.get("substance")
        if source is None:
            return "NULL", ""
        if "substance" in self.taken_apart:
            join = f"LEFT JOIN cells_substance AS q ON q.cell = {alias(self.mapping, source.column)}"
            return "least(coalesce(len(q.items), 0), 32767)", join
        path = literal(self.folder / "substances.parquet")
        if self.mapping.layout == "case" and not repeated_substances.codes_of_several(self.connection, path):
            return f"least(coalesce(len({self.values(source)}), 0), 32767)", ""
        return (
            "least(coalesce(q.n, 0), 32767)",
            f"LEFT JOIN ({repeated_substances.counted(path)}) AS q ON q.case_id = id",
        )

    def _explode(self, target: str, source: Source, present: dict[str, Source], more: list[str]) -> None:
        """Make the view ``items_TARGET``: one row per value of a row, its followers beside it.

        `more` is the SQL of the columns of followers in other tables, and of the joins that they need.
        """
        table = source.table or "cases"
        if self._by_case(target) or (self.mapping.layout == "linked" and table == "cases"):
            relation, identity = "case_rows", "id"
        elif self.mapping.layout == "linked":
            relation = f"good_{table} AS g JOIN case_keys AS k ON k.key = g.key"
            identity = "k.id"
        else:
            relation, identity = "good_cases", case_id_sql(self.mapping)
        extra = self._ordering(source, table)
        if not present:
            query = f"""SELECT id, file_no, "row", line, {extra[1]}unnest(list) AS item,
                unnest(range(1, len(list) + 1)) AS place FROM (SELECT {identity} AS id, file_no, "row", line,
                {extra[0]}{self.values(source)} AS list FROM {relation})"""
        else:
            query = self._zipped(source, present, relation, identity, extra)
        if self.crossed and relation == "good_cases":
            same = f"id, {extra[1]}{', '.join(('item', *present))}"
            query = f"""SELECT * FROM ({query})
                QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY file_no, "row", place) = 1"""
        query = f"SELECT i.*{more[0]} FROM ({query}) AS i {more[1]}" if more[0] else query
        # What is read more than once is made once: a view would take the cells apart for every fault and for the table.
        kind = "TABLE" if present else "VIEW"
        self.connection.execute(f"CREATE {kind} items_{target} AS {query}")
        if relation != "case_rows" and target not in self.crossed:
            self.connection.execute(
                f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line,
                {literal(source.heading)}, NULL, 'no {target} named', 'value'
                FROM {relation} WHERE len({self.values(source)}) = 0"""
            )
        for name, other in present.items():
            column = other.column or other.columns[0]
            self._item_fault(
                other, f"{name}_cell", f"not as many values as of {target}", f"{name}_off AND place = 1", target, column
            )

    def _zipped(
        self, source: Source, present: dict[str, Source], relation: str, identity: str, extra: tuple[str, str]
    ) -> str:
        """Pair the values of a cell with those of its followers by place; one value of a follower is that of all."""
        lists = [f"{self.values(source, filtered=False)} AS list"]
        fitted, cells, flags = ["list"], [], []
        for name, other in present.items():
            first = alias(self.mapping, (other.columns or (other.column,))[0], other.table or "cases")
            every, part = self.values(other, source.separator, filtered=False), part_sql(self.mapping, name, "item")
            every = every if part == "item" else f"list_transform({every}, lambda item: {part})"
            lists += [
                f"{every} AS {name}_all",
                f"{first} AS {name}_cell",
            ]
            fitted.append(
                f"CASE WHEN len({name}_all) = len(list) THEN {name}_all WHEN len({name}_all) = 1 THEN "
                f"list_transform(list, lambda item: {name}_all[1]) ELSE [] END"
            )
            flags.append(f"len({name}_all) NOT IN (1, len(list)) AS {name}_off, {name}_cell")
        same = (
            repeated_substances.first_of_pairs(len(present))
            if source is self.mapping.columns.get("substance")
            else "pairs"
        )
        cells = ", ".join(f"pair[{place}] AS {name}" for place, name in enumerate(("item", *present), 1))
        return f"""SELECT id, file_no, "row", line, {extra[1]}{", ".join(present_off(present))}{cells}, place FROM (
            SELECT *, unnest(pairs) AS pair, unnest(range(1, len(pairs) + 1)) AS place FROM (
            SELECT * REPLACE ({same} AS pairs) FROM (
            SELECT id, file_no, "row", line, {extra[1]}{", ".join(flags)}, list_filter(list_zip({", ".join(fitted)}),
            lambda pair: pair[1] IS NOT NULL) AS pairs FROM (
            SELECT {identity} AS id, file_no, "row", line, {extra[0]}{", ".join(lists)} FROM {relation}))))"""

    def _ordering(self, source: Source, table: str) -> tuple[str, str]:
        """Give the SQL that makes, and the SQL that passes on, the role and the number that order linked substances."""
        if not (source.role or source.rank):
            return "", ""
        roles = ", ".join(literal(role) for role in source.roles)
        role = (
            f"coalesce(list_position([{roles}], tidy({alias(self.mapping, source.role, table)})), 999)"
            if source.role and roles
            else "0"
        )
        number = f"TRY_CAST(tidy({alias(self.mapping, source.rank, table)}) AS DOUBLE)" if source.rank else "0"
        return f"{role} AS role, {number} AS number, ", "role, number, "

    def _rank(self, source: Source) -> str:
        if self.mapping.layout == "case":
            return "least(place, 32767)"
        first = "role, number NULLS LAST, " if source.role or source.rank else ""
        return f'least(row_number() OVER (PARTITION BY id ORDER BY {first}file_no, "row", place), 32767)'

    def _item_fault(self, source: Source, cell: str, rule: str, condition: str, target: str, column: str = "") -> None:
        table = self.mapping.columns[target].table or "cases"
        name = column or source.column or source.columns[0]
        self.connection.execute(
            f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, {literal(name)}, {cell}, {literal(rule)},
            'value' FROM items_{target} WHERE {condition}"""
        )

    def _columns(self, table: str, values: dict[str, str]) -> str:
        return ", ".join(typed(values.get(column.name), column) for column in TABLES[table])

    def copy(self, query: str, table: str) -> int:
        """Write a table of the store; give the number of its rows."""
        path = literal(self.folder / f"{table}.parquet")
        return self.connection.execute(f"COPY ({query}) TO {path} (FORMAT parquet)").fetchone()[0]


def code(connection, table: str, column: str) -> bool:
    """Hold a text column of a table of different values as codes of an ENUM, unless there are too many; say whether."""
    count = connection.execute(f"SELECT count(DISTINCT {column}) FROM {table}").fetchone()[0]
    if not 0 < count <= MOST_CODES:
        return False
    texts = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1"
    connection.execute(f"CREATE TYPE {table}_{column} AS ENUM ({texts})")
    connection.execute(f"ALTER TABLE {table} ALTER {column} TYPE {table}_{column}")
    return True


def typed(value: str | None, column) -> str:
    """Give the SQL of a column of the store; texts and the codes of texts are written alike, and stay what they are."""
    kind = TYPES[str(column.type)]
    sql = value if value and kind == "VARCHAR" else f"CAST({value or 'NULL'} AS {kind})"
    return f'{sql} AS "{column.name}"'


def present_off(present: dict[str, Source]) -> list[str]:
    """Give the columns that say where a follower has another number of values, each with a comma behind the last."""
    return [f"{name}_off, {name}_cell" for name in present] + [""] if present else []
