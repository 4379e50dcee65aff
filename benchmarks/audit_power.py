"""How many changed digits of published tables the audit finds, and how often it is alarmed by honest tables.

.venv/bin/python benchmarks/audit_power.py                       # 200 changes of each of the 12 tables
.venv/bin/python benchmarks/audit_power.py --honest 100000       # and so many random honest tables, in every clothing
.venv/bin/python benchmarks/audit_power.py --into FOLDER         # writes the tables that fail as CSV files
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from audit.power.honest import CLOTHINGS, alarms, honest_table
from audit.power.one_digit import power
from audit.power.relations import STATED, published

AIM = 0.95


def keep(folder: Path | None, kind: str, cells: list[list[str]], words: str) -> None:
    """Write a table that fails, with what is wrong about it, into a folder."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    number = sum(1 for _ in folder.glob(f"{kind}-*.csv"))
    if number < 50:
        with (folder / f"{kind}-{number:03}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(cells)
        with (folder / "README.txt").open("a", encoding="utf-8") as file:
            file.write(f"{kind}-{number:03}.csv: {words}\n")


def show_power(times: int, seed: int, folder: Path | None) -> None:
    """Print how many of so many changed digits could be found, and how many are, table by table."""
    total = Counter()
    print(f"{'table':<20}{'findable':>10}{'found':>8}{'share':>8}{'or unusual':>12}{'besides':>9}")
    for name in STATED:
        seen = power(
            published(name), times, random.Random(f"{seed} {name}"), lambda c, w, n=name: keep(folder, n, c, w)
        )
        total += seen
        print(_line(name, seen))
    print(_line("all", total))


def _line(name: str, seen: Counter) -> str:
    found, told = (seen[what] / max(seen["findable"], 1) for what in ("found", "told"))
    missed = "" if found >= AIM else f"  below {AIM:.0%}"
    return f"{name:<20}{seen['findable']:>10}{seen['found']:>8}{found:>8.1%}{told:>12.1%}{seen['besides']:>9}{missed}"


def show_alarms(tables: int, seed: int, folder: Path | None) -> None:
    """Print in how many honest tables of each clothing something is said to be impossible or inconsistent."""
    draw, wrong, made = random.Random(seed), Counter(), Counter()
    for _ in range(tables):
        table = honest_table(draw)
        clothing = draw.choice(sorted(CLOTHINGS))
        cells = CLOTHINGS[clothing](table)
        made[clothing] += 1
        if said := alarms(cells):
            wrong[clothing] += 1
            keep(folder, f"alarm-{clothing}", cells, said[0])
    for clothing in sorted(made):
        print(f"{clothing:<20}{made[clothing]:>8} honest tables{wrong[clothing]:>7} alarms")
    print(f"{'all':<20}{tables:>8} honest tables{sum(wrong.values()):>7} alarms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="changed digits of each published table")
    parser.add_argument("--honest", type=int, default=0, help="random honest tables")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--into", type=Path, default=None, help="folder for the tables that fail")
    given = parser.parse_args()
    if given.times:
        show_power(given.times, given.seed, given.into)
    if given.honest:
        show_alarms(given.honest, given.seed, given.into)
