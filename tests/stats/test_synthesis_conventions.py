"""What programs do with zero cells, and the heterogeneity that each of them prints."""

import numpy as np
import pandas as pd
import pytest

from analysis.audit.pooling_methods import methods_of_pooling
from analysis.stats import synthesis

PROGRAMS = list(synthesis.CONVENTIONS)
# Two of two against none of two; none of 20 against 3 of 21; no event at all; nothing but events.
TRIALS = pd.DataFrame(
    {"events_1": [2, 0, 0, 7], "n_1": [2, 20, 25, 7], "events_2": [0, 3, 0, 9], "n_2": [2, 21, 24, 9]}
)
SPARSE = pd.DataFrame({"events_1": [0, 0, 2, 0], "n_1": [25, 20, 22, 30], "events_2": [0, 3, 5, 0]}).assign(
    n_2=[25, 21, 20, 28]
)


def effects(measure, program, frame=TRIALS):
    found = synthesis.effect_sizes(frame, measure=measure, convention=program)
    return found["effect"].to_numpy(), found["variance"].to_numpy()


@pytest.mark.parametrize("program", ["meta", "revman5"])
def test_a_risk_difference_is_that_of_the_counts_and_only_its_variance_grows(program):
    """R package meta, help of metabin: the increment of a risk difference is for the variance."""
    effect, variance = effects("RD", program)
    assert effect == pytest.approx([1, -1 / 7, 0, 0])
    assert variance[:2] == pytest.approx([2 * 2.5 * 0.5 / 3**3, 0.5 * 20.5 / 21**3 + 3.5 * 18.5 / 22**3])
    assert np.isfinite(variance).all()


def test_metafor_adds_to_every_cell_of_a_risk_difference():
    """escalc(measure = "RD") of metafor 3.8 gives 0.6667 and -0.1353."""
    assert effects("RD", "metafor")[0][:2] == pytest.approx([2 / 3, 0.5 / 21 - 3.5 / 22])


@pytest.mark.parametrize(
    ("program", "size", "missing"), [("metafor", 1.0, []), ("meta", 0.5, [2]), ("revman5", 1.0, [2, 3])]
)
def test_a_risk_ratio_grows_by_a_half_or_by_one(program, size, missing):
    """meta adds 1/2 to events and group size (Hartung and Knapp 2001, equation 18), RevMan 5 1/2 to every cell."""
    effect, variance = effects("RR", program)
    assert np.flatnonzero(np.isnan(effect)).tolist() == missing
    assert effect[1] == pytest.approx(np.log((0.5 / (20 + size)) / (3.5 / (21 + size))))
    assert variance[1] == pytest.approx(1 / 0.5 - 1 / (20 + size) + 1 / 3.5 - 1 / (21 + size))


def test_meta_keeps_a_risk_ratio_of_nothing_but_events():
    effect, variance = effects("RR", "meta")
    assert effect[3] == 0
    assert variance[3] == pytest.approx(1 / 7 - 1 / 7.5 + 1 / 9 - 1 / 9.5)


def test_one_group_of_nothing_but_events_beside_another():
    effect, variance = effects("RR", "meta", TRIALS.assign(events_1=[2, 20, 25, 7]))
    assert effect[1] == pytest.approx(-np.log(3.5 / 21.5))
    assert variance[1] == pytest.approx(1 / 3.5 - 1 / 21.5), "20.5 of 20.5 has no variance"


@pytest.mark.parametrize(("program", "missing"), [("metafor", []), ("meta", [2, 3]), ("revman5", [2, 3])])
def test_an_odds_ratio_has_halves_in_every_cell(program, missing):
    effect, variance = effects("OR", program)
    assert np.flatnonzero(np.isnan(effect)).tolist() == missing
    assert effect[:2] == pytest.approx(np.log([2.5 * 2.5 / (0.5 * 0.5), 0.5 * 18.5 / (20.5 * 3.5)]))
    assert variance[1] == pytest.approx(1 / 0.5 + 1 / 20.5 + 1 / 3.5 + 1 / 18.5)


def test_peto_gets_halves_in_metafor_only():
    observed, expected, spread = 0, 3 * 20 / 41, 20 * 21 * 3 * 38 / (41**2 * 40)
    for program in ("meta", "revman5"):
        assert effects("PETO", program)[0][1] == pytest.approx((observed - expected) / spread)
        assert np.isnan(effects("PETO", program)[0][2:]).all()
    assert effects("PETO", "metafor")[0][1] != pytest.approx((observed - expected) / spread)
    given = synthesis.effect_sizes(TRIALS, measure="PETO", convention="meta", add=0.5)
    assert given["effect"][1] == pytest.approx(effects("PETO", "metafor")[0][1]), "what the caller asks for is added"


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_difference_of_arcsines_takes_zeros_as_they_are(program):
    effect, variance = effects("AS", program)
    assert effect[:2] == pytest.approx([np.pi / 2, -np.arcsin(np.sqrt(3 / 21))])
    assert variance[1] == pytest.approx(1 / 80 + 1 / 84)


