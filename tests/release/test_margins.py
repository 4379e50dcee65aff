"""Levels that happen to be the sum of others: refused as margins under another name, or taken at the user's word."""

from __future__ import annotations

import pytest
from linked import TABLE, random_tables, wide

from analysis.errors import DataError
from analysis.release import attack, policy, protect, table_set

SUMS = wide(
    "grade",
    "sex",
    {"Female": [40, 3, 43, 86], "Male": [30, 20, 50, 100], "All": [70, 23, 93, 186]},
    ["Minor", "Serious", "Unknown", "All"],
)


def test_a_level_that_is_the_sum_of_the_others_is_refused_with_the_way_out():
    with pytest.raises(DataError) as refused:
        protect({"a": SUMS}, "cms")
    assert "total={'grade': 'All'}" in str(refused.value) and "total='Unknown'" in str(refused.value)


def test_said_to_be_a_level_it_is_protected_like_any_other():
    done = protect({"a": SUMS}, "cms", total={"grade": "All"})
    key = frozenset({("grade", "Serious"), ("sex", "Female")})
    assert key in done.released.hidden
    assert not attack(done.released, policy("cms"), must_hide=done.suppression.must_hide)["broken"].any()
    whole = {total: set(parts) for total, parts in done.released.sums if total == frozenset({("sex", "Female")})}
    assert all(frozenset({("grade", "Unknown"), ("sex", "Female")}) in parts for parts in whole.values())


def test_the_set_of_the_benchmark_that_was_refused():
    tables = random_tables(10_759)
    with pytest.raises(DataError, match="got '2', the sum of others"):
        table_set(tables)
    found = table_set(tables, total={"reason": "All"})
    assert ("reason", "2") in {pair for key in found.system.cells for pair in key}


def test_margins_by_variable_may_differ():
    table = SUMS.rename(index={"All": "Everybody"})
    done = protect({"a": table}, "cms", total={"grade": "Everybody", "sex": "All"})
    same = protect({"a": SUMS}, "cms", total={"grade": "All"})
    assert done.released.hidden == same.released.hidden
    assert done.tables["a"].to_numpy().tolist() == same.tables["a"].to_numpy().tolist()


def test_a_margin_that_is_said_to_be_a_level_contradicts_the_one_that_is_printed():
    """A reader is not to be told that the groups of "Both" are others than women and men."""
    table = TABLE.assign(Both=TABLE["All"]).rename_axis(columns="sex")
    with pytest.raises(DataError, match="its 3 parts sum to"):
        protect({"a": table}, "cms", total={"sex": "All"})


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ({"grades": "All"}, "got 'grades'; did you mean 'grade'"),
        ({"grade": ["All"]}, "expected a level or a dict of levels by variable, got list"),
        (["All"], "expected a level or a dict of levels by variable, got list"),
    ],
)
def test_what_names_no_margin_is_refused_in_words(total, said):
    with pytest.raises(DataError, match=said):
        protect({"a": SUMS}, "cms", total=total)


def test_what_was_not_protected_is_said_beside_what_was():
    found = table_set({"a": TABLE})
    found.system.notes.append("a by b by c: 8 joint counts are too many, the cycle was not looked at")
    assert protect(found, "cms").summary().endswith(" NOT PROTECTED: " + found.system.notes[0] + ".")
