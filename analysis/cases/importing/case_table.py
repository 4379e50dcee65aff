"""Write the store's tables from the good rows: cases with their labels, dates and ages, and what goes with them."""

from __future__ import annotations

from pathlib import Path

from ..codebook.records import records_of
from ..files.sql import literal
from ..mapping.model import FOLLOWERS, PACKED, TARGETS, Mapping, Source
from ..store.schema import CASES
from .dates import dated_sql
from .labels import Labels, join_sql
from .list_tables import MOST_CODES, Packed, code, typed
from .place_names import fold
from .progress import Progress
from .rows import alias, case_id_sql

PLACES = ("state", "county")
WRITTEN = {"substance": "substances", "effect": "effects", "therapy": "therapies"}


class Shape:
    """The good rows of an import on their way into the tables of a store."""

    def __init__(self, connection, mapping: Mapping, labels: Labels, folder: Path, rows: int):
        self.connection, self.mapping, self.labels, self.folder = connection, mapping, labels, folder
        self.packed = Packed(connection, mapping, labels, folder, rows)

    def write(self, told: Progress) -> dict[str, int]:
        """Write all tables into the folder; give the number of rows of each."""
        self._gather()
        written = {}
        for place, (target, table) in enumerate(WRITTEN.items()):
            told.step(f"writing {table}", 0.7 + 0.05 * place, 0.75 + 0.05 * place)
            written[table] = self.packed.write(target, table)
        told.step("writing cases", 0.85, 0.95)
        return {"cases": self._cases()} | written

    def _gather(self) -> None:
        """Make `case_rows`: one row per case with its id and the cells of its columns, ``cases_m0`` and so on."""
        mapping, extra = self.mapping, {}
        own = [f"m{place}" for place in range(len(mapping.source_columns("cases")))]
        for target, source in mapping.columns.items():
            if source.table not in ("", "cases") and target not in PACKED and target not in FOLLOWERS:
                extra[target] = source
        if mapping.layout == "substance":
            columns = ", ".join(
                f'arg_min({name}, (file_no, "row")) FILTER (tidy({name}) IS NOT NULL) AS {name}' for name in own
            )
            query = f"""CREATE TABLE case_rows AS SELECT {case_id_sql(mapping)} AS id, min(file_no) AS file_no,
                arg_min(file, (file_no, "row")) AS file, arg_min("row", (file_no, "row")) AS "row",
                arg_min(line, (file_no, "row")) AS line, {columns} FROM good_cases GROUP BY {case_id_sql(mapping)}"""
        else:
            joins = "".join(self._one_per_case(target, source) for target, source in extra.items())
            more = "".join(f", {target}_one.*  EXCLUDE (key)" for target in extra)
            query = f"""CREATE VIEW case_rows AS SELECT {case_id_sql(mapping, "c.")} AS id,
                c.file_no, c.file, c."row", c.line,
                {", ".join(f"c.{name}" for name in own) or "1 AS m0"}{more} FROM good_cases AS c {joins}"""
        self.connection.execute(query)
        if mapping.layout == "substance":
            self._contradictions(own)
        date = mapping.columns.get("date")
        cell = self._cell("date", date, date.column) if date else "NULL"
        dated = dated_sql("case_rows", cell, date.formats) if date else "SELECT * FROM case_rows"
        self.connection.execute(f"CREATE VIEW dated AS {dated}")

    def _one_per_case(self, target: str, source: Source) -> str:
        """Of a linked table's rows of one case take the preferred label, else the first row; give the join to it."""
        mapping = self.mapping
        first = alias(mapping, source.column or source.value or source.group, source.table)
        prefer = ", ".join(literal(label) for label in source.prefer)
        place = f"coalesce(list_position([{prefer}], tidy({first})), 99999)" if prefer else "0"
        order = f'({place}, file_no, "row")) FILTER (tidy({first}) IS NOT NULL)'
        cells = ", ".join(
            f"arg_min({alias(mapping, name, source.table)}, {order} AS {target}_{alias(mapping, name, source.table)}"
            for name in source.names()
        )
        self.connection.execute(
            f"CREATE TABLE {target}_one AS SELECT key, {cells} FROM good_{source.table} GROUP BY ALL"
        )
        return f" LEFT JOIN {target}_one ON {target}_one.key = c.key"

    def _contradictions(self, own: list[str]) -> None:
        """List the cells that contradict the first row of their case, where a case has a row per substance."""
        shared = {
            name
            for target, source in self.mapping.columns.items()
            if target not in (*PACKED, *FOLLOWERS)
            for name in source.names()
        }
        for column in sorted(shared & set(self.mapping.source_columns())):
            cell = alias(self.mapping, column)
            self.connection.execute(
                f"""INSERT INTO bad SELECT 'cases', g.file_no, g."row", g.line, {literal(column)}, g.{cell},
                'differs from the first row of its case', 'value' FROM good_cases AS g JOIN case_rows AS c
                ON c.id = g.key WHERE tidy(g.{cell}) <> tidy(c.{cell})"""
            )

    def _cell(self, target: str, source: Source, column: str) -> str:
        if not column:
            return "CAST(NULL AS VARCHAR)"
        if source.table in ("", "cases"):
            return alias(self.mapping, column)
        return f"{target}_{alias(self.mapping, column, source.table)}"

    def _cases(self) -> int:
        """Write cases.parquet."""
        values, joins = {"case_id": "id", "file": "file", "row": '"row"'}, []
        constants = {**records_of(self.mapping.records).constants, **self.mapping.constants}
        values |= {target: literal(constants[target]) for target in CASES.names if target in constants}
        for target, source in self.mapping.columns.items():
            if target in PACKED or target in FOLLOWERS or target == "case_id":
                continue
            found, join = self._target(target, source)
            values |= {name: value for name, value in found.items() if value}
            joins += [join] if join else []
        if "date" in values:
            values["year"] = f"coalesce(year({values['date']}), {values.get('year', 'NULL')})"
        if "reason" in self.mapping.columns and "reason_group" not in self.mapping.columns:
            values["reason_group"] = "l_reason.v1"
        values["substances"], counting = self.packed.count_of_substances()
        joins.append(counting)
        select = ", ".join(typed(values.get(column.name), column) for column in CASES)
        return self.packed.copy(f'SELECT {select} FROM dated {" ".join(joins)} ORDER BY file_no, "row"', "cases")

    def _target(self, target: str, source: Source) -> tuple[dict[str, str], str]:
        """Give the SQL of what a target fills, and the join it needs."""
        cell = self._cell(target, source, source.column)
        if target == "date":
            self._date_faults(source, cell)
            return {"date": "day"}, ""
        if target == "year":
            number = f"TRY_CAST(tidy({cell}) AS DOUBLE)"
            year = f"CASE WHEN {number} BETWEEN 1900 AND 2100 THEN {number} END"
            self._fault(source.column, cell, "no year", f"tidy({cell}) IS NOT NULL AND {year} IS NULL")
            return {"year": year}, ""
        if target in PLACES:
            fold(self.labels, target, cell)
            code(self.connection, f"lookup_{target}", "v0")
            return {target: f"l_{target}.v0"}, join_sql(target, [cell])
        if not (TARGETS[target] or target in ("age", "weight_kg", "zip3")):
            return self._tidied(target, cell)
        return self._looked_up(target, source)

    def _date_faults(self, source: Source, cell: str) -> None:
        """List the cells that are no date; all rows are read for it only if one of the different cells is none."""
        unread = "day_text IS NOT NULL AND day IS NULL AND NOT filler"
        different = dated_sql(f"(SELECT DISTINCT {cell} AS cell FROM case_rows)", "cell", source.formats)
        if self.connection.execute(f"SELECT 1 FROM ({different}) WHERE {unread} OR filler LIMIT 1").fetchone():
            self._fault(source.column, cell, "no date in a known format", unread)
            self._fault(source.column, cell, "a day that stands for no date, as 1900-01-01", "filler")

    def _tidied(self, target: str, cell: str) -> tuple[dict[str, str], str]:
        """Take the text of a cell as it is; where few differ, from a table of them."""
        few = self.connection.execute(f"SELECT approx_count_distinct({cell}) FROM case_rows").fetchone()[0]
        if few > MOST_CODES:
            return {target: f"tidy({cell})"}, ""
        self.connection.execute(
            f"CREATE TABLE lookup_{target} AS SELECT DISTINCT {cell} AS k0, tidy({cell}) AS v0 FROM case_rows"
        )
        code(self.connection, f"lookup_{target}", "v0")
        return {target: f"l_{target}.v0"}, join_sql(target, [cell])

    def _looked_up(self, target: str, source: Source) -> tuple[dict[str, str], str]:
        parts, kinds, fills, answer = [source.column], ["text"], {target: f"l_{target}.v0"}, None
        if target == "age":
            parts, kinds = [source.value, source.unit, source.group], ["number", "text"]
            fills = {"age_years": "l_age.v0", "age_group": "l_age.v1"}

            def answer(value, unit, group, count):
                return self.labels.age(value, unit, group, count, fixed=source.fixed_unit)

        elif target == "weight_kg":
            parts, kinds = [source.value or source.column, source.unit], ["number"]

            def answer(value, unit, count):
                return self.labels.weight(value, unit, count, fixed=source.fixed_unit or "kg")

        elif target == "reason":
            kinds = ["text", "text"]
        cells = [self._cell(target, source, part) for part in parts]
        if target == "zip3":
            answer = self.labels.zip3
        answer = answer or self.labels.label(target, source.separator)
        broken = self.labels.lookup(target, cells, "case_rows", answer, kinds)
        for place, kind in enumerate(kinds):
            if kind == "text":
                code(self.connection, f"lookup_{target}", f"v{place}")
        if broken:
            join = join_sql(target, cells)
            named = next(part for part in parts if part)
            self._fault(named, cells[parts.index(named)], f"l_{target}.fault", f"l_{target}.fault IS NOT NULL", join)
        return fills, join_sql(target, cells)

    def _fault(self, column: str, cell: str, rule: str, condition: str, join: str = "") -> None:
        """List the cells that break a rule; their rows are kept without the value."""
        said = rule if join else literal(rule)
        self.connection.execute(
            f"""INSERT INTO bad SELECT 'cases', file_no, "row", line, {literal(column)}, {cell}, {said}, 'value'
            FROM dated {join} WHERE {condition}"""
        )
