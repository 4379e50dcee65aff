"""Effect sizes, inverse-variance pooling and pooling of counts: printed results, edges, errors, properties."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import synthesis

# Colditz et al. 1994, JAMA 271:698-702: tuberculosis after BCG; as in Viechtbauer 2010, J Stat Softw 36(3).
BCG = pd.DataFrame(
    {
        "events_1": [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
        "n_1": [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
        "events_2": [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
        "n_2": [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
    }
)
COUNTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8
)
EFFECTS = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 4)), min_size=2, max_size=12)


def effects_frame(pairs):
    return pd.DataFrame(pairs, columns=["effect", "variance"])


def test_random_effects_of_bcg_as_printed():
    """Viechtbauer 2010, section 5.1: REML on log risk ratios."""
    pooled = synthesis.pool(synthesis.effect_sizes(BCG, measure="RR"))
    printed = {"effect": -0.7145, "se": 0.1798, "effect_low": -1.0669, "effect_high": -0.3622, "tau2": 0.3132}
    for name, value in printed.items():
        assert round(getattr(pooled, name), 4) == value
    assert round(pooled.se_tau2, 4) == 0.1664
    assert (round(100 * pooled.i2, 2), round(pooled.h2, 2), round(pooled.q, 4)) == (92.22, 12.86, 152.2330)
    limits = pooled.tau2_interval()
    assert (round(limits.low, 4), round(limits.high, 4)) == (0.1197, 1.1115)


def test_the_same_data_have_three_prediction_intervals():
    effects = synthesis.effect_sizes(BCG, measure="RR")
    spans = {name: synthesis.pool(effects, convention=name).prediction() for name in synthesis.CONVENTIONS}
    assert len({(span.low, span.high) for span in spans.values()}) == 3
    widths = {name: np.log(span.high / span.low) for name, span in spans.items()}
    assert widths["metafor"] < widths["meta"] < widths["revman5"]
    pooled = synthesis.pool(effects, convention="meta")
    assert pooled.prediction("k-2").low < pooled.prediction("k-1").low < pooled.prediction("model").low


def test_conventions_treat_double_zeros_and_i2_as_their_programs_do():
    trials = pd.DataFrame({"events_1": [0, 3, 9], "n_1": [20, 30, 40], "events_2": [0, 8, 11], "n_2": [20, 30, 40]})
    kept = {name: synthesis.effect_sizes(trials, measure="OR", convention=name) for name in synthesis.CONVENTIONS}
    assert [frame["effect"].notna().sum() for frame in kept.values()] == [3, 2, 2]
    assert synthesis.effect_sizes(trials, measure="RD", convention="revman5")["effect"].notna().all()
    effects = synthesis.effect_sizes(BCG, measure="RR")
    pooled = synthesis.pool(effects, convention="meta")
    assert pooled.i2 == pytest.approx((pooled.q - 12) / pooled.q)
    assert synthesis.pool(effects, convention="revman5").i2 == pytest.approx(synthesis.pool(effects, method="DL").i2)


def test_effects_by_hand():
    trial = pd.DataFrame({"events_1": [10], "n_1": [40], "events_2": [20], "n_2": [40]})
    row = {m: synthesis.effect_sizes(trial, measure=m).iloc[0] for m in ("OR", "RR", "RD", "AS", "PETO")}
    assert row["OR"]["effect"] == pytest.approx(np.log(1 / 3))
    assert row["OR"]["variance"] == pytest.approx(1 / 10 + 1 / 30 + 1 / 20 + 1 / 20)
    assert row["RR"]["effect"] == pytest.approx(np.log(0.5))
    assert row["RD"]["effect"] == pytest.approx(-0.25)
    assert row["AS"]["variance"] == pytest.approx(1 / 80)
    assert row["PETO"]["effect"] == pytest.approx((10 - 15) / (40 * 40 * 30 * 50 / (80**2 * 79)))


def test_variance_stabilised_measures_take_zeros_as_they_are():
    none = pd.DataFrame({"events": [0], "n": [10]})
    found = synthesis.effect_sizes(none, measure="PFT").iloc[0]
    assert found["effect"] == pytest.approx(np.arcsin(np.sqrt(1 / 11)) / 2)
    assert synthesis.effect_sizes(none, measure="PLO").iloc[0]["effect"] == pytest.approx(np.log(0.5 / 10.5))
    assert np.isnan(synthesis.effect_sizes(none, measure="PLO", to="none").iloc[0]["effect"])


@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS", "PFT"])
def test_one_study_of_a_share_reads_as_its_share(measure):
    effects = synthesis.effect_sizes(pd.DataFrame({"events": [7.0], "n": [23]}), measure=measure)
    pooled = synthesis.pool(effects)
    assert pooled.estimate.value == pytest.approx(7 / 23, abs=1e-3 if measure == "PFT" else 1e-12)
    assert (pooled.q, pooled.tau2, pooled.k, pooled.i2) == (0, 0, 1, 0)
    assert np.isnan(pooled.tau2_interval().low) and np.isnan(pooled.prediction("k-2").low)


def test_one_study_has_no_hartung_knapp_interval():
    """Own convention: 0/0 is missing, not 0."""
    pooled = synthesis.pool(effects_frame([(0.3, 0.1)]), test="knha")
    assert np.isnan([pooled.se, pooled.effect_low, pooled.p]).all() and pooled.effect == pytest.approx(0.3)


def test_equal_effects_have_no_variance_and_adhoc_keeps_the_interval_open():
    frame = effects_frame([(0.5, 0.1), (0.5, 0.2), (0.5, 0.4)])
    closed, kept = (synthesis.pool(frame, test=test) for test in ("knha", "adhoc"))
    assert closed.tau2 == 0 and closed.se == pytest.approx(0, abs=1e-8)
    assert kept.se == pytest.approx(synthesis.pool(frame, test="z").se)


@pytest.mark.parametrize("method", ["REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "HSk"])
def test_flat_likelihoods_still_converge(method):
    """Three studies whose restricted likelihood is almost level: plain scoring needs hundreds of steps."""
    y, v = [-0.05061231, 1.05366071, -1.04579807], [0.05120311, 0.5987107, 0.67372546]
    pooled = synthesis.pool(pd.DataFrame({"effect": y, "variance": v}), method=method)
    assert 0 <= pooled.tau2 < 2


def test_reml_is_where_its_likelihood_is_highest():
    effects = synthesis.effect_sizes(BCG, measure="OR")
    y, v = effects["effect"].to_numpy(), effects["variance"].to_numpy()

    def likelihood(tau2):
        w = 1 / (v + tau2)
        residual = y - (w @ y) / w.sum()
        return -0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + w @ residual**2)

    found = synthesis.pool(effects).tau2
    assert likelihood(found) >= max(likelihood(found * (1 + d)) for d in (-1e-3, -1e-5, 1e-5, 1e-3))


@settings(max_examples=30, deadline=None)
@given(pairs=EFFECTS, method=st.sampled_from(["REML", "DL", "PM", "EE"]), test=st.sampled_from(["z", "t", "adhoc"]))
def test_limits_contain_the_estimate_and_widen_with_the_level(pairs, method, test):
    narrow, wide = (
        synthesis.pool(effects_frame(pairs), method=method, test=test, level=level) for level in (0.8, 0.95)
    )
    assert wide.effect_low <= narrow.effect_low <= narrow.effect <= narrow.effect_high <= wide.effect_high
    if method != "EE":
        low, high = narrow.prediction_limits()
        assert low <= narrow.effect_low and high >= narrow.effect_high


@settings(max_examples=30, deadline=None)
@given(pairs=EFFECTS, shift=st.floats(-5, 5), method=st.sampled_from(["REML", "SJ", "HE", "HS", "PM"]))
def test_pooling_moves_with_the_effects_and_mirrors(pairs, shift, method):
    frame = effects_frame(pairs)
    plain, moved, mirrored = (
        synthesis.pool(frame.assign(effect=effect), method=method)
        for effect in (frame["effect"], frame["effect"] + shift, -frame["effect"])
    )
    assert moved.effect == pytest.approx(plain.effect + shift, abs=1e-5)
    assert mirrored.effect == pytest.approx(-plain.effect, abs=1e-8)
    assert moved.tau2 == pytest.approx(plain.tau2, rel=1e-5, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(tables=COUNTS)
def test_events_and_non_events_mirror(tables):
    a, b, c, d = (np.array(column) for column in zip(*tables, strict=True))
    frame = pd.DataFrame({"events_1": a, "n_1": a + b + 1, "events_2": c, "n_2": c + d + 1})
    turned = frame.assign(events_1=frame["n_1"] - a, events_2=frame["n_2"] - c)
    for measure in ("OR", "RD", "AS", "PETO"):
        there, back = (synthesis.effect_sizes(x, measure=measure) for x in (frame, turned))
        assert there["effect"].to_numpy() == pytest.approx(-back["effect"].to_numpy(), abs=1e-12, nan_ok=True)
        assert there["variance"].to_numpy() == pytest.approx(back["variance"].to_numpy(), nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(
    share=st.floats(0.001, 0.999), n=st.integers(2, 5000), measure=st.sampled_from(["PLO", "PLN", "PAS", "PFT", "PR"])
)
def test_back_transform_undoes_the_measure(share, n, measure):
    events = max(1, min(n - 1, round(share * n)))
    effects = synthesis.effect_sizes(pd.DataFrame({"events": [events], "n": [n]}), measure=measure)
    back = synthesis.back_transform(effects["effect"].to_numpy(), measure, n=[n])
    assert back == pytest.approx([events / n], abs=1e-9)


def test_freeman_tukey_limits_end_at_zero_and_one():
    assert synthesis.back_transform([-0.1, 2.0], "PFT", n=[10, 20]).tolist() == [0, 1]


def test_mantel_haenszel_of_one_table_is_the_table():
    trial = pd.DataFrame({"events_1": [10], "n_1": [40], "events_2": [20], "n_2": [40]})
    for measure, value in (("OR", 1 / 3), ("RR", 0.5), ("RD", -0.25)):
        assert synthesis.mantel_haenszel(trial, measure=measure).estimate.value == pytest.approx(value)


def test_peto_needs_no_correction_and_double_zeros_say_nothing():
    trials = pd.DataFrame({"events_1": [0, 2], "n_1": [50, 60], "events_2": [4, 5], "n_2": [50, 60]})
    more = pd.concat([trials, pd.DataFrame({"events_1": [0], "n_1": [30], "events_2": [0], "n_2": [30]})])
    without, with_zero = synthesis.peto(trials), synthesis.peto(more)
    assert with_zero.effect == pytest.approx(without.effect) and with_zero.k == 2
    assert synthesis.mantel_haenszel(more, measure="OR").effect == pytest.approx(
        synthesis.mantel_haenszel(trials, measure="OR").effect
    )


def test_without_events_in_a_group_a_common_ratio_is_missing():
    trials = pd.DataFrame({"events_1": [0, 0], "n_1": [50, 60], "events_2": [4, 5], "n_2": [50, 60]})
    pooled = synthesis.mantel_haenszel(trials, measure="OR")
    assert np.isnan([pooled.effect, pooled.se, pooled.p, pooled.i2]).all()
    assert synthesis.mantel_haenszel(trials, measure="RD").estimate.value < 0


def test_ratios_without_an_event_are_missing_throughout():
    counts = {"events_1": [3, 1], "n_1": [12, 9], "events_2": [0, 0], "n_2": [7, 9]}
    for measure in ("RR", "OR"):
        pooled = synthesis.mantel_haenszel(pd.DataFrame(counts), measure=measure)
        assert np.isnan([pooled.effect, pooled.se, pooled.effect_low, pooled.p]).all()
    alone = synthesis.mantel_haenszel(pd.DataFrame(counts)[:1], measure="OR")
    assert np.isnan(alone.tests.loc["Tarone", "statistic"])
    nobody = pd.DataFrame(counts | {"events_1": [0, 0]})
    assert synthesis.mantel_haenszel(nobody, measure="OR").tests["statistic"].drop("Cochran Q").isna().all()


def test_continuity_correction_is_taken_as_published():
    """The distance is 0: Mantel and Haenszel's formula leaves 0.25 over the variance (metafor: MH 0.225)."""
    balanced = pd.DataFrame({"events_1": [2, 1], "n_1": [4, 2], "events_2": [2, 1], "n_2": [4, 2]})
    variance = 4 * 4 * 4 * 4 / (8**2 * 7) + 2 * 2 * 2 * 2 / (4**2 * 3)
    tests = synthesis.mantel_haenszel(balanced, measure="OR").tests
    assert tests.loc["Cochran-Mantel-Haenszel", "statistic"] == pytest.approx(0.25 / variance)


