"""Age-standardized rates: the cases counted by pandas, put through the statistics wing by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store

from analysis.cases.codebook.ages import age_bounds
from analysis.cases.counts.standardized import standardized_rates
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.stats.standardization import standardized_rate

BANDS = {"0-4": (0, 5), "5-19": (5, 20), "20-64": (20, 65), "65+": (65, np.inf)}
STANDARD = pd.DataFrame({"age_band": list(BANDS), "weight": [0.07, 0.22, 0.58, 0.13]})


def people(keys: dict) -> pd.DataFrame:
    rows = [
        {**dict(zip(keys, key, strict=True)), "age_band": band, "population": 1e5 * (1 + place) + 1000 * number}
        for number, key in enumerate(pd.MultiIndex.from_product(keys.values()))
        for place, band in enumerate(BANDS)
    ]
    return pd.DataFrame(rows)


def test_rates_per_year_and_sex_are_those_of_the_strata():
    population = people({"year": [2005, 2010], "sex": ["Female", "Male"]})
    study = select(synthetic_store(), years=(2005, 2010))
    shown = standardized_rates(study, population, STANDARD)
    assert shown[["year", "sex"]].values.tolist() == population[["year", "sex"]].drop_duplicates().values.tolist()
    cases = synthetic_frames()["cases"]
    cases = cases[(cases["call_type"] == "human exposure") & cases["year"].between(2005, 2010)]
    inside = cases[cases["year"].isin([2005, 2010]) & cases["sex"].isin(["Female", "Male"])]
    for row in shown.itertuples():
        mine = inside[(inside["year"] == row.year) & (inside["sex"] == row.sex)]
        count = [
            sum(in_band(*pair, *band) for pair in mine[["age_years", "age_group"]].values) for band in BANDS.values()
        ]
        size = population[(population["year"] == row.year) & (population["sex"] == row.sex)]["population"].to_numpy()
        made = standardized_rate(count, size, STANDARD["weight"], multiplier=100_000)
        assert (row.value, row.low, row.high) == pytest.approx((made.value, made.low, made.high))
        assert row.crude == pytest.approx(1e5 * sum(count) / size.sum())
        assert 20 < row.count == sum(count) <= len(mine)
    assert shown["count"].sum() + shown.attrs["without_age"] == len(inside)
    assert shown.attrs["without_key"] == len(cases) - len(inside)
    assert shown.attrs["method"] == "direct standardization, Fay-Feuer gamma"
    assert shown.attrs["unit"] == "per 100,000 population"


def in_band(age, group, low, high) -> bool:
    if not np.isnan(age):
        return low <= age < high
    bounds = age_bounds(group)
    return bool(bounds) and low <= bounds[0] and bounds[1] <= high


def small():
    ages = [1.0, 4.9, 5.0, 30.0, 64.9, 65.0, 90.0, None, None, None]
    groups = [None] * 7 + ["60-69", "13-19", "unknown age"]
    rows = [
        case(f"c{n}", "Baclofen", age_years=age, age_group=group)
        for n, (age, group) in enumerate(zip(ages, groups, strict=True))
    ]
    cases, substances = frames(*rows)
    return select(frame_store(cases, substances))


def test_one_rate_without_keys_by_hand():
    shown = standardized_rates(small(), people({"all": [1]}).drop(columns="all"), STANDARD, per=1000)
    # 60-69 straddles two bands; 13-19 lies inside 5-19
    count, size = [2, 2, 2, 2], [1e5, 2e5, 3e5, 4e5]
    made = standardized_rate(count, size, STANDARD["weight"], multiplier=1000)
    assert shown.columns.tolist() == ["count", "population", "crude", "value", "low", "high"]
    assert shown.iloc[0].tolist() == pytest.approx([8, 1e6, 0.008, made.value, made.low, made.high])
    assert shown.attrs["without_age"] == 2


def test_the_same_ages_as_the_standard_leave_the_crude_rate():
    population = people({"region": ["South", "West"]})
    standard = population[population["region"] == "South"][["age_band", "population"]]
    shown = standardized_rates(select(synthetic_store()), population, standard).set_index("region")
    assert shown.loc["South", "value"] == pytest.approx(shown.loc["South", "crude"])
    assert shown.loc["South", "count"] > 100


@pytest.mark.parametrize(
    ("population", "standard", "words"),
    [
        (people({"year": [2020]}), STANDARD.assign(age_band=["a", "b", "c", "d"]), "bands of ages such as"),
        (people({"year": [2020]}), STANDARD.assign(age_band=["0-4", "4-19", "20-64", "65+"]), "do not overlap"),
        (people({"year": [2020]}), STANDARD.iloc[:3], "same bands"),
        (people({"year": [2020]}).iloc[:3], STANDARD, "same bands"),
        (people({"year": [2020, 2021]}).iloc[:7], STANDARD, "every band"),
        (pd.concat([people({"year": [2020]})] * 2), STANDARD, "twice"),
        (people({"planet": ["Mars"]}), STANDARD, "planet"),
        (people({"year": [2020]}).rename(columns={"population": "people"}), STANDARD, "'population'"),
        (people({"year": [2020]}).rename(columns={"age_band": "ages"}), STANDARD, "'age_band'"),
    ],
)
def test_tables_that_do_not_fit_are_refused(population, standard, words):
    with pytest.raises(DataError, match=words):
        standardized_rates(small(), population, standard)
