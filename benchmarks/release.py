"""Random sets of 2 to 4 linked tables (up to 200 cells): is a small count recovered, and what does the protection cost?

.venv/bin/python benchmarks/release.py            # 1,000 sets
.venv/bin/python benchmarks/release.py 50         # so many
.venv/bin/python benchmarks/release.py 500 500    # so many, from the 500th on: two processes share the work
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "release"))

from linked import TooMany, random_tables, values_seen

from analysis.errors import DataError
from analysis.release import attack, policy, released_of, suppress, table_set

THRESHOLDS = (4, 6, 8, 11)


def listed(done, released, rule, system) -> tuple[int, int] | None:
    """Give how many sensitive cells have all their counts in a complete listing, and how many there are."""
    must = done.must_hide
    low = {key: released.shown.get(key, rule.least if key in released.hidden else 0) for key in released.keys}
    room = {key: max(system.cells[key].value, rule.most) + rule.threshold for key in released.keys}
    high = {key: released.shown.get(key, room[key]) for key in released.keys}
    try:
        seen = values_seen(low, high, list(released.sums), most=3_000)
    except TooMany:
        return None
    kept = sum(seen[key] >= set(range(least, most + 1)) for key, (least, most) in must.items())
    return kept, len(must)


def main(sets: int, first: int) -> None:
    told, start = Counter(), time.perf_counter()
    for seed in range(first, first + sets):
        rule = replace(policy("cms"), threshold=THRESHOLDS[seed % len(THRESHOLDS)])
        tables = random_tables(10_000 + seed)
        try:
            system = table_set(tables).system
        except DataError:  # a level that happens to be the sum of the others looks like a margin under another name
            told["sets with a level like a margin"] += 1
            names = (name for title in tables for name in title.split(" by "))
            system = table_set(tables, total=dict.fromkeys(names, "All")).system
        begun = time.perf_counter()
        done = suppress(system, rule)
        told["seconds of protection"] += time.perf_counter() - begun
        released = released_of(system, done.hidden, rule)
        begun = time.perf_counter()
        attacked = attack(released, rule, must_hide=done.must_hide)
        told["seconds of attack"] += time.perf_counter() - begun
        told["sets"] += 1
        told["printed cells"] += len(released.shown) + len(released.hidden)
        told["hidden cells"] += len(released.hidden)
        told["sensitive cells"] += len(done.must_hide)
        told["needs lowered"] += len(done.lowered)
        told["broken by the attacker"] += int(attacked["broken"].sum())
        told["exact"] += int((attacked["low"].eq(attacked["high"]) & attacked["must_low"].notna()).sum())
        told["loss"] += done.loss
        told["bound"] += done.bound
        told["sets at the least loss"] += done.loss <= done.bound + 1e-6
        complete = listed(done, released, rule, system)
        if complete is not None:
            told["sets listed"] += 1
            told["sensitive cells listed"] += complete[1]
            told["of these with a count missing"] += complete[1] - complete[0]
        if (seed + 1) % 25 == 0:
            print({name: round(float(number), 1) for name, number in told.items()}, flush=True)
    print(f"{time.perf_counter() - start:.0f} s")
    for name, number in told.items():
        print(f"{name:34}{number:12,.1f}")


if __name__ == "__main__":
    sets, first = ([int(number) for number in sys.argv[1:]] + [1000, 0][len(sys.argv) - 1 :])[:2]
    main(sets, first)
