"""Sample surveys: by hand, at the edges, and what no order of records may change; R's numbers are in agreement/."""

from __future__ import annotations

import agreement
import numpy as np
import pandas as pd
import pytest
from scipy import special

from analysis.errors import DataError
from analysis.stats import (
    proportion,
    survey_design,
    survey_mean,
    survey_proportion,
    survey_ratio,
    survey_total,
)

ESTIMATES = {
    "total": survey_total,
    "mean": survey_mean,
    "proportion": survey_proportion,
    "ratio": lambda design, values, **how: survey_ratio(design, values, np.ones(len(values)), **how),
}


def six(**how):
    return survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8], **how)


def test_the_variance_of_a_total_by_hand():
    """Clusters sum to 160, 75 and 15, 30: 2/1 (2 x 42.5^2) + 2/1 (2 x 7.5^2) = 7450; t(0.975; 2) = 4.302653."""
    total = survey_total(six())
    assert (total.value, total.df, total.n) == (280, 2, 6)
    assert total.se == pytest.approx(np.sqrt(7450), rel=1e-14)
    assert total.high == pytest.approx(280 + 4.30265272974946 * np.sqrt(7450), rel=1e-12)
    assert total.cv == pytest.approx(np.sqrt(7450) / 280, rel=1e-14)


def test_equal_weights_without_clusters_are_a_plain_sample():
    values = np.array([3.0, 5, 9, 1, 4, 4, 8])
    mean = survey_mean(survey_design(np.full(7, 12.5)), values)
    assert mean.se == pytest.approx(values.std(ddof=1) / np.sqrt(7), rel=1e-13)
    assert mean.df == 6


def test_clusters_of_one_name_in_two_strata_are_two():
    apart = survey_design(np.ones(8), strata=list("AAAABBBB"), clusters=[1, 1, 2, 2, 1, 1, 2, 2])
    assert apart.to_frame()["clusters"].tolist() == [2, 2]
    assert apart.df == 2


def test_records_that_are_left_out_stay_in_the_design():
    """A cluster without a record of the domain adds a zero; dropping it would make the limits too narrow."""
    design = six()
    domain = np.array([1, 0, 0, 0, 0, 0], dtype=bool)
    found = survey_total(design, domain=domain)
    assert found.se == pytest.approx(80, rel=1e-14)  # clusters 80 and 0: 2 (2 x 40^2) = 80^2
    assert found.df == 0
    assert np.isnan([found.low, found.high]).all()


def test_the_order_of_records_and_the_unit_of_weights_do_not_matter():
    data = agreement.frame({"input": {"csv": "data/svy_neiss.csv"}})
    shuffled = data.sample(frac=1, random_state=3)
    found = []
    for frame, unit in ((data, 1.0), (shuffled, 1.0), (data, 1e6)):
        design = survey_design(frame["weight"] * unit, strata=frame["stratum"], clusters=frame["cluster"])
        mean, total = survey_mean(design, frame["y"]), survey_total(design, frame["y"])
        found.append([mean.value, mean.se, mean.high, total.value / unit, total.se / unit])
    assert found[1] == pytest.approx(found[0], rel=1e-12)
    assert found[2] == pytest.approx(found[0], rel=1e-12)


def test_labelled_columns_are_paired_by_their_labels():
    weights = pd.Series([80, 80, 75, 15, 16, 14], index=list("abcdef"))
    strata, clusters = (pd.Series(list(text), index=list("abcdef")) for text in ("SSSLLL", "112788"))
    age = pd.Series([2, 31, 3, 4, 2, 44.0], index=list("abcdef"))
    design = survey_design(weights, strata=strata[::-1], clusters=clusters.sample(frac=1, random_state=1))
    expected = survey_mean(six(), age.to_numpy())
    assert survey_mean(design, age[::-1]) == expected
    group = pd.Series(["x", "y", "x", "x", None, "y"], index=list("abcdef"), name="who")
    by = survey_mean(design, age, by=group[::-1])
    assert by.index.name == "who"
    assert by.loc["y", "value"] == survey_mean(design, age, domain=group == "y").value
    assert by["n"].sum() == 5
    with pytest.raises(DataError, match="same labels"):
        survey_mean(design, age.rename({"a": "z"}))


def test_columns_without_labels_are_paired_by_position():
    age = pd.Series([2, 31, 3, 4, 2, 44.0], index=[5, 9, 11, 2, 0, 1])
    assert survey_mean(six(), age) == survey_mean(six(), age.tolist())


def test_groups_are_domains():
    data = agreement.frame({"input": {"csv": "data/svy_uneven.csv"}})
    design = survey_design(data["weight"], strata=data["stratum"], clusters=data["cluster"])
    for name, function in ESTIMATES.items():
        column = data["event"] if name == "proportion" else data["y"]
        table = function(design, column, by=data["group"])
        for group, row in table.iterrows():
            one = function(design, column, domain=data["group"] == group)
            assert row.tolist() == [one.value, one.low, one.high, one.se, one.df, one.n]


