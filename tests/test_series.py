"""The published series of overdoses: directions without counts, shared patients, denominators that fit."""

import numpy as np
import pandas as pd
import pytest

from analysis import loaders
from analysis.audit import possible_counts
from analysis.errors import DataError
from analysis.stats import effect_sizes, pool
from analysis.summaries import pool_series, severity_by_dose


@pytest.fixture(scope="module")
def studies():
    return loaders.load_overdose_studies()


def counts_of(studies, *measures):
    return studies[(studies["statistic"] == "count") & studies["measure"].isin(measures)]


def test_a_number_is_missing_in_a_direction_and_nowhere_else(studies):
    direction = studies["statistic"] == "direction"
    assert (direction == studies["value"].isna()).all() and (direction == (studies["unit"] == "none")).all()
    assert set(studies.loc[direction, "relation"]) == {">"} and studies.loc[direction, "note"].notna().all()
    assert studies.loc[direction, ["denominator", "percent"]].isna().all(axis=None)


def test_what_the_abstract_says_of_high_doses_without_a_count_has_a_row(studies):
    said = studies[(studies["study"] == "leung_2006") & (studies["statistic"] == "direction")]
    assert said.set_index("measure")["group"].to_dict() == {
        "icu_admission": "200 mg or more, against less",
        "ventilated": "200 mg or more, against less",
        "length_of_stay": "200 mg or more, against less",
        "hypertension": "higher doses, against lower",
    }


def test_overlaps_are_stated_on_both_sides(studies):
    pairs = set(studies.dropna(subset=["overlaps"])[["study", "overlaps"]].itertuples(index=False, name=None))
    assert pairs == {(other, study) for study, other in pairs}
    assert {frozenset(pair) for pair in pairs} == {
        frozenset({"boels_2017", "leger_2017"}),
        frozenset({"anand_2017", "gdansk_warsaw_2005"}),
    }


def test_series_that_share_patients_are_never_pooled(studies):
    ventilated = counts_of(studies, "ventilated")
    assert pool_series(ventilated).k == 2, "Leger 2017 and Gdansk and Warsaw: different patients"
    for pair in (["boels_2017", "leger_2017"], ["anand_2017", "gdansk_warsaw_2005"]):
        both = counts_of(studies, "cases")
        with pytest.raises(DataError, match=f"{' and '.join(sorted(pair))} share patients"):
            pool_series(both[both["study"].isin(pair) & (both["group"] == "all")].assign(denominator=200))
    own = ventilated.assign(study=["a", "b"], overlaps=["c", "a"])
    with pytest.raises(DataError, match="a and b share patients"):
        pool_series(own)


def test_pooled_series_are_those_of_the_statistic(studies):
    rows = counts_of(studies, "deaths")
    rows = rows[(rows["group"] == "all") & rows["denominator"].notna() & (rows["study"] != "leger_2017")]
    expected = pool(effect_sizes(rows.rename(columns={"value": "events", "denominator": "n"}), measure="PLO"))
    assert pool_series(rows).estimate == expected.estimate


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: pd.concat([rows, rows.iloc[:1]]), "got several of leger_2017"),
        (lambda rows: rows.assign(denominator=pd.NA), "a row without"),
        (lambda rows: rows.assign(value=np.nan), "a row without"),
        (lambda rows: rows.drop(columns="overlaps"), "overlaps lacking"),
        (lambda rows: rows.assign(value=500), "expected at most"),
    ],
)
def test_rows_that_cannot_be_pooled_are_refused(studies, change, says):
    with pytest.raises(DataError, match=says):
        pool_series(change(counts_of(studies, "ventilated")))


def test_the_denominator_of_the_co_substances_is_the_only_one_that_fits(studies):
    own = studies[(studies["study"] == "australian_deaths_2024") & (studies["denominator"] == 96)]
    assert set(own["measure"]) == {"co_substances", "antidepressants", "benzodiazepines"}
    printed = [f"{value:g}%" for value in own["value"]]
    assert [n for n in range(90, 103) if all(possible_counts(text, n) for text in printed)] == [96]
    assert sorted(possible_counts(text, 96)[0] for text in printed) == [62, 67, 90]


def test_derived_counts_are_the_only_ones_that_print_so(studies):
    own = studies[studies["derived"] & (studies["statistic"] == "count")]
    assert len(own) == 2
    for row in own.itertuples():
        assert possible_counts(f"{row.percent:g}%", int(row.denominator)) == [int(row.value)]


def test_gdansk_and_warsaw_agree_with_their_percentages(studies):
    own = studies[studies["study"] == "gdansk_warsaw_2005"]
    for row in own[own["percent"].notna()].itertuples():
        assert int(row.value) in possible_counts(f"{row.percent}%", 52)
    assert all(possible_counts(f"{value}%", 52) for value in own.loc[own["statistic"] == "percent", "value"])
    row = severity_by_dose().set_index("study").loc["gdansk_warsaw_2005"]
    assert (row["dose_min"], row["dose_max"], row["severe"]) == (100, 1500, "deep coma: 28/52, ventilated: 18/52")