def test_missing_counts_are_left_out_and_the_index_kept():
    frame = BCG.astype(float).set_axis([f"s{i}" for i in range(13)], axis=0)
    frame.loc["s4", "events_1"] = np.nan
    effects = synthesis.effect_sizes(frame, measure="RR")
    assert effects.index.equals(frame.index) and effects["effect"].isna().sum() == 1
    assert synthesis.pool(effects).k == synthesis.mantel_haenszel(frame, measure="RR").k == 12
    assert "s4" not in synthesis.pool(effects).studies.index


def effects_of(**columns):
    return synthesis.effect_sizes(pd.DataFrame(columns), measure="PLO")


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: effects_of(events=[4.5], n=[9]), "events"),
        (lambda: effects_of(events=["4"], n=[9]), "events"),
        (lambda: effects_of(events=[-1], n=[9]), "events"),
        (lambda: effects_of(events=[10], n=[9]), "events"),
        (lambda: effects_of(events=[0], n=[0]), "n:"),
        (lambda: effects_of(events=[1]), "n lacking"),
        (lambda: synthesis.effect_sizes([1, 2], measure="PLO"), "frame"),
        (lambda: synthesis.effect_sizes(BCG, measure="odds"), "measure"),
        (lambda: synthesis.effect_sizes(BCG, measure="OR", add=-1), "add"),
        (lambda: synthesis.effect_sizes(BCG, measure="OR", to="some"), "to"),
        (lambda: synthesis.effect_sizes(BCG, measure="OR", convention="stata"), "convention"),
        (lambda: synthesis.pool(effects_frame([(1, 1)]), method="reml"), "method"),
        (lambda: synthesis.pool(effects_frame([(1, 1)]), level=95), "level"),
        (lambda: synthesis.pool(effects_frame([(1, 0)])), "variance"),
        (lambda: synthesis.pool(effects_frame([(1, -1)])), "variance"),
        (lambda: synthesis.pool(effects_frame([(np.nan, 1)])), "effects"),
        (lambda: synthesis.pool(pd.DataFrame({"y": [1]})), "effects"),
        (lambda: synthesis.pool(effects_frame([(1, 1), (2, 1)]).assign(measure=["OR", "RR"])), "one measure"),
        (lambda: synthesis.pool(effects_frame([(1, 1)]).assign(measure="PFT")), "column n"),
        (lambda: synthesis.pool(effects_frame([(1, 1)]), method="EE").prediction(), "method"),
        (lambda: synthesis.mantel_haenszel(BCG, measure="PLO"), "measure"),
        (lambda: synthesis.peto(BCG, level=0), "level"),
        (lambda: synthesis.back_transform(0.3, "PFT"), "n:"),
    ],
)
def test_errors_name_the_argument(call, argument):
    with pytest.raises(DataError, match=argument):
        call()


def test_results_read_as_table_words_and_picture():
    pooled = synthesis.pool(synthesis.effect_sizes(BCG, measure="RR"))
    assert list(pooled.to_frame().index) == ["pooled", "prediction", "tau2", "i2"]
    assert "0.4894" in pooled.summary() and "I2 92.2%" in pooled.summary()
    assert pooled.studies["weight"].sum() == pytest.approx(1)
    ax = pooled.plot()
    assert ax.get_xscale() == "log" and len(ax.get_yticks()) == 15 and ax.get_xlabel()
    plt.close(ax.figure)
