"""Small-study effects, sensitivity, moderators and mixed models."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binom, nchypergeom_fisher, norm
from test_synthesis import BCG, effects_frame

from analysis.errors import DataError
from analysis.stats import synthesis
from analysis.stats.synthesis.likelihoods import Binomial, Hypergeometric, marginal

RISKS = synthesis.effect_sizes(BCG, measure="RR").assign(
    latitude=[44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33],
    allocation=["random"] * 4 + ["alternate"] * 2 + ["random"] * 3 + ["systematic"] * 4,
)
# Niel-Weise et al. 2007, as in Stijnen, Hamza and Ozdemir 2010, Stat Med 29:3046-3067.
CATHETERS = pd.DataFrame(
    {
        "events_1": [0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4],
        "n_1": [116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64],
        "events_2": [3, 3, 9, 7, 6, 4, 3, 2, 19, 2, 7, 1, 5, 11, 0, 1, 3, 1],
        "n_2": [117, 35, 195, 136, 157, 139, 177, 39, 103, 122, 64, 58, 175, 180, 105, 262, 362, 69],
    }
)


def test_leaving_one_out_is_pooling_the_others():
    table = synthesis.leave_one_out(RISKS)
    for i in (0, 7, 12):
        alone = synthesis.pool(RISKS.drop(index=i))
        assert table["effect"].iloc[i] == pytest.approx(alone.effect, rel=1e-10)
        assert table["high"].iloc[i] == pytest.approx(alone.estimate.high, rel=1e-10)
        assert table["i2"].iloc[i] == pytest.approx(alone.i2, rel=1e-10)


def test_the_last_cumulative_row_is_the_whole_and_the_first_one_study():
    table, whole = synthesis.cumulative(RISKS, test="knha"), synthesis.pool(RISKS, test="knha")
    assert table["se"].iloc[-1] == pytest.approx(whole.se)
    assert table["effect"].iloc[0] == RISKS["effect"].iloc[0] and np.isnan(table["se"].iloc[0])


def test_freeman_tukey_reads_each_row_at_its_own_studies():
    frame = synthesis.effect_sizes(pd.DataFrame({"events": [2, 30, 9], "n": [10, 400, 25]}), measure="PFT")
    table = synthesis.leave_one_out(frame)
    assert table["value"].iloc[1] == pytest.approx(synthesis.pool(frame.drop(index=1)).estimate.value)


def test_influence_by_its_definition():
    table = synthesis.influence(RISKS)
    alone, whole = synthesis.pool(RISKS.drop(index=3)), synthesis.pool(RISKS)
    residual = RISKS["effect"][3] - alone.effect
    assert table["rstudent"][3] == pytest.approx(residual / np.sqrt(RISKS["variance"][3] + alone.se**2 + alone.tau2))
    assert table["cook_distance"][3] == pytest.approx((whole.effect - alone.effect) ** 2 / whole.se**2)
    assert table["hat"].sum() == pytest.approx(1)


def test_egger_forms_on_an_even_and_a_lopsided_funnel():
    error = np.tile([0.1, 0.2, 0.3, 0.4], 2)
    even = effects_frame(list(zip(np.r_[error[:4], -error[:4]], error**2, strict=True)))
    assert synthesis.egger(even).p == pytest.approx(1)
    slanted = even.assign(effect=0.2 + 3 * error + np.array([1, -1, 1, -1, -1, 1, -1, 1]) * error / 5)
    for model, df in (("mixed", np.inf), ("classic", 6)):
        found = synthesis.egger(slanted, model=model)
        assert found.p < 0.001 and found.df == df
        assert found.limit.low < 0.2 < found.limit.high


def test_classic_egger_is_the_weighted_regression_of_statsmodels():
    import statsmodels.api as sm

    found = synthesis.egger(RISKS, model="classic")
    design = sm.add_constant(np.sqrt(RISKS["variance"].to_numpy()))
    reference = sm.WLS(RISKS["effect"].to_numpy(), design, weights=1 / RISKS["variance"].to_numpy()).fit()
    assert found.statistic == pytest.approx(reference.tvalues[1])
    assert (found.limit.low, found.limit.high) == pytest.approx(tuple(reference.conf_int()[0]))


def test_begg_with_and_without_ties():
    assert 0 < synthesis.begg(RISKS).p < 1
    tied = effects_frame([(0.1, 0.1), (0.2, 0.1), (0.5, 0.2), (0.9, 0.4)])
    assert synthesis.begg(tied).statistic > 0
    assert np.isnan(synthesis.begg(effects_frame([(0.1, 1), (0.2, 1), (0.3, 1)])).p)


def test_trim_and_fill_restores_a_symmetric_funnel():
    error = np.array([0.05, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4])
    sides = np.array([0, 1, -1, 1, -1, 1, -1, 1, -1])
    whole = effects_frame(list(zip(0.5 + 2 * sides * error, error**2, strict=True)))
    cut = whole[~((sides < 0) & (error > 0.25))]
    found = synthesis.trim_and_fill(cut, method="EE")
    assert (found.side, found.missing) == ("left", 2)
    assert abs(found.pooled.effect - 0.5) < abs(synthesis.pool(cut, method="EE").effect - 0.5)
    assert found.to_frame()["filled"].sum() == 2 and "2 missing" in found.summary()
    mirrored = synthesis.trim_and_fill(cut.assign(effect=-cut["effect"]), method="EE")
    assert (mirrored.side, mirrored.pooled.effect) == ("right", pytest.approx(-found.pooled.effect))
    ax = found.plot()
    assert ax.yaxis_inverted()
    plt.close(ax.figure)


def test_fail_safe_number_by_its_formula():
    frame = effects_frame([(0.5, 0.04), (0.6, 0.09), (0.4, 0.05)])
    total = (frame["effect"] / np.sqrt(frame["variance"])).sum()
    assert synthesis.fail_safe_n(frame) == np.ceil(total**2 / norm.ppf(0.95) ** 2 - 3)
    assert synthesis.fail_safe_n(effects_frame([(0.1, 1.0), (-0.1, 1.0)])) == 0


def test_regression_on_latitude_as_printed():
    """As metafor's documentation prints for ``rma(yi, vi, mods = ~ ablat, data = dat.bcg)``."""
    fitted = synthesis.meta_regression(RISKS, "latitude")
    assert round(fitted.coefficients.loc["latitude", "value"], 4) == -0.0291
    assert round(100 * fitted.r2, 2) == 75.63
    assert "latitude" in fitted.summary() and len(fitted.to_frame()) == 2