def test_beta_limits_without_an_event_use_the_number_of_records():
    """Korn and Graubard's size n (t(n - 1) / t(df))^2; the upper limit is Clopper-Pearson's 1 - a^(1 / size)."""
    design = survey_design(np.ones(40), clusters=np.repeat(np.arange(10), 4))
    none, everybody = (survey_proportion(design, np.full(40, had), method="beta") for had in (0, 1))
    size = 40 * (special.stdtrit(39, 0.975) / special.stdtrit(9, 0.975)) ** 2
    assert (none.low, everybody.high) == (0, 1)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / size), rel=1e-12)
    assert everybody.low == pytest.approx(1 - none.high, rel=1e-12)
    assert none.high > proportion(0, 40, method="clopper-pearson").high
    logit = survey_proportion(design, np.zeros(40))
    assert logit.value == 0 and np.isnan([logit.low, logit.high]).all()


def test_a_share_that_is_the_same_in_every_cluster_has_no_width():
    design = survey_design(np.ones(40), clusters=np.repeat(np.arange(10), 4))
    beta, logit = (survey_proportion(design, [0, 1, 0, 0] * 10, method=method) for method in ("beta", "logit"))
    assert (beta.low, beta.value, beta.high) == (0.25, 0.25, 0.25)
    assert (logit.low, logit.high) == pytest.approx((0.25, 0.25))


def test_a_share_at_one_degree_of_freedom_stays_within_its_scale():
    """svyciprop gives NaN as upper limit here: its exp(x) / (1 + exp(x)) overflows."""
    design = survey_design(np.ones(4), clusters=[1, 1, 2, 2])
    found = survey_proportion(design, [1, 1, 1, 0], level=0.9999)
    assert (found.low, found.high) == (0, 1)


def test_a_denominator_of_zero_has_no_ratio():
    found = survey_ratio(six(), np.ones(6), np.zeros(6))
    assert np.isnan([found.value, found.low, found.high, found.se]).all()


def test_lone_clusters_are_refused_or_taken_as_told():
    columns = {"strata": list("SSSLLL"), "clusters": [1, 1, 2, 7, 7, 7]}
    with pytest.raises(DataError, match="at least two in every stratum, got one in L"):
        survey_design(np.ones(6), **columns)
    certain, cautious = (survey_design(np.ones(6), lone=lone, **columns) for lone in ("certainty", "adjust"))
    assert survey_total(certain).se == pytest.approx(1)  # 2 and 1: 2 (2 x 0.5^2)
    assert survey_total(cautious).se == pytest.approx(np.sqrt(10))  # and 3^2
    assert certain.df == 1


@pytest.mark.parametrize("weight", [0, -1, np.nan, np.inf, None])
def test_a_weight_that_stands_for_nobody_is_refused(weight):
    with pytest.raises(DataError, match="weights: expected"):
        survey_design([1.0, weight, 2.0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: survey_design([]), "no record"),
        (lambda: survey_design(["1", "2"]), "weights: expected numbers"),
        (lambda: survey_design([1, 2], strata=["a", None]), "strata: expected a value"),
        (lambda: survey_design([1, 2], strata=["a"]), "strata: expected one value for each of 2"),
        (lambda: survey_design([1, 2], strata=["a", {}]), "strata: expected a column of texts"),
        (lambda: survey_design([1, 2], clusters=[1, np.nan]), "clusters: expected a value"),
        (lambda: survey_design([1, 2], clusters=[[1], [2, 3]]), "clusters: expected"),
        (lambda: survey_design([1, 2], lone="average"), "lone: expected one of"),
        (lambda: survey_mean(six(), [1, 2]), "values: expected one value for each of 6"),
        (lambda: survey_mean(six(), 3), "values: expected one value for each of 6"),
        (lambda: survey_mean(six(), [1, 2, 3, 4, 5, np.nan]), "1 missing or infinite"),
        (lambda: survey_mean(six(), [1, 2, 3, 4, 5, np.inf]), "1 missing or infinite"),
        (lambda: survey_mean(six(), list("abcdef")), "values: expected numbers"),
        (lambda: survey_proportion(six(), [0, 1, 2, 0, 0, 0]), "from 0 to 1"),
        (lambda: survey_proportion(six(), [0, 0.5, 1, 0, 0, 0]), "0 or 1 in every record, got 0.5"),
        (lambda: survey_proportion(six(), np.ones(6), method="wilson"), "method: expected one of"),
        (lambda: survey_total(six(), domain=[0] * 6), "at least one record"),
        (lambda: survey_total(six(), domain=[1, 0]), "domain: expected true or false"),
        (lambda: survey_total(six(), domain=[1, 0, None, 1, 1, 1]), "domain: expected true or false"),
        (lambda: survey_total(six(), by=[1, {}, 2, 3, 4, 5]), "by: expected a column of texts"),
        (lambda: survey_total(six(), by=[None] * 6), "by: expected at least one group"),
        (lambda: survey_total(six(), by=["a"]), "by: expected one value"),
        (lambda: survey_total(six(), level=95), "level"),
    ],
)
def test_wrong_arguments_are_named(call, words):
    with pytest.raises(DataError, match=words):
        call()


def test_missing_values_outside_the_domain_do_not_matter():
    values = [2, 31, 3, 4, np.nan, 44.0]
    known = survey_mean(six(), values, domain=pd.notna(values))
    assert known.n == 5
    assert known == survey_mean(six(), np.nan_to_num(values), domain=pd.notna(values))