@pytest.mark.parametrize(
    ("measure", "program", "effect", "variance"),
    [
        ("PR", "metafor", [0.5 / 11, 10.5 / 11], [0.5 * 10.5 / 11**3] * 2),
        ("PR", "meta", [0, 1], [0.5 * 10.5 / 11**3] * 2),
        ("PLN", "metafor", [np.log(0.5 / 11), np.log(10.5 / 11)], [1 / 0.5 - 1 / 11, 1 / 10.5 - 1 / 11]),
        ("PLN", "meta", [np.log(0.5 / 10.5), 0], [1 / 0.5 - 1 / 10.5, 1 / 10 - 1 / 10.5]),
        ("PLO", "metafor", [np.log(0.5 / 10.5), np.log(10.5 / 0.5)], [1 / 0.5 + 1 / 10.5] * 2),
        ("PLO", "meta", [np.log(0.5 / 10.5), np.log(10.5 / 0.5)], [1 / 0.5 + 1 / 10.5] * 2),
        ("PAS", "meta", [0, np.pi / 2], [1 / 40] * 2),
    ],
)
def test_single_shares_of_none_and_all(measure, program, effect, variance):
    """R package meta, help of metaprop; metafor, help of escalc."""
    found = effects(measure, program, pd.DataFrame({"events": [0, 10], "n": [10, 10]}))
    assert found[0] == pytest.approx(effect) and found[1] == pytest.approx(variance)


@pytest.mark.parametrize("program", PROGRAMS)
def test_rates_without_events(program):
    """R package meta, help of metainc and metarate: the effect of a difference is kept, as are double zeros."""
    rates = pd.DataFrame({"events_1": [0, 0], "time_1": [10.0, 30], "events_2": [2, 0], "time_2": [20.0, 40]})
    ratio, of_ratio = effects("IRR", program, rates)
    assert ratio == pytest.approx(np.log([(0.5 / 10) / (2.5 / 20), (0.5 / 30) / (0.5 / 40)]))
    assert of_ratio == pytest.approx([1 / 0.5 + 1 / 2.5, 4])
    difference, of_difference = effects("IRD", program, rates)
    kept = program == "meta"
    assert difference == pytest.approx([-0.1, 0] if kept else [0.5 / 10 - 2.5 / 20, 0.5 / 30 - 0.5 / 40])
    assert of_difference == pytest.approx([0.5 / 100 + 2.5 / 400, 0.5 / 900 + 0.5 / 1600])
    single = pd.DataFrame({"events": [0], "time": [50.0]})
    for measure, effect, variance in (("IR", 0.01, 0.5 / 2500), ("IRLN", np.log(0.01), 2), ("IRS", 0, 1 / 200)):
        assert np.array(effects(measure, program, single)).ravel() == pytest.approx([effect, variance])


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "AS", "PETO"])
def test_without_a_zero_cell_all_programs_agree(measure):
    full = pd.DataFrame({"events_1": [3, 8], "n_1": [20, 30], "events_2": [5, 9], "n_2": [22, 31]})
    first, *others = (effects(measure, program, full) for program in PROGRAMS)
    assert all(np.array_equal(np.array(first), np.array(other)) for other in others)


def test_the_studies_of_a_mantel_haenszel_difference_are_all_that_enter():
    """metafor 3.8: k = 4, estimate -0.0656162305, se 0.0310705499, weights 26.2, 21.5, 22.0, 30.4%."""
    pooled = synthesis.mantel_haenszel(SPARSE, measure="RD")
    assert (pooled.k, len(pooled.studies)) == (4, 4)
    assert pooled.studies["weight"].to_numpy() == pytest.approx(
        [0.2620388425, 0.2147440270, 0.2196135061, 0.3036036244]
    )
    assert (pooled.effect, pooled.se) == pytest.approx((-0.0656162304774818, 0.0310705498758112), rel=1e-12)
    assert pooled.summary().startswith(
        "risk difference -0.06562 (95% CI -0.1265 to -0.004719, Mantel-Haenszel, z), 4 s"
    )
    assert pooled.tests.loc["Cochran Q", "df"] == 1, "metafor takes Q from the studies with an event"


