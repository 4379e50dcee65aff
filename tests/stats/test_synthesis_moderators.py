"""Several moderators, predictions, the likelihood's limits, Henmi and Copas, and what a synthesis says of itself."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from test_synthesis import BCG, effects_frame

from analysis.errors import DataError
from analysis.stats import synthesis

RISKS = synthesis.effect_sizes(BCG, measure="RR").assign(
    latitude=[44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33],
    allocation=["random"] * 4 + ["alternate"] * 2 + ["random"] * 3 + ["systematic"] * 4,
)
BOTH = ["latitude", "allocation"]


def test_two_moderators_and_a_prediction_as_metafor_prints_them():
    """rma(yi, vi, mods = ~ ablat + alloc, data = dat.bcg) and predict(newmods = c(33, 1, 0)), metafor 3.8."""
    fitted = synthesis.meta_regression(RISKS, BOTH)
    assert fitted.coefficients["value"].round(4).tolist() == [0.2932, -0.0273, -0.2675, 0.0585]
    assert fitted.coefficients["se"].round(4).tolist() == [0.4050, 0.0092, 0.3504, 0.3795]
    assert [round(float(x), 4) for x in fitted.tests.loc["moderators", ["statistic", "p"]]] == [11.0606, 0.0114]
    assert [round(x, 4) for x in (fitted.tau2, fitted.se_tau2, fitted.i2, fitted.r2)] == [
        0.1446,
        0.1124,
        0.7011,
        0.5384,
    ]
    new = pd.DataFrame({"latitude": [33.0], "allocation": ["random"]}, index=["here"])
    line = fitted.predict(new, scale="pooling").round(4)
    assert line.loc["here"].tolist() == [-0.8744, -1.2493, -0.4995, -1.7086, -0.0401]
    read = fitted.predict(new)
    assert read.loc["here", "prediction_high"] == pytest.approx(np.exp(fitted.predict(new, scale="pooling")).iloc[0, 4])


def test_the_test_of_each_moderator_is_that_of_its_coefficients():
    fitted = synthesis.meta_regression(RISKS, BOTH, test="knha")
    beta, covariance = fitted.coefficients["value"].to_numpy(), fitted.covariance.to_numpy()
    wald = beta[2:] @ np.linalg.solve(covariance[2:, 2:], beta[2:]) / 2
    assert fitted.tests.loc["allocation", "statistic"] == pytest.approx(wald)
    assert fitted.tests.loc["latitude", "statistic"] == pytest.approx(
        fitted.coefficients.loc["latitude", "statistic"] ** 2
    )
    assert fitted.tests.loc["latitude", "p"] == pytest.approx(fitted.coefficients.loc["latitude", "p"])
    assert synthesis.meta_regression(RISKS, "latitude").tests.index.tolist() == ["residual heterogeneity", "moderators"]


def test_a_large_unit_or_origin_costs_no_digits():
    """Years since the birth of Christ, doses in nanograms: the slope moves with the unit and the rest stays."""
    plain = synthesis.meta_regression(RISKS, "latitude")
    moved = synthesis.meta_regression(RISKS.assign(latitude=RISKS["latitude"] * 1e-9 + 2010), "latitude")
    assert moved.coefficients.loc["latitude", "value"] == pytest.approx(
        plain.coefficients.loc["latitude", "value"] * 1e9, rel=1e-5
    )
    far = synthesis.meta_regression(RISKS.assign(latitude=RISKS["latitude"] * 1e9), "latitude")
    assert far.coefficients.loc["latitude", "value"] == pytest.approx(
        plain.coefficients.loc["latitude", "value"] / 1e9, rel=1e-12
    )
    assert far.tau2 == pytest.approx(plain.tau2, rel=1e-12)
    assert far.tests.loc["moderators", "statistic"] == pytest.approx(plain.tests.loc["moderators", "statistic"])


def test_predictions_at_the_studies_are_the_fitted_line():
    fitted = synthesis.meta_regression(RISKS, BOTH, test="t", level=0.9)
    line = fitted.predict(RISKS, scale="pooling")
    for name, column in {"fitted": "value", "fitted_low": "low", "fitted_high": "high"}.items():
        assert fitted.studies[name].to_numpy() == pytest.approx(line[column].to_numpy())
    assert ((line["prediction_low"] < line["low"]) & (line["prediction_high"] > line["high"])).all()
    common = synthesis.meta_regression(RISKS, BOTH, method="EE")
    assert common.predict(RISKS)["prediction_low"].isna().all() and np.isnan(common.tau2_interval().low)


def test_numbers_words_booleans_and_categories():
    kinds = {
        "object": RISKS["latitude"].astype(object),
        "nullable": RISKS["latitude"].astype("Int64"),
        "text": RISKS["allocation"].astype("string"),
        "boolean": RISKS["latitude"] > 30,
    }
    names = {
        name: synthesis.meta_regression(RISKS.assign(x=x), "x").coefficients.index.tolist() for name, x in kinds.items()
    }
    assert names["object"] == names["nullable"] == ["intercept", "x"]
    assert names["text"] == ["intercept", "x: random", "x: systematic"]
    assert names["boolean"] == ["intercept", "x: True"]
    ordered = pd.Categorical(RISKS["allocation"], ["systematic", "none", "random", "alternate"])
    fitted = synthesis.meta_regression(RISKS.assign(allocation=ordered), "allocation")
    assert fitted.coefficients.index.tolist() == ["intercept", "allocation: random", "allocation: alternate"]


def test_studies_without_a_moderator_are_left_out_of_all():
    gap = RISKS.assign(
        latitude=RISKS["latitude"].where(RISKS.index != 2), allocation=RISKS["allocation"].where(RISKS.index != 5)
    )
    fitted = synthesis.meta_regression(gap, BOTH)
    assert fitted.k == 11 and not {2, 5} & set(fitted.studies.index)


def test_a_perfect_fit_has_no_test():
    """Knapp and Hartung's factor is 0, not what rounding leaves: no standard error, and nothing is divided by it."""
    line = pd.DataFrame({"effect": [0.1, 0.4, 0.7, 1.0], "variance": 1.0, "dose": [10, 20, 30, 40]})
    fitted = synthesis.meta_regression(line, "dose", test="knha")
    dose = fitted.coefficients.loc["dose"]
    assert dose["value"] == pytest.approx(0.03) and dose["se"] == 0
    assert np.isnan([dose["statistic"], dose["p"]]).all()
    assert fitted.tests.loc["moderators", ["statistic", "p"]].isna().all()
    assert fitted.tests.loc["residual heterogeneity"].tolist() == [0, 2, 1]
    equal = synthesis.pool(effects_frame([(0.3, 0.1), (0.3, 0.2), (0.3, 0.7)]), test="knha")
    assert (equal.se, equal.q, equal.tau2, equal.effect) == (0, 0, 0, pytest.approx(0.3))
    assert np.isnan([equal.statistic, equal.p]).all()
    offset = synthesis.pool(effects_frame([(1e6 + 0.1, 0.01), (1e6 + 0.5, 0.01), (1e6 + 0.9, 0.01)]), test="knha")
    assert offset.q == pytest.approx(32, rel=1e-6), "a large common part takes no heterogeneity away"


