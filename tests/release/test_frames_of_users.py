"""Tables as users have them: margins under other names, named indexes beside counts, one earlier release."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linked import TABLE

from analysis.errors import DataError
from analysis.release import protect


@pytest.mark.parametrize("name", ["Total", "", np.nan, None, 9])
def test_a_margin_has_any_name(name):
    table = TABLE.rename(index={"All": name}, columns={"All": name})
    done = protect({"Table 1": table}, "cms", total=name)
    assert (
        done.tables["Table 1"].to_numpy().tolist()
        == protect({"Table 1": TABLE}, "cms").tables["Table 1"].to_numpy().tolist()
    )


def test_the_levels_of_a_long_table_may_stand_in_its_index():
    """They were lost, and four counts taken for one that contradicts itself."""
    index = pd.MultiIndex.from_product([["F", "M"], ["Death", "Minor", "All"]], names=["sex", "outcome"])
    long = pd.DataFrame({"n": [3, 400, 403, 12, 300, 312]}, index=index)
    done, same = protect({"a": long}, "cms"), protect({"a": long.reset_index()}, "cms")
    assert done.released.hidden == same.released.hidden
    assert done.tables["a"].loc[("F", "Death"), "n"] == "*"


@pytest.mark.parametrize("index", [None, pd.MultiIndex.from_product([["F"], ["a", "b"]], names=[None, "outcome"])])
def test_counts_without_a_variable_are_refused(index):
    with pytest.raises(DataError, match=r"name the variables|expected the name of the variable"):
        protect({"a": pd.DataFrame({"n": [3, 400]}, index=index)}, "cms")


def test_one_earlier_release_needs_no_list():
    first = protect({"Table 1": TABLE}, "cms", selection="all")
    assert protect({"Table 1": TABLE}, "cms", earlier=first).released.hidden == first.released.hidden


@pytest.mark.parametrize("bad", ["1,412", -3, 412.5, np.inf, "*", "412 (5%)"])
def test_what_is_no_count_is_named(bad):
    table = TABLE.astype(object)
    table.iloc[0, 0] = bad
    with pytest.raises(DataError, match="Table 1: Female: expected"):
        protect({"Table 1": table}, "cms")


def test_tables_that_share_a_margin_but_disagree_are_named():
    other = TABLE.rename(index={"Minor": "Child", "Moderate": "Adult", "Death": "Old"}).rename_axis(index="age")
    other.loc["Child"] += [1, 0, 1]
    other.loc["All"] += [1, 0, 1]
    with pytest.raises(DataError, match="sex: Female: expected one count, got 513 and 514"):
        protect({"a": TABLE, "b": other}, "cms")
