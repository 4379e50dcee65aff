"""Releases one after the other: what they differ by is a table too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linked import TABLE

from analysis.errors import DataError
from analysis.release import (
    attack,
    policy,
    protect,
    read_released,
    table_set,
)


def of_ages(low: int, *, size: int = 1200) -> dict[str, pd.DataFrame]:
    """Two tables of the same made-up cases from an age on; one of them, aged 16, is a suicide."""
    draw = np.random.default_rng(5)
    ages = np.r_[16, draw.integers(17, 90, size - 1)]
    reason = np.r_[["Suicide"], draw.choice(["Suicide", "Abuse", "Unintentional"], size - 1, p=[0.3, 0.2, 0.5])]
    sex = np.r_[["F"], draw.choice(["F", "M"], size - 1)]
    group = draw.choice(["Single", "Several"], size)
    cases = pd.DataFrame({"reason": reason, "sex": sex, "group": group, "age": ages}).query("age >= @low")
    return {name: pd.crosstab(cases[name], cases["group"], margins=True) for name in ("reason", "sex")}


def test_two_releases_that_differ_by_one_case_are_refused_in_one_sentence():
    first = protect(of_ages(16), "cms", selection="ages 16 to 120")
    assert not first.released.hidden
    assert not protect(of_ages(17), "cms").released.hidden
    with pytest.raises(DataError, match="differ by fewer than 11") as refused:
        protect(of_ages(17), "cms", selection="ages 17 to 120", earlier=[first])
    assert len(refused.value.faults) == 1
    assert "ages 16 to 120" in str(refused.value)
    with pytest.raises(DataError, match="differ by fewer than 11"):
        protect(of_ages(17), "cms", earlier=[first.released])


def test_the_attacker_reads_the_one_case_off_two_releases():
    rule = policy("cms")
    first, second = protect(of_ages(16), "cms", selection="ages 16 to 120"), protect(of_ages(17), "cms")
    seen = attack(second.released, rule, earlier=[first.released]).set_index("cell")
    suicide = seen.loc["difference to: ages 16 to 120, reason: Suicide"]
    assert suicide[["low", "high", "broken"]].tolist() == [1, 1, True]


def test_releases_that_differ_by_many_cases_are_protected_together():
    first = protect(of_ages(16), "cms", selection="ages 16 to 120")
    second = protect(of_ages(19), "cms", selection="ages 19 to 120", earlier=[first])
    differences = second.attacked[second.attacked["cell"].str.startswith("difference")]
    assert second.released.hidden
    assert differences["must_low"].notna().any()
    assert not differences["broken"].any()


def test_the_same_selection_again_hides_the_same_cells():
    first = protect({"Table 1": TABLE}, "cms", selection="all")
    again = protect({"Table 1": TABLE}, "cms", selection="all", earlier=[first])
    assert again.released.hidden == first.released.hidden
    shown = protect({"Table 1": TABLE}, "cms", earlier=[first.released])
    assert shown.released.hidden == first.released.hidden


def test_a_release_is_read_back_as_it_was_written(tmp_path):
    first = protect({"Table 1": TABLE}, "opensafely", selection="all")
    file = tmp_path / "released.json"
    file.write_text(first.released.to_json(), encoding="utf-8")
    again = read_released(file)
    for name in ("shown", "hidden", "unprinted", "sums", "percentages", "selection", "rule"):
        assert getattr(again, name) == getattr(first.released, name), name


def test_tables_that_hang_together_like_a_tree_get_no_joint_counts():
    tables = of_ages(16)
    assert not any(cell.kind == "joint" for cell in table_set(tables).system.cells.values())