@pytest.mark.parametrize(("measure", "k"), [("OR", 2), ("RR", 2), ("RD", 4)])
def test_weights_are_shares_of_the_studies_that_enter(measure, k):
    pooled = synthesis.mantel_haenszel(SPARSE, measure=measure)
    assert pooled.k == len(pooled.studies) == k
    assert pooled.studies["weight"].sum() == pytest.approx(1)
    rates = SPARSE.rename(columns={"n_1": "time_1", "n_2": "time_2"})
    same = synthesis.mantel_haenszel(rates, measure={"OR": "IRR", "RR": "IRR", "RD": "IRD"}[measure])
    assert same.k == k and same.studies["weight"].sum() == pytest.approx(1)


def test_peto_lists_the_studies_with_a_variance():
    pooled = synthesis.peto(SPARSE)
    assert pooled.studies.index.tolist() == [1, 2]
    assert pooled.studies["weight"].to_numpy() == pytest.approx([0.3232902, 0.6767098], rel=1e-6)
    full = synthesis.peto(TRIALS)
    assert full.studies.index.tolist() == [0, 1] and full.k == 2


def test_a_risk_ratio_of_nothing_but_events_enters_and_an_odds_ratio_does_not():
    both = pd.concat([SPARSE, TRIALS.iloc[[3]]], ignore_index=True)
    assert synthesis.mantel_haenszel(both, measure="RR").studies.index.tolist() == [1, 2, 4]
    assert synthesis.mantel_haenszel(both, measure="RR", convention="meta").studies.index.tolist() == [1, 2, 4]
    assert synthesis.mantel_haenszel(both, measure="RR", convention="revman5").studies.index.tolist() == [1, 2]
    assert synthesis.mantel_haenszel(both, measure="OR").studies.index.tolist() == [1, 2]


def test_halves_in_the_cells_of_mantel_haenszel():
    """metafor 3.8 with add = c(.5, .5), to = "only0", drop00 = TRUE for both."""
    for measure, effect, se in (("OR", -1.471821417907, 0.7696700272171), ("RR", -1.276058961827, 0.6867968708363)):
        for program in ("meta", "revman5"):
            pooled = synthesis.mantel_haenszel(SPARSE, measure=measure, convention=program)
            assert (pooled.effect, pooled.se) == pytest.approx((effect, se), rel=1e-11)


def test_the_variance_of_a_difference_by_greenland_and_robins():
    """epi.2by2 of the R package epiR (ARisk.mh.green) on the first three trials of BCG."""
    trials = pd.DataFrame(
        {"events_1": [4, 6, 3], "n_1": [123, 306, 231], "events_2": [11, 29, 11], "n_2": [139, 303, 220]}
    )
    limits = synthesis.mantel_haenszel(trials, measure="RD", convention="revman5").estimate
    assert (limits.low, limits.high) == pytest.approx((-0.07980518412127, -0.03406386359376), rel=1e-11)
    sparse = synthesis.mantel_haenszel(SPARSE, measure="RD", convention="meta")
    assert sparse.effect == pytest.approx(-0.0656162304774818) and sparse.se > 0.0310705498758112


def test_the_audit_finds_the_effects_of_each_program():
    single = TRIALS.iloc[[1]].reset_index(drop=True)
    for program, low, high in (("metafor", "-0.3014", "0.0309"), ("meta", "-0.3090", "0.0233")):
        made = synthesis.pool(synthesis.effect_sizes(single, measure="RD", convention=program), method="EE").estimate
        assert (f"{made.low:.4f}", f"{made.high:.4f}") == (low, high)
        found = methods_of_pooling(single, measure="RD", low=low, high=high)
        assert {"metafor": "only0", "meta": "only0 as in meta"}[program] in set(found["zero_cells"])
    pooled = synthesis.mantel_haenszel(SPARSE, measure="OR", convention="revman5").estimate
    found = methods_of_pooling(SPARSE, measure="OR", low=f"{pooled.low:.4f}", high=f"{pooled.high:.4f}")
    assert found[["method", "zero_cells"]].to_numpy().tolist() == [["Mantel-Haenszel", "only0 as in meta"]]


def test_the_audit_knows_both_definitions_of_i2():
    """82.8% of the total is tau2 (metafor); (Q - df) / Q is 75.1% (meta)."""
    trials = pd.DataFrame({"effect": [0.1, 0.9, 1.1, -0.4], "variance": [0.02, 0.3, 0.2, 0.05]})
    for program in ("metafor", "meta"):
        made = synthesis.pool(trials, convention=program)
        limits = {name: f"{getattr(made.estimate, name):.4f}" for name in ("low", "high")}
        found = methods_of_pooling(trials, measure="GEN", also={"i2_percent": f"{100 * made.i2:.2f}"}, **limits)
        assert found["i2_percent"].to_numpy() == pytest.approx([100 * made.i2])
    assert len(methods_of_pooling(trials, measure="GEN", **limits)) == 1