@pytest.mark.parametrize(
    ("moderators", "match"),
    [
        (["latitude", "south"], "none follows from the others"),
        (["latitude", "latitude"], "different names"),
        ([], "name of a column"),
        (3, "name of a column"),
        (["latitude", 3], "name of a column"),
        ("nowhere", "expected the column nowhere"),
        ("constant", "at least two values"),
        ("endless", "finite"),
        ("when", "expected numbers or words"),
        ("name", "expected more than 13 studies"),
    ],
)
def test_moderators_that_cannot_be_fitted_are_named(moderators, match):
    frame = RISKS.assign(south=2 * RISKS["latitude"] + 1, constant=1, endless=np.inf, name=[f"s{i}" for i in range(13)])
    frame.loc[0, "endless"] = 1
    frame["when"] = pd.to_datetime("2020-01-01") + pd.to_timedelta(range(13), "D")
    with pytest.raises(DataError, match=match):
        synthesis.meta_regression(frame, moderators)


@pytest.mark.parametrize(
    ("new", "match"),
    [
        ([1, 2], "expected a frame"),
        (pd.DataFrame({"latitude": [1]}), "latitude, allocation"),
        (pd.DataFrame({"latitude": [1], "allocation": ["lottery"]}), "got 'lottery'"),
        (pd.DataFrame({"latitude": [np.nan], "allocation": ["random"]}), "latitude: expected a value"),
        (pd.DataFrame({"latitude": ["north"], "allocation": ["random"]}), "latitude"),
        (pd.DataFrame({"latitude": [np.inf], "allocation": ["random"]}), "finite"),
    ],
)
def test_predictions_need_the_moderators(new, match):
    with pytest.raises(DataError, match=match):
        synthesis.meta_regression(RISKS, BOTH).predict(new)


def test_pictures_of_one_and_of_several_moderators():
    for moderators in ("latitude", "allocation", BOTH):
        ax = synthesis.meta_regression(RISKS, moderators).plot()
        assert "log risk ratio" in ax.get_xlabel() + ax.get_ylabel()
        plt.close(ax.figure)


