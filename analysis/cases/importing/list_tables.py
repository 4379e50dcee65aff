"""Write what a case has several of: substances, effects and therapies, one row per value of a packed cell or a row."""

from __future__ import annotations

from pathlib import Path

from ...files.sql import literal, parquet_sql
from ..codebook.qualifiers import QUALIFIERS
from ..codebook.values import unit_of
from ..mapping.model import FOLLOWERS, LABELED, Mapping, Source
from ..store.identity import ID
from ..store.schema import TABLES
from . import joined_lists, repeated_substances
from .coded_cells import per_case
from .doses import look_doses_up, look_units_up
from .labels import Labels, join_sql
from .lookups import code, texts, typed
from .packed_cells import (
    OF_ONE,
    cells_of,
    differ_in_spaces_sql,
    different_sql,
    in_step_sql,
    items_sql,
    list_sql,
    number_sql,
    places_sql,
    repeats_sql,
    spaceless,
)
from .rows import alias, case_id_sql


class Packed:
    """Takes packed cells and linked rows apart into the tables of a store.

    A target goes from the rows to ``lists_TARGET`` (the values of a row, as a list for each column), ``items_TARGET``
    (one row per value that says something), and with what its different values mean to the table of the store.
    """

    def __init__(self, connection, mapping: Mapping, labels: Labels, folder: Path, store_id: str):
        self.connection, self.mapping, self.labels, self.folder = connection, mapping, labels, folder
        self.marks = f"KV_METADATA {{{literal(ID)}: {literal(store_id)}}}"  # of each table
        self.crossed = frozenset(self._find_crossed())
        self.repeats = ""  # the SQL that finds rows with substances named twice, where there are any
        self.number = ""  # the SQL of how many substances a row names, where that is as many as it has items
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

    def write(self, target: str, table: str) -> int:
        """Write the table of a packed target, one row per value, in order of rank; give the number of its rows."""
        source, columns = self.mapping.columns.get(target), self.mapping.columns
        if source is None:
            return self.copy(f"SELECT {self._columns(table, {})} WHERE false", table)
        present = {name: columns[name] for name, leader in FOLLOWERS.items() if leader == target and name in columns}
        far = {name: other for name, other in present.items() if (other.table or "cases") != (source.table or "cases")}
        near = {name: other for name, other in present.items() if name not in far}
        in_step = self._make_lists(target, source, near)
        beside = self._make_items(target, source, in_step, near, far)
        values, joins = {"case_id": "id"}, []
        for name in (target, *present):
            values[name], join = self._meaning(target, name, beside.get(present[name].table) if name in far else None)
            joins.append(join)
        if "dose" in present and (fixed := columns["dose"].fixed_unit):
            values["dose_unit"] = f"CASE WHEN {values['dose']} IS NOT NULL THEN {literal(unit_of(fixed))} END"
        if target in QUALIFIERS:
            values |= self._behind(target, values)
        if target == "substance":
            values["rank"] = self._rank(source)
        return self.copy(
            f"SELECT {self._columns(table, values)} FROM items_{target} {' '.join(joins)} "
            # Joins give rows in any order; a store has them in that of the files, the same every time.
            f'WHERE {values[target]} IS NOT NULL ORDER BY file_no, "row", place',
            table,
        )

    def _relation(self, target: str) -> tuple[str, str]:
        """Give the relation that a target is read from, and the SQL of the id of its cases."""
        table, coded = self.mapping.columns[target].table or "cases", self.mapping.columns[target].codes
        several = target in self.crossed or (target == "substance" and not coded)
        once = self.mapping.layout == "substance" and not several
        if self.mapping.layout == "case" or once or (self.mapping.layout == "linked" and table == "cases"):
            return "case_rows", "id"
        if self.mapping.layout == "linked":
            return f"good_{table} AS g JOIN case_keys AS k ON k.key = g.key", "k.id"
        return "good_cases", case_id_sql(self.mapping)

    def _make_lists(self, target: str, source: Source, near: dict[str, Source]) -> dict[str, str] | None:
        """Make ``lists_TARGET``: a row's values as a list, and those beside them; give what `_list_uneven` gives."""
        relation, identity = self._relation(target)
        cells = cells_of(self.mapping, source)
        alone = len(cells) == 1 and not source.indicators and relation == "case_rows"
        filled = f"{cells[0]} <> ''" if alone else "true"
        if source.codes:
            relation, identity = per_case(self.connection, relation, identity, cells, self.labels.notes)
        empty = self._find_different(target, source, f"(SELECT * FROM {relation} WHERE {filled})")
        lists = {"items": list_sql(self.mapping, source)}
        if target == "substance" and self._find_repeats(source, relation):
            lists["repeats"] = self.repeats
        for name, other in near.items():
            lists[f"{name}_items"] = list_sql(self.mapping, other, source.separator)
            lists[f"{name}_cell"] = cells_of(self.mapping, other)[0]
        chosen = ", ".join(f"{sql} AS {name}" for name, sql in lists.items())
        self.connection.execute(
            f"""CREATE VIEW lists_{target} AS SELECT {identity} AS id, file_no, "row", line, {self._ordering(source)}
            {chosen} FROM {relation} WHERE {filled}"""
        )
        if relation != "case_rows" and target not in self.crossed and not source.codes:
            self._fault(target, source.heading, "NULL", f"no {target} named", f"len({places_sql(target)}) = 0")
        gaps = str(empty) if alone else f"list_has_any(items, getvariable('nothing_{target}'))"
        in_step = self._list_uneven(target, near, gaps)
        if target == "substance" and in_step is not None and not self.repeats:
            self.number = f"CASE WHEN {filled} THEN len({lists['items']}) END"
        return in_step

    def _find_different(self, target: str, source: Source, relation: str) -> bool:
        """Make the table ``different_TARGET`` of all different items, and the list ``nothing_TARGET`` of empty ones.

        Say whether any is empty; the list has the empty text in any case.
        """
        different = different_sql(self.mapping, source, relation)
        self.connection.execute(f"CREATE TABLE different_{target} AS {different}")
        says = "names(tidy(item))" if target == "substance" and cells_of(self.mapping, source) else "says(bare(item))"
        empty = f"SELECT coalesce(item, '') FROM different_{target} WHERE NOT coalesce({says}, false)"
        self.connection.execute(
            f"SET VARIABLE nothing_{target} = (SELECT list(item) FROM ({empty} UNION SELECT '') AS n(item))"
        )
        return self.connection.execute(f"{empty} LIMIT 1").fetchone() is not None

    def _find_repeats(self, source: Source, relation: str) -> bool:
        """Say whether rows may name a substance twice; most files have no such row, and need not look for it again."""
        repeats, cells = repeats_sql(self.mapping, source), cells_of(self.mapping, source)
        alone = len(cells) == 1 and not source.indicators and not source.first_of
        rows, asked = relation, repeats
        if alone and repeats:
            rows = f"(SELECT DISTINCT {cells[0]} FROM {relation})"
            if self.connection.execute(differ_in_spaces_sql("different_substance")).fetchone()[0]:
                asked = repeats_sql(self.mapping, source, spaceless)
        if repeats and self.connection.execute(f"SELECT bool_or({asked}) FROM {rows}").fetchone()[0]:
            self.repeats = repeats
        return bool(self.repeats)

    def _list_uneven(self, target: str, near: dict[str, Source], gaps: str) -> dict[str, str] | None:
        """List the rows in which there are not as many values beside a target as of it.

        `gaps` is the SQL of whether an item of a row is empty. Of most files every row has as many, or one for all,
        and no item is empty. Give the SQL of what stands beside an item then, see `in_step_sql`; None of other files.
        """
        several = {name: f"len({name}_items) > 1" for name in near}
        unlike = {name: f"len({name}_items) > 0 AND len({name}_items) IS DISTINCT FROM len(items)" for name in near}
        unlike |= {name: f"{test} AND {name}_cell <> ''" for name, test in unlike.items() if name in OF_ONE}
        asked = ", ".join(f"bool_or({condition})" for condition in (gaps, *several.values(), *unlike.values()))
        gaps, *found = self.connection.execute(f"SELECT {asked} FROM lists_{target}").fetchone()
        several, unlike = (dict(zip(near, half, strict=True)) for half in (found[: len(near)], found[len(near) :]))
        # a list has one value at least
        uneven = [name for name in near if unlike[name] and (several[name] or name in OF_ONE)]
        for name in uneven:
            said = f"len({places_sql(target)}) > 0"
            alone = f"{name}_cell = '' OR {said.replace('> 0', '= 1')}" if name in OF_ONE else "true"
            said += f" AND len({name}_items) <> len(items) AND NOT (len({name}_items) = 1 AND ({alone}))"
            self._fault(target, near[name].heading, f"{name}_cell", f"not as many values as of {target}", said)
        if gaps or uneven:
            return None
        return {name: f"unnest({name}_items)" if several[name] else f"{name}_items[1]" for name in near}

    def _make_items(self, target: str, source: Source, in_step: dict | None, near: dict, far: dict) -> dict[str, str]:
        """Make ``items_TARGET``: one row per value, with what stands beside it; give the tables joined to it."""
        more = "role, number, " if source.role or source.rank else ""
        repeats = target == "substance" and bool(self.repeats)
        plain = in_step is not None and not repeats
        query = in_step_sql(target, more, in_step) if plain else items_sql(target, more, list(near), repeats)
        repeated = self.crossed and self._relation(target)[0] == "good_cases"
        if repeated:
            same = f"id, {more}{', '.join(f'tidy({name})' for name in ('item', *near))}"
            query = f"""SELECT * FROM ({query})
                QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY file_no, "row", place) = 1"""
        columns, joins, beside = joined_lists.joined(self.connection, self.mapping, target, far)
        if far:
            query = f"SELECT i.*{columns} FROM ({query}) AS i {joins}"
        # A view is worked out anew by each of its readers, which costs less than to hold it, but for joins and sorts.
        kind = "TABLE" if far or repeated else "VIEW"
        self.connection.execute(f"CREATE {kind} items_{target} AS {query}")
        joined_lists.list_left(self.connection, target, beside)
        return beside

    def _meaning(self, target: str, name: str, beside: str | None) -> tuple[str, str]:
        """Give the SQL of what the items of a target, or what stands beside them, mean, and the join that it needs."""
        cell, source = "item" if name == target else name, self.mapping.columns[name]
        separator = self.mapping.columns[target].separator
        different = different_sql(self.mapping, source, self._relation(target)[0], separator)
        if name == target:
            different = f"FROM different_{target}"
        elif beside:
            different = f"SELECT DISTINCT {name} AS item FROM {beside}"
        if name in LABELED:
            self._look_labels_up(target, name, cell, different)
            return f"l_{name}.v0", join_sql(name, [cell])
        if name == "dose":
            return self._dose(target, beside, different)
        if name == "dose_unit":
            look_units_up(self.labels, different)
            code(self.connection, "lookup_dose_unit", "v0")
            return "l_dose_unit.v0", join_sql(name, [cell])
        return texts(self.connection, name, cell, different)

    def _look_labels_up(self, target: str, name: str, cell: str, different: str) -> None:
        """Look every different label up; items are counted only where a label is unknown, for the report to say."""
        items = [item for (item,) in self.connection.execute(f"SELECT item FROM ({different})").fetchall()]
        relation, column, count = f"({different})", "item", "0"
        if not self.labels.knows(name, items):
            labeled = [other for other, leader in FOLLOWERS.items() if leader == target and other in LABELED]
            columns = ", ".join(["item", *(other for other in labeled if other in self.mapping.columns)])
            relation, column, count = f"pairs_{target}", cell, "sum(n)"
            self.connection.execute(
                f"""CREATE TABLE IF NOT EXISTS {relation} AS SELECT {columns}, count(*) AS n FROM items_{target}
                GROUP BY ALL"""
            )
        kinds = ["text", "text"] if name in QUALIFIERS else ["text"]
        self.labels.lookup(name, [column], relation, self.labels.label(name), kinds, count=count)
        code(self.connection, f"lookup_{name}", "v0")

    def _dose(self, target: str, beside: str | None, different: str) -> tuple[str, str]:
        """Look every different dose up, and list those that are no number."""
        if look_doses_up(self.labels, different):
            relation = f"(SELECT * FROM {beside} WHERE copy = 1)" if beside else f"items_{target}"
            source = self.mapping.columns["dose"]
            self.connection.execute(
                f"""INSERT INTO bad SELECT {literal(source.table or "cases")}, file_no, "row", line,
                {literal(source.heading)}, tidy(dose), l_dose.fault, 'value'
                FROM {relation} {join_sql("dose", ["dose"])} WHERE l_dose.fault IS NOT NULL"""
            )
        return "l_dose.v0", join_sql("dose", ["dose"])

    def _behind(self, target: str, values: dict[str, str]) -> dict[str, str]:
        """Give the SQL of what stood behind the labels of a target, where nothing stands beside them."""
        if not self.connection.execute(f"SELECT 1 FROM lookup_{target} WHERE v1 IS NOT NULL LIMIT 1").fetchone():
            return {}
        name = next(name for name, leader in FOLLOWERS.items() if leader == target)
        beside = f"CAST({values[name]} AS VARCHAR), " if name in values else ""
        return {name: f"coalesce({beside}l_{target}.v1)"}

    def count_of_substances(self) -> tuple[str, str]:
        """Give the SQL of the number of substances of a case, and the join it needs."""
        source = self.mapping.columns.get("substance")
        if source is None:
            return "NULL", ""
        if self.mapping.layout == "case":
            number = self.number or number_sql("substance", list_sql(self.mapping, source), self.repeats)
            return f"least(coalesce({number}, 0), 32767)", ""
        rows = parquet_sql(self.folder / "substances.parquet")
        join = f"LEFT JOIN ({repeated_substances.counted(rows)}) AS q ON q.case_id = id"
        return "least(coalesce(q.n, 0), 32767)", join

    def _ordering(self, source: Source) -> str:
        """Give the SQL of the role and the number that order linked substances."""
        if not (source.role or source.rank):
            return ""
        table, role, number = source.table or "cases", "0", "0"
        if source.role and source.roles:
            roles = ", ".join(map(literal, source.roles))
            role = f"coalesce(list_position([{roles}], tidy({alias(self.mapping, source.role, table)})), 999)"
        if source.rank:
            number = f"TRY_CAST(tidy({alias(self.mapping, source.rank, table)}) AS DOUBLE)"
        return f"{role} AS role, {number} AS number, "

    def _rank(self, source: Source) -> str:
        if self.mapping.layout == "case":
            return "least(place, 32767)"
        first = "role, number NULLS LAST, " if source.role or source.rank else ""
        return f'least(row_number() OVER (PARTITION BY id ORDER BY {first}file_no, "row", place), 32767)'

    def _fault(self, target: str, column: str, cell: str, rule: str, condition: str) -> None:
        """List the rows whose lists break a rule."""
        table = self.mapping.columns[target].table or "cases"
        self.connection.execute(
            f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, {literal(column)}, {cell},
            {literal(rule)}, 'value' FROM lists_{target} WHERE {condition}"""
        )

    def _columns(self, table: str, values: dict[str, str]) -> str:
        return ", ".join(typed(values.get(column.name), column) for column in TABLES[table])

    def copy(self, query: str, table: str) -> int:
        """Write a table of the store; give the number of its rows."""
        path = literal(self.folder / f"{table}.parquet")
        return self.connection.execute(f"COPY ({query}) TO {path} (FORMAT parquet, {self.marks})").fetchone()[0]