NEAR = pd.DataFrame({"effect": [0.30, 0.31], "variance": [0.04, 0.05], "measure": "GEN"})


@pytest.mark.parametrize(("program", "h2"), [("metafor", 1), ("meta", 1), ("revman5", 1)])
def test_total_variation_is_never_below_the_sampling_one(program, h2):
    """Q = 0.0011 with 1 degree of freedom; R package meta floors H at 1 (Higgins and Thompson 2002)."""
    pooled = synthesis.pool(NEAR, convention=program)
    assert (pooled.h2, pooled.i2) == (h2, 0)
    assert synthesis.pool(NEAR, convention=program, method="EE").h2 == pytest.approx(
        0.01**2 / 0.09 if program == "metafor" else 1
    ), "metafor prints Q / df of a common effect as it is"


@pytest.mark.parametrize("program", PROGRAMS)
def test_one_study_has_no_heterogeneity_to_measure(program):
    """metafor prints I2 = 0% and H2 = 1 for one study, the others print nothing."""
    pooled = synthesis.pool(NEAR.head(1), convention=program)
    none = [0, 1] if program == "metafor" else [np.nan, np.nan]
    assert [pooled.i2, pooled.h2] == pytest.approx(none, nan_ok=True)
    for limits in (pooled.tau2_interval(), pooled.i2_interval(), pooled.h2_interval()):
        assert np.isnan([limits.low, limits.high]).all()
    assert "1 study" in pooled.summary()


def test_limits_of_h2_and_i2_by_higgins_and_thompson():
    """By the formula of Higgins and Thompson 2002 (section 3.3), written out for Q = 6 and Q = 24 with 5 df."""
    effects_ = pd.DataFrame({"effect": np.tile([0.0, 2.0], 3), "variance": 1.0, "measure": "GEN"})
    pooled = synthesis.pool(effects_, convention="meta")
    assert pooled.q == pytest.approx(6)
    limits = pooled.h2_interval()
    error = np.sqrt(1 / (2 * 4) * (1 - 1 / (3 * 4**2)))
    assert limits.low == 1 and limits.high == pytest.approx(6 / 5 * np.exp(2 * 1.959963984540054 * error))
    assert pooled.i2_interval().high == pytest.approx(1 - 1 / limits.high) and pooled.i2_interval().low == 0
    far = synthesis.pool(effects_.assign(effect=effects_["effect"] * 2), convention="revman5")
    error = (np.log(24) - np.log(5)) / (2 * (np.sqrt(48) - np.sqrt(9)))
    assert far.h2_interval().low == pytest.approx(24 / 5 * np.exp(-2 * 1.959963984540054 * error))
    assert far.i2 == pytest.approx(19 / 24) and far.i2_interval().method == "Higgins-Thompson"
    assert np.isnan(synthesis.pool(NEAR, convention="meta").i2_interval().low), "no formula for Q <= k = 2"


def test_limits_of_h2_and_i2_from_the_between_study_variance():
    """confint of metafor 3.8 prints them from those of tau2: H2 = 1 / (1 - I2)."""
    trials = synthesis.effect_sizes(SPARSE, measure="RD", convention="metafor")
    pooled = synthesis.pool(trials, convention="metafor")
    h2, i2 = pooled.h2_interval(), pooled.i2_interval()
    assert i2.high == pytest.approx(1 - 1 / h2.high) and h2.method == "Q-profile"
    assert (h2.low, i2.low) == (1, 0)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("variance", [1e-12, 1e12])
def test_tiny_and_huge_variances_stay_numbers(program, variance):
    same = pd.DataFrame({"effect": [0.1, 0.5, 0.9], "variance": variance, "measure": "GEN"})
    pooled = synthesis.pool(same, convention=program)
    assert pooled.effect == pytest.approx(0.5)
    assert pooled.tau2 == pytest.approx(0.16 if variance < 1 else 0, rel=1e-9)
    assert 0 <= pooled.i2 <= 1 and pooled.h2 >= 1
    tau2, h2 = pooled.tau2_interval(), pooled.h2_interval()
    assert 0 <= tau2.low <= tau2.high and 1 <= h2.low <= h2.high
    equal = synthesis.pool(same.assign(effect=0.5), convention=program)
    assert (equal.tau2, equal.i2) == (0, 0)
