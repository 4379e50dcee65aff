"""Several earlier releases at once: ages, years, states, the same twice, another rule, other cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.release import attack, cell_key, policy, protect
from analysis.release.released import beyond


def made_up(seed: int = 3, size: int = 1500) -> pd.DataFrame:
    """Cases of three years and states; in 2022 three of the group "Single" are suicides."""
    draw = np.random.default_rng(seed)
    cases = pd.DataFrame(
        {
            "reason": draw.choice(["Suicide", "Abuse", "Unintentional"], size, p=[0.3, 0.2, 0.5]),
            "group": draw.choice(["Single", "Several"], size),
            "sex": draw.choice(["F", "M"], size),
            "age": np.r_[16, 17, 17, draw.integers(18, 90, size - 3)],
            "year": draw.choice([2020, 2021, 2022], size),
            "state": draw.choice(["AZ", "CA", "WA"], size),
        }
    )
    single = (cases["year"] == 2022) & (cases["group"] == "Single")
    cases.loc[single & (cases["reason"] == "Suicide"), "reason"] = "Abuse"
    cases.loc[cases.index[single][:3], "reason"] = "Suicide"
    return cases


CASES = made_up()


def tables(cases):
    return {name: pd.crosstab(cases[name], cases["group"], margins=True) for name in ("reason", "sex")}


def first(cases, selection, rule="cms"):
    return protect(tables(cases), rule, selection=selection)


def of_ages(rule="cms"):
    return [first(CASES[CASES["age"] >= age], f"ages {age} to 120", rule) for age in (16, 17, 18)]


def of_years(*years, rule="cms"):
    return [first(CASES[CASES["year"] == year], f"year {year}", rule) for year in years]


def test_a_fourth_selection_that_differs_by_few_is_refused_in_one_sentence():
    with pytest.raises(DataError, match=r"ages 1[678] to 120") as refused:
        protect(tables(CASES[CASES["age"] >= 19]), "cms", selection="ages 19 to 120", earlier=of_ages())
    assert len(refused.value.faults) == 1


def test_a_fourth_selection_that_differs_by_many_is_written_whole():
    done = protect(tables(CASES[CASES["age"] >= 40]), "cms", selection="ages 40 to 120", earlier=of_ages())
    assert not done.attacked["broken"].any() and not done.released.hidden


@pytest.mark.parametrize("public", [False, True])
def test_two_years_and_the_whole_leave_the_third(public):
    """Taken from all years together, the two gave three suicides of 2022 that no table printed."""
    years = of_years(2020, 2021)
    earlier = [one.released for one in years] if public else years
    leaky = protect(tables(CASES), "cms")
    left = beyond(cell_key(reason="Suicide", group="Single"), "year 2020 and year 2021")
    before = attack(leaky.released, policy("cms"), earlier=[one.released for one in years]).set_index("cell")
    name = "difference to: year 2020 and year 2021, group: Single, reason: Suicide"
    assert before.loc[name, ["low", "high", "broken"]].tolist() == [3, 3, True]
    done = protect(tables(CASES), "cms", selection="all years", earlier=earlier)
    assert done.suppression.must_hide[left] == (1, 10) and done.released.hidden
    assert done.attacked.set_index("cell").loc[name, "possible"] == 10


def test_the_whole_and_one_year_leave_the_third_when_the_second_comes():
    """Two years were taken for selections of which one holds the other, and refused as counts of other cases."""
    earlier = [first(CASES, "all years"), *of_years(2020)]
    second = tables(CASES[CASES["year"] == 2021])
    name = "difference to: year 2020 and all years, group: Single, reason: Suicide"
    alone = protect(second, "cms")
    leak = attack(alone.released, policy("cms"), earlier=[one.released for one in earlier]).set_index("cell")
    assert leak.loc[name, ["low", "high", "broken"]].tolist() == [3, 3, True]
    done = protect(second, "cms", selection="year 2021", earlier=earlier)
    assert done.released.hidden and not done.attacked["broken"].any()
    assert done.attacked.set_index("cell").loc[name, "possible"] == 10


@pytest.mark.parametrize("rule", ["cms", "opensafely"])
def test_all_years_or_all_states_and_then_the_whole_hide_no_more_than_before(rule):
    states = [first(CASES[CASES["state"] == name], f"state {name}", rule) for name in ("AZ", "CA", "WA")]
    done = protect(tables(CASES), rule, selection="all", earlier=states)
    assert not done.attacked["broken"].any() and not done.released.hidden


@pytest.mark.parametrize("rule", ["cms", "acro", "opensafely", "opensafely-midpoint"])
def test_the_same_release_three_times_is_the_same_again(rule):
    one = first(CASES[CASES["year"] == 2022], "year 2022", rule)
    again = protect(tables(CASES[CASES["year"] == 2022]), rule, selection="year 2022", earlier=[one.released] * 3)
    assert again.released.hidden == one.released.hidden


def test_rounded_releases_of_three_ages_and_a_fourth():
    done = protect(tables(CASES[CASES["age"] >= 19]), "opensafely", earlier=of_ages("opensafely"))
    assert not done.attacked["broken"].any()


def test_an_earlier_release_under_another_rule():
    part = tables(CASES[CASES["age"] >= 60])
    done = protect(part, "acro", earlier=[first(CASES, "cms"), *of_ages("opensafely")[:1]])
    assert not done.attacked["broken"].any()


def test_an_earlier_release_of_other_cases_is_named_or_does_no_harm():
    others = [first(made_up(seed, 700), f"store {seed}") for seed in (11, 12)]
    try:
        done = protect(tables(CASES), "cms", earlier=others)
    except DataError as error:
        assert len(error.faults) == 1
    else:
        assert not done.attacked["broken"].any()
