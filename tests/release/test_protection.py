"""Tables that leave the house: what is hidden, what a reader can compute, and what is printed beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from linked import TooMany, random_tables, values_seen

from analysis.errors import DataError
from analysis.release import (
    System,
    attack,
    cell_key,
    policy,
    protect,
    protect_system,
    read_released,
    released_of,
    suppress,
    table_set,
    with_joint,
)


def wide(rows: str, columns: str, counts: dict[str, list[int]], levels: list[str]) -> pd.DataFrame:
    return pd.DataFrame(counts, index=pd.Index(levels, name=rows)).rename_axis(columns=columns)


TABLE = wide(
    "outcome",
    "sex",
    {"Female": [412, 98, 3, 513], "Male": [288, 99, 12, 399], "All": [700, 197, 15, 912]},
    ["Minor", "Moderate", "Death", "All"],
)


def test_the_same_cell_has_one_fate_in_every_table_and_levels_that_are_not_printed_follow():
    deaths = wide("outcome", "age", {"Child": [2], "Adult": [13], "All": [15]}, ["Death"])
    done = protect({"Table 1": TABLE, "Table 2": deaths}, "cms")
    assert done.tables["Table 1"].loc["Death", "All"] == done.tables["Table 2"].loc["Death", "All"]
    assert done.tables["Table 2"].loc["Death", "Child"] == "*"


def test_a_printed_zero_stays_and_every_hidden_cell_has_the_same_mark():
    table = wide("outcome", "sex", {"F": [40, 0, 40], "M": [50, 2, 52], "All": [90, 2, 92]}, ["Minor", "Death", "All"])
    done = protect({"Table 1": table}, "cms")
    shown = done.tables["Table 1"]
    assert shown.loc["Death", "F"] == 0
    assert {cell for cell in shown.to_numpy().ravel() if isinstance(cell, str)} == {"*"}
    assert done.numbers["Table 1"].isna().equals(done.masks["Table 1"])


def test_the_public_statement_does_not_tell_which_cells_are_small():
    done = protect({"Table 1": TABLE}, "cms")
    public = done.public_statement()
    assert len(public) == len(done.statement) == done.masks["Table 1"].to_numpy().sum()
    assert public[["shown", "why"]].drop_duplicates().shape[0] == 1
    assert set(done.statement["reason"]) == {"small", "protects"}


def test_small_cells_alone_are_given_back():
    found, rule = table_set({"Table 1": TABLE}), policy("cms")
    small = frozenset(key for key, cell in found.system.cells.items() if rule.hides(cell.value))
    broken = attack(released_of(found.system, small, rule), rule)
    assert broken["broken"].all()
    assert broken.loc[0, ["low", "high"]].tolist() == [3, 3]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["cms", "acro"])
def test_no_reader_can_exclude_a_small_count(name, seed):
    """Every table of whole numbers that agrees with what is printed is listed where they are few enough."""
    found, rule = table_set(random_tables(seed, most=40)), policy(name)
    done = suppress(found.system, rule)
    released = released_of(found.system, done.hidden, rule)
    attacked = attack(released, rule, must_hide=done.must_hide)
    assert not attacked["broken"].any()
    everybody = max(cell.value for cell in found.system.cells.values())
    low = dict(released.shown) | dict.fromkeys(released.hidden, rule.least) | dict.fromkeys(released.unprinted, 0)
    high = {key: released.shown.get(key, everybody + rule.most) for key in low}
    try:
        seen = values_seen(low, high, list(found.system.sums), most=2_000)
    except TooMany:
        return
    for key, (least, most) in done.must_hide.items():
        assert seen[key] >= set(range(least, most + 1)), key


def test_a_total_that_no_table_prints_is_made_where_a_table_has_every_level_and_not_from_one_of_them():
    deaths = wide("outcome", "age", {"Child": [2], "Adult": [13], "All": [15]}, ["Death"])
    cells = table_set({"Table 1": TABLE, "Table 2": deaths}).system.cells
    assert frozenset({("age", "Child")}) not in cells
    without = wide("outcome", "age", {"Child": [100, 2], "Adult": [795, 13]}, ["Minor", "Death"])
    assert table_set({"Table 2": without}).system.cells[frozenset({("age", "Child")})].value == 102


def test_tables_that_contradict_each_other_are_refused():
    other = TABLE.copy()
    other.loc["Death", "Female"], other.loc["Death", "Male"] = 4, 11
    with pytest.raises(DataError, match="expected one count, got 3 and 4"):
        protect({"Table 1": TABLE, "Table 2": other}, "cms")


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


def test_the_joint_counts_of_a_cycle_of_tables_bind_what_the_tables_alone_do_not():
    """Two levels each: a and b agree in every case, b and c too, so a and c must; the margins alone leave all open."""
    system = System()
    for one, other in ("ab", "bc"):
        for i, j in product("01", "01"):
            system.cell(cell_key(**{one: i, other: j}), 20 if i == j else 0)
    hidden = frozenset(system.cell(cell_key(a=i, c=j), 20 if i == j else 0) for i, j in product("01", "01"))
    rule = policy("acro")
    alone = attack(released_of(system, hidden, rule), rule)
    assert alone["high"].isna().all()
    system = with_joint(system, dict.fromkeys("abc", ("0", "1")))
    known = attack(released_of(system, hidden, rule), rule).set_index("cell")
    assert known.loc["a: 0, c: 0", ["low", "high"]].tolist() == [20, 20]


def test_tables_that_hang_together_like_a_tree_get_no_joint_counts():
    tables = of_ages(16)
    assert not any(cell.kind == "joint" for cell in table_set(tables).system.cells.values())


def test_what_the_attacker_breaks_is_hidden_further():
    found, rule = table_set({"Table 1": TABLE}), policy("cms")
    done = suppress(found.system, rule)
    small = frozenset(key for key, cell in found.system.cells.items() if rule.hides(cell.value))
    broken = attack(released_of(found.system, small, rule), rule, must_hide=done.must_hide).query("broken")["cell"]
    more = replace(done, hidden=small).hiding_more(broken)
    seen = attack(released_of(found.system, more.hidden, rule), rule, must_hide=done.must_hide)
    assert not seen["broken"].any()
    assert more.loss >= done.loss


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["opensafely", "opensafely-midpoint"])
def test_rounded_tables_are_attacked_as_what_each_number_can_mean(name, seed):
    tables, rule = random_tables(seed, most=40), policy(name)
    done = protect(tables, rule)
    truth = {key: int(n) for key, n in zip(done.suppression.problem.keys, done.suppression.problem.values, strict=True)}
    for key, printed in done.released.shown.items():
        assert printed == rule.printed(truth[key])
        assert rule.means(printed)[0] <= truth[key] <= rule.means(printed)[1]
    assert not any(rule.hides(truth[key]) for key in done.released.shown)
    assert done.attacked["possible"].dropna().gt(1).all()


def test_that_everybody_of_a_group_has_a_thing_is_hidden_where_the_policy_says_so():
    system = System()
    system.cell(cell_key(), 90, weight=20)
    system.cell(cell_key(effect="drowsiness"), 90)
    rest = system.difference(cell_key(), cell_key(effect="drowsiness"))
    rule = replace(policy("cms"), whole_group=True)
    assert not protect_system(system, "cms").released.hidden
    done = protect_system(system, rule)
    assert done.released.hidden == {cell_key(effect="drowsiness")}
    assert done.suppression.must_hide[rest] == (0, 10)


def test_the_cases_that_a_step_of_a_flow_leaves_out_are_cells():
    system = System()
    steps = [system.cell(cell_key(step=name), count, weight=8) for name, count in [("all", 906), ("of age", 903)]]
    assert system.flow(steps)
    done = protect_system(system, "pcornet")
    assert len(done.released.hidden) == 1
    assert done.statement["reason"].tolist() == ["protects", "follows"]


def test_what_hiding_everything_does_not_reach_is_listed():
    done = protect({"Table 1": wide("outcome", "sex", {"F": [2], "M": [3], "All": [5]}, ["Death"])}, "cms")
    assert done.lowered().to_numpy().tolist() == [["outcome: Death", 1, 2]]


def test_two_runs_give_the_same_tables_whatever_the_order_of_hashes():
    code = (
        "import sys; sys.path[:0] = ['tests/release', '.']\n"
        "from linked import random_tables; from analysis.release import protect\n"
        "done = protect(random_tables(2, most=40), 'cms', selection='all')\n"
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


@pytest.mark.parametrize("name", ["Total", "total", "Everybody"])
def test_a_margin_under_another_name_is_refused_as_it_would_give_cells_back(name):
    """Taken for a third sex, 15 deaths less 12 of men are 3 of women."""
    table = TABLE.rename(columns={"All": name})
    with pytest.raises(DataError, match=f"pass total='{name}'"):
        protect({"Table 1": table}, "cms")
    fine = protect({"Table 1": table.rename(index={"All": name})}, "cms", total=name)
    assert (fine.tables["Table 1"] == "*").to_numpy().sum() == 4


def test_a_cell_that_is_left_empty_follows_from_its_total_like_one_that_is_hidden():
    done = protect({"Table 1": TABLE.astype("Int64").replace(3, pd.NA)}, "cms")
    assert done.tables["Table 1"].loc["Death", "Male"] == "*"


def test_levels_below_another_level_sum_to_it_and_several_levels_of_a_case_to_nothing():
    levels = ["Intentional", "Abuse", "Misuse", "Unintentional"]
    nested = wide("reason", "group", {"A": [40, 30, 10, 60], "B": [30, 27, 3, 20], "All": [70, 57, 13, 80]}, levels)
    below = {"reason": {"Intentional": ["Abuse", "Misuse"]}}
    shown = protect(table_set({"Table 1": nested}, nested=below), "cms").tables["Table 1"]
    assert (shown.loc[["Abuse", "Misuse"], ["A", "B"]] == "*").to_numpy().all()
    assert (shown.loc[["Intentional", "Unintentional"]] != "*").to_numpy().all()
    effects = wide("effect", "group", {"A": [40, 396], "B": [33, 120], "All": [73, 516]}, ["rash", "drowsiness"])
    size = wide("group", "who", {"All": [400, 300, 700]}, ["A", "B", "All"])
    several = protect(table_set({"effects": effects, "groups": size}, several=["effect"]), "cms")
    assert "group: A, without: effect: drowsiness" in set(several.statement["cell"])
    assert several.tables["effects"].loc["drowsiness", "A"] == "*"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: protect({}, "cms"), "got none"),
        (lambda: protect(TABLE, "cms"), "got DataFrame"),
        (lambda: protect({"a": TABLE["All"]}, "cms"), "a: expected a frame of counts"),
        (lambda: protect({"a": TABLE.rename_axis(None)}, "cms"), "a: expected the name of the variable"),
        (lambda: protect({"a": TABLE / 2}, "cms"), "a: Female: expected whole numbers"),
        (lambda: protect({"a": TABLE.replace(3, -3)}, "cms"), "a: Female: expected numbers from 0"),
        (lambda: protect({"a": TABLE}, "cms", earlier=[TABLE]), "earlier: expected releases"),
        (lambda: protect({"a": TABLE}, "cms", programs="many"), "programs: expected numbers"),
        (lambda: System().cell("all", 3), "cell: expected a frozenset"),
        (lambda: System().cell(cell_key(), 3.5), "expected a whole number from 0, got 3.5"),
        (lambda: System().difference(cell_key(), cell_key(sex="F")), "add its cell first"),
        (lambda: System().percentage(cell_key(), cell_key(), 3.0, 1), "add its cell first"),
        (lambda: read_released(__file__), "expected a release as JSON"),
    ],
)
def test_what_cannot_be_protected_is_refused_in_words(call, said):
    with pytest.raises(DataError, match=said):
        call()


def test_a_search_that_is_stopped_at_once_hides_enough_and_does_not_call_it_the_least():
    done = protect({"Table 1": TABLE}, "cms", programs=0)
    assert not done.attacked["broken"].any()
    assert "how near the least is not known" in done.summary()


def test_standard_output_stays_clean(capfd):
    protect(random_tables(3, most=40), "cms")
    assert capfd.readouterr() == ("", "")


def test_two_cycles_that_share_no_variable_are_looked_at_one_by_one_and_a_large_one_is_named():
    system, levels = System(), dict.fromkeys("abcxyz", ("0", "1"))
    for one, other in ("ab", "bc", "ac", "xy", "yz", "xz"):
        for i, j in product("01", "01"):
            system.cell(cell_key(**{one: i, other: j}), 5)
    assert len(with_joint(system, levels, most=8).cells) == 24 + 16
    assert not system.notes
    assert with_joint(system, levels, most=7).notes[0] == (
        "a by b by c: 8 joint counts are too many, the cycle was not looked at"
    )


def test_a_public_count_is_never_hidden_and_is_read_to_the_last_case():
    system = System()
    everybody, ill = system.cell(cell_key(), 903, public=True), system.cell(cell_key(ill="yes"), 899)
    system.difference(everybody, ill)
    done = protect_system(system, "opensafely")
    assert done.released.shown[everybody] == 903
    assert done.released.shown[ill] == 900
    assert done.attacked[["low", "high"]].to_numpy().tolist() == [[1, 5]]  # 903 less 898 to 902
    assert protect_system(system, "cms").released.hidden == {ill}
