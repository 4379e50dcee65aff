"""The import of a case listing beside DuckDB's own copy of the same CSV to Parquet, and beside SQL written by hand.

    python benchmarks/import_cases.py 1,000,000

The listing is a synthetic one of the shipped mapping `npds`: 29 columns, packed substances, effects and therapies with
dose, unit, codes, relatedness and status beside them. Of the same listing, one line in a thousand is made doubtful (a
quote within a quoted cell, a date, an age or a dose that is none), and imported as well. The copy and the SQL by hand
(`import_by_hand.py`) read the sound listing. Every run is a process of its own, all in turn; the least processor time
of each counts, Python's start included. The tables of the import and of the SQL must agree row by row, in order.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import duckdb
import import_by_hand

from analysis.cases.synthetic.synthesize import synthesize

AIM_COPY, AIM_SQL = 0.45, 0.8
TABLES = ("cases", "substances", "effects", "therapies")
COPY = "import duckdb, sys; duckdb.sql(f\"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}'\")"
IMPORT = (
    "import sys; from analysis.cases.importing.import_cases import import_cases; "
    "import_cases(sys.argv[1], mapping='npds', into=sys.argv[2])"
)
FAULTS = (
    lambda line: line.replace('"human', '"hu "man"', 1),
    lambda line: line.replace("/", "-", 1),
    lambda line: line.replace('"Years"', '"Fortnights"', 1),
    lambda line: line.replace(',"mg",', ',"mg; mg; mg; mg; mg",', 1),
)


def make_doubtful(sound: Path, doubtful: Path) -> None:
    """Write the listing again with a fault in every thousandth line, each kind in turn."""
    with sound.open(encoding="utf-8") as lines, doubtful.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            out.write(line if number % 1000 != 500 else FAULTS[number // 1000 % len(FAULTS)](line))


def measured(*command: object) -> tuple[float, float]:
    """Run Python in a process of its own; give its processor seconds and its peak memory in MB."""
    pid = os.posix_spawn(sys.executable, [sys.executable, *map(str, command)], os.environ)
    _, status, used = os.wait4(pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def differences(ours: Path, by_hand: Path) -> list[str]:
    """Name the tables that are not the same, row by row."""
    rows = "SELECT row_number() OVER () AS place, * FROM '{}'"
    queries = {
        table: " EXCEPT ALL ".join(rows.format(folder / f"{table}.parquet") for folder in (ours, by_hand))
        for table in TABLES
    }
    connection = duckdb.connect()
    return [table for table, query in queries.items() if connection.execute(f"{query} LIMIT 1").fetchall()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="?", default="300,000")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    rows = int(given.rows.replace(",", ""))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listing, doubtful, store = folder / "listing.csv", folder / "doubtful.csv", folder / "store"
        synthesize(rows, into=listing, format="csv")
        make_doubtful(listing, doubtful)
        import_by_hand.write_codebook(folder)
        runs = {
            "copy": ("-c", COPY, listing, folder / "copy.parquet"),
            "SQL by hand": (import_by_hand.__file__, listing, folder, folder / "by_hand"),
            "import": ("-c", IMPORT, listing, store),
            "import, 0.1% of lines doubtful": ("-c", IMPORT, doubtful, folder / "doubtful"),
        }
        found = [{what: measured(*command) for what, command in runs.items()} for _ in range(given.repeat)]
        wrong = differences(store, folder / "by_hand")
        size = listing.stat().st_size / 1e6
    best = {what: min(run[what] for run in found) for what in runs}
    print(f"{rows:,} rows, {size:,.0f} MB, processor seconds; aims: {AIM_COPY} of the copy, {AIM_SQL} of the SQL")
    for what, (seconds, memory) in best.items():
        copy, sql = (best[other][0] / seconds for other in ("copy", "SQL by hand"))
        print(f"{what:31} {seconds:7.2f} s  {copy:5.2f} of the copy  {sql:5.2f} of the SQL {memory:7,.0f} MB")
    print(f"THE TABLES DIFFER: {', '.join(wrong)}" if wrong else "the tables of the import and of the SQL agree")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