def test_limits_by_the_likelihood_hold_what_they_promise():
    """At each limit the log-likelihood is half the chi-square quantile below the highest (Hardy and Thompson 1996)."""
    y, v = RISKS["effect"].to_numpy(), RISKS["variance"].to_numpy()

    def value(tau2):
        w = 1 / (v + tau2)
        return -(np.log(v + tau2).sum() + (w * (y - (w @ y) / w.sum()) ** 2).sum()) / 2

    found = synthesis.pool(RISKS, method="ML", level=0.9).tau2_interval("profile-likelihood")
    for end in (found.low, found.high):
        assert value(found.value) - value(end) == pytest.approx(chi2.ppf(0.9, 1) / 2, rel=1e-9)
    assert found.low < found.value < found.high
    homogeneous = synthesis.pool(effects_frame([(0.3, 0.04), (0.31, 0.05), (0.29, 0.1)])).tau2_interval(
        "profile-likelihood"
    )
    assert (homogeneous.value, homogeneous.low) == (0, 0) and homogeneous.high > 0


def test_limits_of_two_peaks_reach_from_the_first_to_the_last():
    """The set of variances within the limit is not one interval here: both peaks and 0 belong to it."""
    peaks = pd.DataFrame({"effect": [-3.6, 0.5, 0.6, 0.9, 0], "variance": [0.85, 0.02, 0.22, 0.44, 0.31]})
    wide = synthesis.pool(peaks, method="ML", level=0.95).tau2_interval("profile-likelihood")
    assert wide.low == 0 or wide.low < 0.2
    assert wide.high > 5


def test_limits_by_the_likelihood_need_one():
    for call in (
        lambda: synthesis.pool(RISKS, method="DL").tau2_interval("profile-likelihood"),
        lambda: synthesis.meta_regression(RISKS, "latitude", method="PM").tau2_interval("profile-likelihood"),
        lambda: synthesis.pool(RISKS).tau2_interval("wald"),
    ):
        with pytest.raises(DataError, match="limits"):
            call()


@pytest.mark.parametrize(
    ("y", "v", "level", "low", "high"),
    [
        ([-1.9, -1.7, -1.2, -0.4, 0.1], [0.02, 0.05, 0.2, 0.4, 0.5], 0.95, -2.92053717672, -0.49581502454),
        ([0.3, 0.31], [0.04, 0.05], 0.95, 0.0297118414091, 0.57917704748),
        ([0, 10, 20, -15], [0.01, 0.02, 0.03, 0.01], 0.95, -26.3902626761, 24.0373214996),
        ([0, 10], [0.01, 0.02], 0.95, -56.331149379, 62.9978160457),
    ],
)
def test_henmi_and_copas_as_metafor(y, v, level, low, high):
    """hc() of metafor 3.8 solved to 1e-12."""
    pooled = synthesis.henmi_copas(effects_frame(list(zip(y, v, strict=True))), level=level)
    assert (pooled.effect_low, pooled.effect_high) == pytest.approx((low, high), rel=1e-7)


def test_henmi_and_copas_says_what_it_does_not_know():
    pooled = synthesis.henmi_copas(RISKS)
    assert np.isnan([pooled.p, pooled.prediction().low, pooled.tau2_interval().low]).all()
    assert pooled.statistic == pytest.approx(-0.430285163654091 / 0.28354435135525), "hc() of metafor 3.8"
    assert (pooled.i2, pooled.h2) == pytest.approx((1 - 12 / 152.2330, 152.2330 / 12), rel=1e-6)
    assert pooled.summary().startswith("risk ratio 0.6503 (95% CI 0.3149 to 1.343, DL, Henmi-Copas), 13 studies\ntau2")
    with pytest.raises(DataError, match="at least 2 studies"):
        synthesis.henmi_copas(RISKS.head(1))
    many = pd.DataFrame({"effect": np.tile([0.0, 1.0], 20_000), "variance": 0.1})
    assert synthesis.henmi_copas(many).effect == pytest.approx(0.5), "no square array of 40,000 studies"


def test_what_is_read_has_a_name_and_never_a_bare_logarithm():
    odds = synthesis.pool(synthesis.effect_sizes(BCG, measure="OR"))
    assert repr(odds) == odds.summary() and repr(odds).startswith("odds ratio 0.474")
    assert "tau2 of the log odds ratio" in repr(odds) and "-0.74" not in repr(odds)
    assert odds.to_frame()["scale"].tolist() == ["odds ratio", "odds ratio", "variance, log odds ratio", "share"]
    ax = odds.plot()
    assert ax.get_xlabel().startswith("odds ratio (95% CI)\n0.4746 (0.3296 to 0.6835)")
    plt.close(ax.figure)
    assert repr(synthesis.subgroups(RISKS, "allocation")).startswith("risk ratio by allocation")
    assert "adjusted risk ratio" in repr(synthesis.trim_and_fill(RISKS))
    assert repr(synthesis.meta_regression(RISKS, "latitude")).startswith("log risk ratio on latitude, 13 studies")


def test_every_measure_is_spelled_out():
    for name, measure in synthesis.MEASURES.items():
        assert measure.words and measure.scale and name not in (measure.words, measure.scale)
        logarithmic = measure.back is np.exp
        assert measure.scale == (f"log {measure.words}" if logarithmic else measure.scale)
        assert ("log " in measure.scale) is logarithmic
