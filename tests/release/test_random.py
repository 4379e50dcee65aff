"""Random sets of linked tables: no small count can be excluded, under any policy and in any run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from linked import TooMany, random_tables, values_seen

from analysis.release import (
    attack,
    policy,
    protect,
    released_of,
    suppress,
    table_set,
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["cms", "acro"])
def test_no_reader_can_exclude_a_small_count(name, seed):
    """Every table of whole numbers that agrees with what is printed is listed where they are few enough."""
    found, rule = table_set(random_tables(seed, most=32)), policy(name)
    done = suppress(found.system, rule)
    released = released_of(found.system, done.hidden, rule)
    attacked = attack(released, rule, must_hide=done.must_hide)
    assert not attacked["broken"].any()
    everybody = max(cell.value for cell in found.system.cells.values())
    low = dict(released.shown) | dict.fromkeys(released.hidden, rule.least) | dict.fromkeys(released.unprinted, 0)
    high = {key: released.shown.get(key, everybody + rule.most) for key in low}
    try:
        seen = values_seen(low, high, list(found.system.sums), most=500)
    except TooMany:
        return
    for key, (least, most) in done.must_hide.items():
        assert seen[key] >= set(range(least, most + 1)), key


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["opensafely", "opensafely-midpoint"])
def test_rounded_tables_are_attacked_as_what_each_number_can_mean(name, seed):
    tables, rule = random_tables(seed, most=32), policy(name)
    done = protect(tables, rule)
    truth = {key: int(n) for key, n in zip(done.suppression.problem.keys, done.suppression.problem.values, strict=True)}
    for key, printed in done.released.shown.items():
        assert printed == rule.printed(truth[key])
        assert rule.means(printed)[0] <= truth[key] <= rule.means(printed)[1]
    assert not any(rule.hides(truth[key]) for key in done.released.shown)
    assert done.attacked["possible"].dropna().gt(1).all()


def test_two_runs_give_the_same_tables_whatever_the_order_of_hashes():
    code = (
        "import sys; sys.path[:0] = ['tests/release', '.']\n"
        "from linked import random_tables; from analysis.release import protect\n"
        "done = protect(random_tables(8, most=32), 'cms', selection='all')\n"
        "print(done.released.to_json(), done.to_frame().to_csv(), *(t.to_csv() for t in done.tables.values()))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_standard_output_stays_clean(capfd):
    protect(random_tables(3, most=32), "cms")
    assert capfd.readouterr() == ("", "")
