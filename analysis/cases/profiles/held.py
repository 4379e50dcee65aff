"""The tables of a new store written again as they are to be held: without what the profile takes out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...files.sql import literal, parquet_sql, quoted
from ..codebook.columns import TABLES
from ..codebook.vocabularies import Codebook
from ..mapping.model import Mapping as CaseMapping
from ..store.identity import ID
from ..store.told import MARK
from .profile import Privacy
from .safe_harbor import Kept, attribute_rules, rules_of
from .serial import number_cases

# What a table is ordered by when its order may not be that of the files.
ORDERS = {
    "cases": "case_id",
    "substances": 'case_id, "rank"',
    "effects": "case_id, effect",
    "therapies": "case_id, therapy",
    "kept": 'case_id, "column", value',
    "rejects": 'file, rule, "column"',
    "rejected_lines": "file, text",
}


@dataclass(slots=True)
class Held:
    """What was done to the tables of a store.

    Attributes
    ----------
    withheld : dict of str to Counter
        By column of the store, why values are not held and in how many rows.
    left_out : dict of str to str
        Columns of the analyst's own that are not in the store, and why.
    """

    withheld: dict[str, Counter] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def hold(
    connection, store: Path, mapping: CaseMapping, codebook: Codebook, privacy: Privacy, files: Mapping[str, str]
) -> Held:
    """Write the tables of a store again as its profile holds them; a limited one with its own case numbers stays.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    store : Path
        A folder whose tables are whole and that nobody reads yet.
    mapping : Mapping
    codebook : Codebook
    privacy : Privacy
    files : mapping of str to str
        Names of the input files, and what stands for each.
    """
    held = Held()
    if not privacy.serial:
        return held
    number_cases(connection, store)
    for path in store.glob("*.parquet") if privacy.safe_harbor else ():
        if path.stem not in ORDERS:
            path.unlink()  # a table that has no rule here has not been looked at
    for table in ORDERS:
        path = store / f"{table}.parquet"
        if path.is_file():
            _write_again(connection, path, _columns(connection, path, mapping, codebook, privacy, files, held), privacy)
    return held


def _columns(connection, path: Path, mapping, codebook, privacy, files, held: Held) -> tuple[dict[str, str], list[str]]:
    """Give the SQL of every column of a table as it is held, and the joins that it needs."""
    table, source = path.stem, parquet_sql(path)
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    kinds = {name: kind for name, kind, *_ in described}
    chosen, joins = {name: f"t.{quoted(name)}" for name in kinds}, []
    if "case_id" in kinds:
        chosen["case_id"] = "serials.number"
        joins.append("JOIN serials ON serials.id = t.case_id")
    if table == "rejects":  # what they quote may be a case number
        quoting = {"value": "NULL", "record": "'{}'"}
        chosen |= {name: f"CAST({sql} AS {kinds[name]})" for name, sql in quoting.items() if name in kinds}
    if not privacy.safe_harbor:
        return chosen, joins
    fixed = {"row": "NULL", "line": "NULL", "date": "NULL", "county": "NULL"}
    chosen |= {name: f"CAST({sql} AS {kinds[name]})" for name, sql in fixed.items() if name in kinds}
    if table == "cases":
        chosen["age_years"] = "CASE WHEN t.age_years < 90 THEN t.age_years END"
    if table in ("cases", "rejects", "rejected_lines", "kept"):
        joins.append(_recode(connection, table, "file", {name: Kept(files.get(name, name)) for name in [*files, MARK]}))
        chosen["file"] = "l_file.held"
    if table in TABLES:
        found = _judged(connection, table, source, mapping, codebook, privacy, held)
        for name, answers in found.items():
            joins.append(_recode(connection, table, name, answers))
            chosen[name] = f"l_{name}.held"
        for name in held.left_out if table == "cases" else ():
            del chosen[name]
    return chosen, joins


def _judged(connection, table: str, source: str, mapping, codebook, privacy, held: Held) -> dict[str, dict[str, Kept]]:
    """Give, of every text column of a table, each different value as it is held; count what is not."""
    rules: dict[str, Callable] = rules_of(table, mapping, codebook, privacy)
    own = mapping.attributes if table == "cases" else {}
    answers = {}
    for name in (*rules, *own):
        query = f"SELECT {quoted(name)}, count(*) FROM {source} WHERE {quoted(name)} IS NOT NULL GROUP BY 1 ORDER BY 1"
        counts = dict(connection.execute(query).fetchall())
        if name in own:
            rule = attribute_rules(own[name].names(), counts)
            if isinstance(rule, str):
                held.left_out[name] = rule
                continue
        else:
            rule = rules[name]
        answers[name] = rule(counts)
        why = Counter()
        for value, answer in answers[name].items():
            why[answer.why] += counts[value] if answer.why else 0
        if found := +why:
            held.withheld[name] = found
    return answers


def _recode(connection, table: str, name: str, answers: Mapping[str, Kept]) -> str:
    """Make the table of what stands for every value of a column; give the join to it."""
    lookup = f"held_{table}_{name}"
    connection.execute(
        f"CREATE TABLE {lookup} AS SELECT unnest(CAST($k AS VARCHAR[])) AS k, unnest(CAST($v AS VARCHAR[])) AS held",
        {"k": list(answers), "v": [answer.value for answer in answers.values()]},
    )
    return f"LEFT JOIN {lookup} AS l_{name} ON l_{name}.k = t.{quoted(name)}"


def _marks(path: Path) -> str:
    """Give the SQL that writes the id of its store into a table again; empty of a table that bears none."""
    from pyarrow.parquet import read_metadata

    said = (read_metadata(path).metadata or {}).get(ID.encode())
    return f", KV_METADATA {{{literal(ID)}: {literal(said.decode())}}}" if said else ""


def _write_again(connection, path: Path, columns: tuple[dict[str, str], list[str]], privacy: Privacy) -> None:
    chosen, joins = columns
    cells = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in chosen.items())
    # Under Safe Harbor no table keeps the order of the files; else each keeps it.
    order = ORDERS[path.stem] if privacy.safe_harbor else "t.file_row_number"
    fresh = path.with_suffix(".held")
    connection.execute(
        f"""COPY (SELECT {cells} FROM {parquet_sql(path, "file_row_number = true")} AS t {" ".join(joins)}
        ORDER BY {order}) TO {literal(fresh)} (FORMAT parquet{_marks(path)})"""
    )
    fresh.replace(path)
