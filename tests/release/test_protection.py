"""Tables that leave the house: what is hidden, what a reader can compute, and what is printed beside them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from linked import TABLE, wide

from analysis.errors import DataError
from analysis.release import (
    System,
    attack,
    cell_key,
    policy,
    protect,
    read_released,
    released_of,
    suppress,
    table_set,
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


def test_what_the_attacker_breaks_is_hidden_further():
    found, rule = table_set({"Table 1": TABLE}), policy("cms")
    done = suppress(found.system, rule)
    small = frozenset(key for key, cell in found.system.cells.items() if rule.hides(cell.value))
    broken = attack(released_of(found.system, small, rule), rule, must_hide=done.must_hide).query("broken")["cell"]
    more = replace(done, hidden=small).hiding_more(broken)
    seen = attack(released_of(found.system, more.hidden, rule), rule, must_hide=done.must_hide)
    assert not seen["broken"].any()
    assert more.loss >= done.loss


def test_what_hiding_everything_does_not_reach_is_listed():
    done = protect({"Table 1": wide("outcome", "sex", {"F": [2], "M": [3], "All": [5]}, ["Death"])}, "cms")
    assert done.lowered().to_numpy().tolist() == [["outcome: Death", 1, 2]]


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