def test_levels_agree_with_separate_common_effects():
    fitted = synthesis.meta_regression(RISKS, "allocation", method="EE").coefficients["value"]
    groups = synthesis.subgroups(RISKS, "allocation", method="EE").groups["effect"]
    assert fitted["intercept"] == pytest.approx(groups["alternate"])
    assert fitted["intercept"] + fitted["allocation: random"] == pytest.approx(groups["random"])


def test_subgroups_are_separate_syntheses_and_q_adds_up():
    split = synthesis.subgroups(RISKS, "allocation", method="EE")
    for name, part in RISKS.groupby("allocation"):
        assert split.groups.loc[name, "effect"] == pytest.approx(synthesis.pool(part, method="EE").effect)
    whole = synthesis.pool(RISKS, method="EE").q
    assert split.groups["q"].sum() + split.q_between == pytest.approx(whole)
    assert "between groups" in split.summary()


@pytest.mark.parametrize(
    "plot",
    [
        lambda: synthesis.meta_regression(RISKS, "latitude"),
        lambda: synthesis.meta_regression(RISKS, "allocation"),
        lambda: synthesis.subgroups(RISKS, "allocation"),
    ],
)
def test_moderator_pictures_have_labels(plot):
    ax = plot().plot()
    assert ax.get_xlabel() and ax.get_ylabel()
    plt.close(ax.figure)


def test_conditional_model_of_catheters_as_printed():
    """Stijnen et al. 2010: log odds ratio -1.353 (0.351), variance 0.693 by the hypergeometric-normal model."""
    pooled = synthesis.glmm(CATHETERS, measure="OR", model="CM.EL")
    assert (round(pooled.effect, 3), round(pooled.se, 3), round(pooled.tau2, 3)) == (-1.353, 0.351, 0.693)
    assert pooled.k == 17 and "likelihood-ratio" in pooled.summary()


