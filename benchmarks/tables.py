"""How fast tables are audited, how often an honest one raises an alarm, and how often a slip is mended first.

.venv/bin/python benchmarks/tables.py             # times
.venv/bin/python benchmarks/tables.py 10000       # and alarms and repairs over so many random tables
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "audit"))

from test_tables_random import audit_cells, first_repair_is, make_table, split, with_slip

from analysis.audit.tables import audit_file


def county_report(draw: random.Random, rows: int, columns: int) -> list[list[str]]:
    """Make the sums of `rows` by `columns` counts, with one digit of one of them changed."""
    body = [[f"County {k}", *split(draw, draw.randint(10, 9000), columns - 1)] for k in range(rows - 1)]
    body.append(["Total", *(sum(column) for column in list(zip(*body, strict=True))[1:])])
    table = [["County", *(f"Drug {k}" for k in range(columns - 1)), "Total"]]
    table += [[name, *map(str, [*counts, sum(counts)])] for name, *counts in body]
    slipped = with_slip(draw, table)
    return slipped[0] if slipped else table


def time_reports(rows: int, columns: int, aim: float) -> None:
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(300):
            lines = [",".join(row) for row in county_report(draw, rows, columns)]
            (Path(folder) / f"{number}.csv").write_text("\n".join(lines), encoding="utf-8")
        start = time.perf_counter()
        findings = audit_file(folder)
        taken = time.perf_counter() - start
    missed = "" if taken <= aim else "  MISSED"
    print(
        f"300 reports of {rows} x {columns}, one slip each: {taken:.1f} s (aim {aim:g} s){missed}; "
        f"{len(findings)} findings"
    )


def count_alarms(tables: int, *, awkward: bool) -> None:
    draw, seen = random.Random(2026), Counter()
    for _ in range(tables):
        seen.update({finding.severity for finding in audit_cells(make_table(draw, awkward=awkward))})
    print(f"{tables} honest tables{', awkward' if awkward else ''}: with a finding {dict(seen)}")


def count_repairs(tables: int) -> None:
    draw, seen = random.Random(2027), Counter()
    for _ in range(tables):
        slipped, _, true, false = with_slip(draw, make_table(draw))
        findings = audit_cells(slipped)
        graver = [finding for finding in findings if finding.severity in ("impossible", "inconsistent")]
        seen["true repair first"] += first_repair_is(findings, true, false)
        seen["impossible or inconsistent"] += bool(graver)
    print(f"{tables} tables with one slip: {dict(seen)}")


if __name__ == "__main__":
    time_reports(10, 6, 10)
    time_reports(30, 10, 60)
    if len(sys.argv) > 1:
        count_alarms(int(sys.argv[1]), awkward=False)
        count_alarms(int(sys.argv[1]), awkward=True)
        count_repairs(int(sys.argv[1]) // 5)
