"""Write the store's tables from the good rows: cases with their labels, dates and ages, and what goes with them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ...files.sql import literal
from ..codebook.columns import plain_numbers
from ..codebook.records import records_of
from ..mapping.model import JOINT, TARGETS, Mapping, Source
from ..mapping.within import part_sql
from ..masking import addressed_sql
from ..profiles.values import mask_term
from ..store.schema import cases_with
from .coded_cells import joined_sql
from .dates import dated_sql, formats_told
from .labels import NO_CELL, Answer, Labels, join_sql
from .list_tables import Packed
from .lookups import MOST_CODES, code, typed
from .place_names import fold
from .progress import Progress
from .rows import alias, case_id_sql, first_of_sql

PLACES = ("state", "county")
NUMBERED = ("age", "weight_kg", "weight", "zip3")
LATER = "a year after that of the import"
WRITTEN = {"substance": "substances", "effect": "effects", "therapy": "therapies"}


class Shape:
    """The good rows of an import on their way into the tables of a store."""

    def __init__(self, connection, mapping: Mapping, labels: Labels, folder: Path, store_id: str):
        self.connection, self.mapping, self.labels, self.folder = connection, mapping, labels, folder
        self.packed = Packed(connection, mapping, labels, folder, store_id)
        self.today = datetime.date.today()  # no case is of a later day

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
        mapping = self.mapping
        own = [f"m{place}" for place in range(len(mapping.source_columns("cases")))]
        extra = {name: one for name, one in mapping.of_a_case.items() if one.table not in ("", "cases")}
        if mapping.layout == "substance":
            first = '(file_no, "row")'
            columns = ", ".join(
                f"{joined_sql(name)} AS {name}"
                if name in self._coded()
                else f"arg_min({name}, {first}) FILTER (tidy({name}) IS NOT NULL) AS {name}"
                for name in own
            )
            query = f"""CREATE TABLE case_rows AS SELECT {case_id_sql(mapping)} AS id, min(file_no) AS file_no,
                arg_min(file, (file_no, "row")) AS file, arg_min("row", (file_no, "row")) AS "row",
                arg_min(line, (file_no, "row")) AS line, bool_or(made_up) AS made_up,
                {columns} FROM good_cases GROUP BY {case_id_sql(mapping)}"""
        else:
            joins = "".join(self._one_per_case(target, source) for target, source in extra.items())
            more = "".join(f", {target}_one.*  EXCLUDE (key)" for target in extra)
            query = f"""CREATE VIEW case_rows AS SELECT {case_id_sql(mapping, "c.")} AS id,
                c.file_no, c.file, c."row", c.line, c.made_up,
                {", ".join(f"c.{name}" for name in own) or "1 AS m0"}{more} FROM good_cases AS c {joins}"""
        self.connection.execute(query)
        if mapping.layout == "substance":
            self._contradictions(own)

    def _coded(self) -> set[str]:
        """Give the columns of codes, of which all rows of a case tell."""
        coded = (source for source in self.mapping.columns.values() if source.codes)
        return {alias(self.mapping, name) for source in coded for name in source.names()}

    def _one_per_case(self, target: str, source: Source) -> str:
        """Of a linked table's rows of one case take the preferred label, else the first row; give the join to it."""
        mapping = self.mapping
        if source.first_of:
            first = first_of_sql(alias(mapping, name, source.table) for name in source.first_of)
        else:
            first = alias(mapping, source.heading or source.value or source.group, source.table)
        prefer = ", ".join(literal(label) for label in source.prefer)
        place = f"coalesce(list_position([{prefer}], tidy({first})), 99999)" if prefer else "0"
        order = f'({place}, file_no, "row")) FILTER (tidy({first}) IS NOT NULL)'
        names = [alias(mapping, name, source.table) for name in source.names()]
        cells = (joined_sql(name) if source.codes else f"arg_min({name}, {order}" for name in names)
        cells = ", ".join(f"{cell} AS {target}_{name}" for cell, name in zip(cells, names, strict=True))
        self.connection.execute(
            f"CREATE TABLE {target}_one AS SELECT key, {cells} FROM good_{source.table} GROUP BY ALL"
        )
        return f" LEFT JOIN {target}_one ON {target}_one.key = c.key"

    def _contradictions(self, own: list[str]) -> None:
        """List the cells that contradict the first row of their case, where a case has a row per substance."""
        shared = {name for source in self.mapping.of_a_case.values() for name in source.names()}
        for column in sorted(shared & set(self.mapping.source_columns())):
            cell = alias(self.mapping, column)
            if cell in self._coded():
                continue
            self.connection.execute(
                f"""INSERT INTO bad SELECT 'cases', g.file_no, g."row", g.line, {literal(column)}, g.{cell},
                'differs from the first row of its case', 'value' FROM good_cases AS g JOIN case_rows AS c
                ON c.id = g.key WHERE tidy(g.{cell}) <> tidy(c.{cell})"""
            )

    def _own(self, target: str, source: Source) -> str:
        """Give the SQL of the cell that holds a target: of its column, or the first that says something."""
        if source.first_of:
            return first_of_sql(self._cell(target, source, name) for name in source.first_of)
        if source.joined:
            cells = (f"tidy({self._cell(target, source, name)})" for name in source.joined)
            return f"nullif(concat_ws({literal('-' if target == 'date' else JOINT)}, {', '.join(cells)}), '')"
        return part_sql(self._cell(target, source, source.column), source.within)

    def _cell(self, target: str, source: Source, column: str) -> str:
        if not column:
            return NO_CELL
        if source.table in ("", "cases"):
            return alias(self.mapping, column)
        return f"{target}_{alias(self.mapping, column, source.table)}"

    def _cases(self) -> int:
        """Write cases.parquet."""
        values, joins = {"case_id": "id", "file": "CAST(file AS file_name)", "row": '"row"', "synthetic": "made_up"}, []
        constants = {**records_of(self.mapping.records).constants, **self.mapping.constants}
        schema = cases_with(self.mapping.attributes)
        values |= {target: literal(constants[target]) for target in schema.names if target in constants}
        for target, source in self.mapping.of_a_case.items():
            if target == "case_id":
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
        select = ", ".join(typed(values.get(column.name), column) for column in schema)
        return self.packed.copy(f'SELECT {select} FROM case_rows {" ".join(joins)} ORDER BY file_no, "row"', "cases")

    def _target(self, target: str, source: Source) -> tuple[dict[str, str], str]:
        """Give the SQL of what a target fills, and the join it needs."""
        cell = self._own(target, source)
        if target in ("date", "year"):
            read = self._days_sql(cell, source.formats) if target == "date" else self._years_sql(cell)
            self.connection.execute(f"CREATE TABLE lookup_{target} AS {read}")
            if self.connection.execute(f"SELECT 1 FROM lookup_{target} WHERE fault IS NOT NULL LIMIT 1").fetchone():
                self._list_faults(target, [cell], source.heading, cell)
            return {target: f"l_{target}.v0"}, join_sql(target, [cell])
        if target in PLACES:
            fold(self.labels, target, cell)
            code(self.connection, f"lookup_{target}", "v0")
            return {target: f"l_{target}.v0"}, join_sql(target, [cell])
        if not (TARGETS.get(target) or target in NUMBERED or target in plain_numbers()):
            return self._tidied(target, cell)
        return self._looked_up(target, source)

    def _days_sql(self, cell: str, formats: tuple[str, ...]) -> str:
        """Give the SQL of the day of every different cell, and of the rule that it breaks."""
        formats = formats or formats_told(self.connection, "case_rows", cell)
        different = f"(SELECT DISTINCT {cell} AS cell FROM case_rows)"
        days = dated_sql(different, "cell", formats, last=self.today)
        return f"SELECT cell AS k0, day AS v0, day_fault AS fault FROM ({days})"

    def _years_sql(self, cell: str) -> str:
        """Give the SQL of the year of every different cell, and of the rule that it breaks."""
        return f"""WITH cells AS (SELECT DISTINCT {cell} AS cell FROM case_rows),
            numbers AS (SELECT cell, TRY_CAST(tidy(cell) AS DOUBLE) AS number FROM cells),
            years AS (SELECT *, number BETWEEN 1900 AND {self.today.year} AND number = trunc(number) AS is_year
                FROM numbers)
            SELECT cell AS k0, CASE WHEN is_year THEN number END AS v0,
            CASE WHEN tidy(cell) IS NULL OR is_year THEN NULL
                WHEN number BETWEEN {self.today.year} AND 2100 THEN {literal(LATER)} ELSE 'no year' END AS fault
            FROM years"""

    def _tidied(self, target: str, cell: str) -> tuple[dict[str, str], str]:
        """Take the text of a cell as it is; where few differ, from a table of them."""
        few = self.connection.execute(f"SELECT approx_count_distinct({cell}) FROM case_rows").fetchone()[0]
        own = target in self.mapping.attributes
        if few > MOST_CODES:
            return {target: addressed_sql(f"tidy({cell})") if own else f"tidy({cell})"}, ""
        if own:
            self.labels.lookup(target, [cell], "case_rows", self._term, ["text"])
            code(self.connection, f"lookup_{target}", "v0")
            return {target: f"l_{target}.v0"}, join_sql(target, [cell])
        self.connection.execute(
            f"CREATE TABLE lookup_{target} AS SELECT DISTINCT {cell} AS k0, tidy({cell}) AS v0 FROM case_rows"
        )
        code(self.connection, f"lookup_{target}", "v0")
        return {target: f"l_{target}.v0"}, join_sql(target, [cell])

    def _term(self, text: str | None, count: int) -> Answer:
        said = self.labels.tidy(text)
        return Answer((said and mask_term(said),))

    def _read(self, target: str, source: Source) -> tuple[list[str], list[str], Callable[..., Answer]]:
        """Give the columns of a target, the kinds of what they become, and the function that reads their cells."""
        labels, one = self.labels, [source.column]
        if target == "age":
            parts = [source.value, source.unit, source.group]
            return parts, ["number", "text"], partial(labels.age, fixed=source.fixed_unit)
        if target == "weight_kg":
            parts = [source.value or source.column, source.unit]
            return parts, ["number"], partial(labels.weight, fixed=source.fixed_unit)
        if target == "weight":
            return one, ["number"], labels.sampling_weight
        if target in plain_numbers():
            return one, ["number"], partial(labels.number, field=plain_numbers()[target])
        if target == "zip3":
            return one, ["text"], labels.zip3
        if source.codes:
            return one, ["text"], labels.intent
        return one, ["text", "text"] if target == "reason" else ["text"], labels.label(target, source.separator)

    def _looked_up(self, target: str, source: Source) -> tuple[dict[str, str], str]:
        parts, kinds, answer = self._read(target, source)
        fills = {"age_years": "l_age.v0", "age_group": "l_age.v1"} if target == "age" else {target: f"l_{target}.v0"}
        cells = [self._cell(target, source, part) for part in parts]
        if source.first_of or source.joined:
            parts[0], cells[0] = source.heading, self._own(target, source)
        elif parts[0]:
            cells[0] = part_sql(cells[0], source.within)
        if target == "zip3":
            cells = [self._shortened(cells[0])]
        broken = self.labels.lookup(target, cells, "case_rows", answer, kinds, numbers="number" in kinds)
        for place, kind in enumerate(kinds):
            if kind == "text":
                code(self.connection, f"lookup_{target}", f"v{place}")
        if broken:
            named = next(part for part in parts if part)
            self._list_faults(target, cells, named, cells[parts.index(named)])
        return fills, join_sql(target, cells)

    def _shortened(self, cell: str) -> str:
        """Give the SQL of a cell with a ZIP code: of a plain one, as there are tens of thousands, three digits."""
        if any(word.strip().isdigit() for word in self.mapping.read.missing):
            return cell
        is_plain = f"{cell} GLOB {literal('[0-9]' * 5)} AND {cell} BETWEEN '005' AND '99998'"
        return f"CASE WHEN {is_plain} THEN left({cell}, 3) ELSE {cell} END"

    def _list_faults(self, target: str, cells: list[str], column: str, cell: str) -> None:
        """List the cells that break a rule; their rows are kept without the value."""
        self.connection.execute(
            f"""INSERT INTO bad SELECT 'cases', file_no, "row", line, {literal(column)}, {cell}, l_{target}.fault,
            'value' FROM case_rows {join_sql(target, cells)} WHERE l_{target}.fault IS NOT NULL"""
        )