def test_quadrature_equals_the_integral():
    events, n = np.array([[0.0], [7.0], [20.0]]), np.array([[15.0], [30.0], [20.0]])
    base, load = np.full((3, 1), -1.2), np.full((3, 1, 1), 1.7)
    found = marginal(Binomial(events, n), base, load, 25)
    for i in range(3):
        constant = binom.logpmf(events[i, 0], n[i, 0], 0.5) - n[i, 0] * np.log(0.5)
        whole = quad(
            lambda b, i=i: binom.pmf(events[i, 0], n[i, 0], 1 / (1 + np.exp(1.2 - 1.7 * b))) * norm.pdf(b), -9, 9
        )[0]
        assert found[i] + constant == pytest.approx(np.log(whole), rel=1e-6)


def test_hypergeometric_is_that_of_scipy():
    a, n_1, c, n_2 = (np.array([v], dtype=float) for v in (3, 12, 6, 9))
    value = Hypergeometric.of(a, n_1, c, n_2).terms(np.array([[0.7]]))[0][0, 0]
    assert np.exp(value) == pytest.approx(nchypergeom_fisher.pmf(3, 21, 12, 9, np.exp(0.7)))


def test_a_homogeneous_set_has_no_variance_and_the_exact_common_logit():
    frame = pd.DataFrame({"events": [10, 20, 30], "n": [100, 200, 300]})
    pooled = synthesis.glmm(frame, measure="PLO")
    assert pooled.tau2 == pytest.approx(0, abs=1e-8)
    assert pooled.estimate.value == pytest.approx(0.1)
    assert pooled.se == pytest.approx(1 / np.sqrt(600 * 0.09), rel=1e-6)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), model=st.sampled_from(["UM.FS", "CM.EL", "CM.AL"]))
def test_mixed_models_mirror_and_survive_zeros(seed, model):
    random = np.random.default_rng(seed)
    n = random.integers(8, 60, (2, 6))
    events = random.binomial(n, [[0.08], [0.2]])
    events[:, 0] = [1, 2]
    frame = pd.DataFrame({"events_1": events[0], "n_1": n[0], "events_2": events[1], "n_2": n[1]})
    swapped = frame.set_axis(["events_2", "n_2", "events_1", "n_1"], axis=1)
    there, back = (synthesis.glmm(x, measure="OR", model=model) for x in (frame, swapped))
    assert there.effect == pytest.approx(-back.effect, abs=1e-5)
    assert there.effect_low < there.effect < there.effect_high
    assert (there.tests["statistic"] > -1e-6).all()


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: synthesis.leave_one_out(RISKS.head(1)), "effects"),
        (lambda: synthesis.influence(RISKS.head(1)), "effects"),
        (lambda: synthesis.egger(RISKS.head(2)), "effects"),
        (lambda: synthesis.egger(RISKS, model="lm"), "model"),
        (lambda: synthesis.begg(RISKS.head(1)), "effects"),
        (lambda: synthesis.trim_and_fill(RISKS, estimator="Q0"), "estimator"),
        (lambda: synthesis.trim_and_fill(RISKS, side="up"), "side"),
        (lambda: synthesis.meta_regression(RISKS, "year"), "year"),
        (lambda: synthesis.meta_regression(RISKS.assign(one=1), "one"), "one"),
        (lambda: synthesis.meta_regression(RISKS.head(2), "latitude"), "latitude"),
        (lambda: synthesis.subgroups(RISKS.assign(none=np.nan), "none"), "none"),
        (lambda: synthesis.glmm(BCG, measure="RR"), "measure"),
        (lambda: synthesis.glmm(BCG, measure="IRR", model="CM.EL"), "time_1"),
        (lambda: synthesis.glmm(BCG, measure="OR", model="CM"), "model"),
        (lambda: synthesis.glmm(BCG, measure="OR", points=0), "points"),
        (lambda: synthesis.glmm(BCG.head(1), measure="OR"), "frame"),
        (lambda: synthesis.glmm(BCG.assign(events_1=0), measure="OR"), "events_1"),
    ],
)
def test_errors_name_the_argument(call, argument):
    with pytest.raises(DataError, match=argument):
        call()
