"""The report of an import: what came in, what was kept, what was not and why, and what was left out for privacy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import DataError
from ...files.regular import regular_text
from ...files.sql import parquet_sql
from ...toml import toml_value
from ..codebook.records import POISON_CENTER
from ..codebook.vocabularies import Codebook
from ..mapping.model import Mapping
from ..masking.headings import mask_heading
from ..privacy import HELD, LIMITED, SAFE_HARBOR
from ..profiles.eighteen import NONE_FOUND
from . import rows
from .inputs import Input
from .staged import Staged

if TYPE_CHECKING:
    import pandas as pd

FRAMES = {
    "files": ["file", "table", "rows_in", "kept", "rejected", "duplicates", "reader", "sha256"],
    "by_rule": ["file", "table", "rule", "fate", "count"],
    "exclusions": ["step", "excluded", "remaining"],
    "unknown_labels": ["field", "label", "nearest", "count"],
    "dropped_columns": ["file", "column", "reason"],
    "identifiers": ["item", "rule", "columns", "done"],
}


@dataclass(frozen=True, slots=True, eq=False)
class ImportReport:
    """What an import did, row by row and column by column.

    Attributes
    ----------
    rows_in, kept, rejected, duplicates : int
        Rows of all files; ``rows_in == kept + rejected + duplicates`` holds for all of them and for each file. Blank
        lines and header lines are no rows, a header line repeated below the first is.
    tables : dict of str to int
        Rows of each table of the store.
    rows : dict of str to list of dict
        The rows of the frames below.
    by_rule : DataFrame
        ``file, table, rule, fate, count``: `fate` is ``"rejected"`` (the row is not in the store), ``"duplicate"``
        (it says what an earlier row said), or ``"value"`` (the row is kept without one value).
    exclusions : DataFrame
        ``step, excluded, remaining``: what a study of human exposures leaves out step by step, as `Study.flow` counts
        it, and cases without a year. All of these cases are in the store.
    unknown_labels : DataFrame
        ``field, label, nearest, count``: labels kept as they are, and the known one nearest to each.
    dropped_columns : DataFrame
        ``file, column, reason``: columns that no table of the store has, and why.
    files : DataFrame
        ``file, table, rows_in, kept, rejected, duplicates, reader, sha256``.
    notes : tuple of str
        What else was done, privacy first.
    synthetic : bool
        Whether a file is a listing of made-up cases; the store is marked synthetic then.
    records : str
        What the cases are, as the mapping states it.
    attributes : tuple of str
        Columns of the analyst's own among those of the cases.
    weighted : bool
        Whether the cases are a sample with weights; their raw counts are called unweighted then.
    privacy : str
        As what the records are held: ``"limited"``, ``"safe-harbor"`` or ``"identified"``.
    identifiers : DataFrame
        ``item, rule, columns, done``: the eighteen items of 45 CFR 164.514(b)(2)(i) by letter, and what was done with
        each; empty in the report of a store made before there were profiles.
    """

    rows_in: int
    kept: int
    rejected: int
    duplicates: int
    tables: dict[str, int]
    rows: MappingType[str, list[dict]]
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    records: str = POISON_CENTER
    attributes: tuple[str, ...] = ()
    weighted: bool = False
    privacy: str = LIMITED

    by_rule = property(lambda self: self._frame("by_rule"))
    exclusions = property(lambda self: self._frame("exclusions"))
    unknown_labels = property(lambda self: self._frame("unknown_labels"))
    dropped_columns = property(lambda self: self._frame("dropped_columns"))
    files = property(lambda self: self._frame("files"))
    identifiers = property(lambda self: self._frame("identifiers"))

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd  # takes as long as the import of some 100,000 rows: loaded where a frame is asked for

        return pd.DataFrame(self.rows[name], columns=FRAMES[name])

    def to_frame(self) -> pd.DataFrame:
        """Give one row per file and rule: ``file, table, rule, fate, count``, the rows kept among them.

        The counts of the fates ``kept``, ``rejected`` and ``duplicate`` of a file sum to its ``rows_in``.
        """
        import pandas as pd

        kept = self.files.assign(rule="", fate="kept", count=self.files["kept"])[FRAMES["by_rule"]]
        both = pd.concat([kept, self.by_rule], ignore_index=True) if len(self.by_rule) else kept
        return both.sort_values(["table", "file"], kind="stable", ignore_index=True)

    def __repr__(self) -> str:
        return self.summary()

    def summary(self) -> str:
        """Give the report as lines of text for a terminal or a methods section."""
        lines = [
            f"{self.rows_in:,} rows in = {self.kept:,} kept + {self.rejected:,} rejected"
            f" + {self.duplicates:,} duplicates",
            f"store ({self.records}): " + ", ".join(f"{count:,} {table}" for table, count in self.tables.items()),
        ]
        lines += [f"columns of your own: {', '.join(self.attributes)}"] if self.attributes else []
        if self.rows_in and not self.kept:
            lines.insert(0, "NO ROW WAS KEPT: the store is empty. See the rules below and rejects.parquet for why.")
        rules = Counter()
        for row in self.rows["by_rule"]:
            rules[row["fate"], row["rule"]] += row["count"]
        words = {"value": "kept without the value", "rejected": "rejected", "duplicate": "duplicate"}
        lines += [f"  {words[fate]}: {rule}: {count:,}" for (fate, rule), count in sorted(rules.items())]
        lines.append(_flow_in_words(self.rows["exclusions"]))
        if unknown := self.rows["unknown_labels"]:
            fate = "not held" if self.privacy == SAFE_HARBOR else "kept as they are"
            lines.append(f"{len(unknown)} labels unknown to the codebook, {fate}:")
        for label in unknown[:10]:
            near = f" (nearest: {label['nearest']})" if label["nearest"] else ""
            lines.append(f"  {label['field']}: {label['label']!r} {label['count']:,}{near}")
        return "\n".join([*lines, *_held_in_words(self.privacy, self.rows.get("identifiers", ())), *self.notes])

    def write(self, path: Path) -> None:
        """Write the report as JSON; `read_report` reads it again."""
        plain = {}
        for name, value in asdict(self).items():
            plain |= value if name == "rows" else {name: value}
        path.write_text(json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _flow_in_words(flow: list[dict]) -> str:
    """Word a flow in one line: how many records, how many each step leaves out, how many remain."""
    if not flow:
        return "flow: no records"
    first, *steps = flow
    gone = [f"{step['excluded']:,} {step['step']}" for step in steps]
    return f"flow: {first['remaining']:,} records; left out: {', '.join(gone)}; {flow[-1]['remaining']:,} remain"


def _held_in_words(privacy: str, items: Sequence[MappingType]) -> list[str]:
    """Word as what the records are held, and what was done with each of the eighteen items, those without last."""
    if not items:
        return []
    done = [f"  ({row['item']}) {row['rule']}: {row['done']}" for row in items if row["done"] != NONE_FOUND]
    none = ", ".join(f"({row['item']}) {row['rule']}" for row in items if row["done"] == NONE_FOUND)
    head = f"privacy: {privacy}, {HELD[privacy]}; the items of 45 CFR 164.514(b)(2)(i):"
    return [head, *done, *([f"  no column was found of {none}"] if none else [])]


def make_report(*, files: list[dict], notes: list[str], tables: dict[str, int], **frames: list[dict]) -> ImportReport:
    """Make a report of its parts.

    Raises
    ------
    DataError
        When the rows of a file do not add up; such a store must not be used.
    """
    for file in files:
        parts = file["kept"] + file["rejected"] + file["duplicates"]
        if file["rows_in"] != parts:
            raise DataError(
                f"{file['file']}: expected its {file['rows_in']} rows to be kept, rejected or duplicates, got {parts}; "
                "this is a fault of the import, please report it with the file's first lines."
            )
    sums = {name: sum(file[name] for file in files) for name in ("rows_in", "kept", "rejected", "duplicates")}
    return ImportReport(**sums, tables=tables, rows=frames | {"files": files}, notes=tuple(notes))


def read_report(store: str | Path) -> ImportReport:
    """Read the import report of a store.

    Raises
    ------
    DataError
        When the folder holds no readable report.
    """
    path = Path(store) / "report.json"
    try:
        plain = json.loads(regular_text(path))
        plain.pop("store", None)  # what the store is known by; see `analysis.cases.store.told`
        plain.setdefault("identifiers", [])  # of a store made before there were profiles, which is a limited one
        frames = {name: [dict(row) for row in plain.pop(name)] for name in FRAMES}
        texts = {name: tuple(map(str, plain.get(name, ()))) for name in ("notes", "attributes")}
        sums = {name: _whole(plain[name]) for name in ("rows_in", "kept", "rejected", "duplicates")}
        tables = {name: _whole(count) for name, count in plain["tables"].items()}
        return ImportReport(**(plain | {"rows": frames, "tables": tables} | texts | sums))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"store: expected the report of an import at {path}, got: {error}; import again.") from None


def dropped_columns(staged: list[Staged]) -> list[dict]:
    """List the columns that no table of the store has, and why."""
    return [
        {"file": item.name, "column": mask_heading(column), "reason": reason}
        for item in staged
        for column, reason in item.dropped
    ]


def _whole(count: object) -> int:
    if not isinstance(count, int):
        raise TypeError(f"{count!r} in the place of a number of rows")
    return count


def files_told(connection, staged: list[Staged]) -> list[dict]:
    """Tell of every file how many rows it has, and what became of them."""
    found = rows.counts(connection, staged)
    return [
        {
            "file": item.name,
            "table": item.table,
            "rows_in": item.rows,
            "kept": found[item.number]["kept"],
            "rejected": found[item.number]["rejected"],
            "duplicates": found[item.number]["duplicate"],
            "reader": item.reader,
            "sha256": item.sha256,
        }
        for item in staged
    ]


def counts_by_rule(connection, staged: list[Staged]) -> list[dict]:
    """Count, by file and rule, the rows and cells that broke a rule."""
    found = []
    for item in staged:
        parts = ["SELECT rule, fate, count(*) AS n FROM bad WHERE file_no = $1 GROUP BY ALL"]
        if item.broken:
            parts.append(f"SELECT rule, 'rejected', count(*) FROM {parquet_sql(item.broken_path)} GROUP BY 1")
        query = f"{' UNION ALL '.join(parts)} ORDER BY 2, 1"
        for rule, fate, count in connection.execute(query, [item.number]).fetchall():
            found.append({"file": item.name, "table": item.table, "rule": rule, "fate": fate, "count": count})
    return found


def write_settings(path: Path, mapping: Mapping, codebook: Codebook, keep: frozenset[str], inputs: list[Input]) -> None:
    """Write what the store was made with: codebook, mapping, options, and the SHA-256 of every input."""
    lines = [
        f"codebook = {toml_value(codebook.version)}",
        f"mapping = {toml_value(mapping.name)}",
        f"layout = {toml_value(mapping.layout)}",
        f"records = {toml_value(mapping.records)}",
    ]
    lines.append(f"keep = {toml_value(sorted(keep))}")
    for item in inputs:
        lines += [
            "",
            "[[inputs]]",
            f"file = {toml_value(item.name)}",
            f"table = {toml_value(item.table)}",
            f"kind = {toml_value(item.kind)}",
        ]
        lines.append(f"sha256 = {toml_value(item.sha256)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
