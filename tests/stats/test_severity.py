"""Severity against dose: published values, edge cases, and what must always hold."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import severity

mpl.use("Agg")
DATA = Path(__file__).parents[1] / "agreement" / "reference" / "data"
DOSE, EVENTS, N = [3, 6, 9, 12, 18, 24], [0, 1, 3, 6, 11, 14], [20, 22, 21, 19, 18, 15]
quick = settings(max_examples=15, deadline=None)


def series(column: str, stem: str) -> pd.Series:
    return pd.read_csv(DATA / f"{stem}.csv")[column]


class TestZeroEventBound:
    def test_published(self):
        """0 of 6 and 0 of 30: Hanley and Lippman-Hand 1983, the exact values behind their rule of three."""
        assert severity.zero_event_bound(6).high == pytest.approx(0.393, abs=5e-4)
        assert severity.zero_event_bound(30).high == pytest.approx(0.0950, abs=5e-5)

    def test_column_keeps_its_index_and_its_gaps(self):
        table = severity.zero_event_bound(pd.Series([1, None, 4.0], index=list("abc")))
        assert list(table.index) == list("abc")
        assert table["high"].tolist() == pytest.approx([0.95, np.nan, 1 - 0.05**0.25], nan_ok=True)
        assert table["value"].isna().tolist() == [False, True, False]

    def test_huge_n_keeps_its_digits(self):
        assert severity.zero_event_bound(10**12).high == pytest.approx(-np.log(0.05) / 1e12, rel=1e-9)

    @pytest.mark.parametrize(("n", "level", "name"), [(0, 0.95, "n"), (4.5, 0.95, "n"), (-1, 0.95, "n"),
                                                      ("6", 0.95, "n"), (6, 1, "level"), (6, 0, "level")])  # fmt: skip
    def test_refused(self, n, level, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.zero_event_bound(n, level=level)

    @quick
    @given(st.integers(1, 10**6), st.floats(0.5, 0.98))
    def test_widens_with_level_and_narrows_with_n(self, n, level):
        bound = severity.zero_event_bound(n, level=level).high
        assert 0 < bound < severity.zero_event_bound(n, level=level + 0.01).high < 1
        assert severity.zero_event_bound(n + 1, level=level).high < bound


class TestDoseResponse:
    def test_published_menarche(self):
        """Venables and Ripley, Modern Applied Statistics with S (2002), section 7.2."""
        data = pd.read_csv(DATA / "dose_menarche_logit.csv")
        fit = severity.dose_response(data["dose"], data["events"], data["total"])
        assert fit.coefficients == pytest.approx([-21.2264, 1.6320], abs=5e-5)
        assert fit.effective_dose().value == pytest.approx(13.0066, abs=5e-5)

    def test_one_row_per_person_equals_groups(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        alone = severity.dose_response(*zip(*people, strict=True))
        grouped = severity.dose_response(DOSE, EVENTS, N)
        assert alone.coefficients == pytest.approx(grouped.coefficients, rel=1e-9)
        assert alone.lr_chisq == pytest.approx(grouped.lr_chisq, rel=1e-9)

    def test_unit_of_dose_only_scales(self):
        grams = severity.dose_response(DOSE, EVENTS, N)
        milligrams = severity.dose_response(np.multiply(DOSE, 1000.0), EVENTS, N)
        assert milligrams.effective_dose().high == pytest.approx(1000 * grams.effective_dose().high, rel=1e-9)
        assert milligrams.odds_ratio(per=1000).low == pytest.approx(grams.odds_ratio().low, rel=1e-9)

    def test_step_back_turns_the_odds_ratio_over(self):
        fit = severity.dose_response(DOSE, EVENTS, N)
        up, down = fit.odds_ratio(per=2), fit.odds_ratio(per=-2)
        assert (down.low, down.value, down.high) == pytest.approx((1 / up.high, 1 / up.value, 1 / up.low))

    def test_unbounded_fieller_set_is_stated(self):
        fit = severity.dose_response([1, 2, 3, 4, 5], [4, 6, 5, 5, 7], [20] * 5)
        limits = fit.effective_dose(limits="fieller")
        assert (limits.low, limits.high) == (-np.inf, np.inf)
        assert "unbounded" in limits.method and "unbounded" in fit.summary()
        row = fit.effective_dose([0.5], limits="fieller").iloc[0]
        assert not row["bounded"]

    def test_gap_of_an_unbounded_set_holds_no_accepted_dose(self):
        """At every excluded dose, and only there, the line is further from the target than z standard errors."""
        fit = severity.dose_response([1, 2, 3, 4, 5], [2, 4, 4, 6, 6], [20] * 5, level=0.95)
        row = fit.effective_dose([0.99], limits="fieller").iloc[0]
        if row["bounded"]:
            inside = [row["low"], row["high"]]
        else:
            assert np.isfinite(row["gap_low"])
            inside = [row["gap_low"], row["gap_high"]]
        v, (b0, b1) = fit.covariance, fit.coefficients
        for x in inside:
            gap = (b0 + b1 * x - np.log(99)) ** 2
            assert gap == pytest.approx(1.959964**2 * (v[0, 0] + 2 * x * v[0, 1] + x * x * v[1, 1]), rel=1e-5)

    def test_log_scale_gives_doses_and_positive_limits(self):
        fit = severity.dose_response(DOSE, EVENTS, N, scale="log10")
        model, dose = fit.effective_dose([0.5], on="model"), fit.effective_dose([0.5])
        assert dose["value"][0] == pytest.approx(10 ** model["value"][0])
        assert dose["se"][0] == pytest.approx(np.log(10) * dose["value"][0] * model["se"][0])
        flat = severity.dose_response([1, 2, 3, 4, 5], [4, 6, 5, 5, 7], [20] * 5, scale="log10")
        assert (flat.effective_dose(limits="fieller").low, flat.effective_dose(limits="fieller").high) == (0, np.inf)

    def test_fits_without_residual_and_flat_lines(self):
        """Two doses are fitted exactly: the slope is the difference of their logits."""
        fit = severity.dose_response([2, 5], [3, 7], [10, 10])
        assert fit.coefficients[1] == pytest.approx(2 * np.log(7 / 3) / 3)
        assert fit.odds_ratio(limits="wald").low == pytest.approx(np.exp(fit.to_frame().loc["slope", "low"]))
        flat = severity.dose_response([1, 2, 3, 4], [5] * 4, [10] * 4)
        assert flat.coefficients == pytest.approx([0, 0], abs=1e-12)
        assert flat.p_lr == pytest.approx(1)
        assert flat.effective_dose(limits="fieller").low == -np.inf
        assert not np.isfinite(flat.effective_dose([0.1, 0.9])[["low", "high"]]).any(axis=None)

    def test_odds_ratio_of_a_tiny_unit_may_be_infinite(self):
        micrograms = severity.dose_response(DOSE, EVENTS, N)
        tonnes = severity.dose_response(np.array(DOSE) * 1e-6, EVENTS, N)
        assert tonnes.odds_ratio().high == np.inf
        assert tonnes.odds_ratio(per=1e-6).high == pytest.approx(micrograms.odds_ratio().high)

    @pytest.mark.parametrize("events", [[0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0], [1] * 6, [1, 1, 0, 0, 0, 0]])
    def test_separation_is_refused_and_points_to_firth(self, events):
        with pytest.raises(DataError, match="firth_logistic"):
            severity.dose_response([1, 2, 3, 4, 5, 6], events)

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            ((["3", 6], [0, 1]), "dose"),
            (([3, 6, 9], [0, 1]), "dose"),
            (([3, 6], [0, 1.5]), "events"),
            (([3, 6], [0, -1]), "events"),
            (([3, 6], [0, 5], [4, 4]), "events"),
            (([3, 6], [0, 1], [4, 4.5]), "n"),
            (([3, np.inf], [0, 1]), "dose"),
            (([5, 5, 5], [0, 1, 0]), "dose"),
            (([np.nan, np.nan], [0, 1]), "dose"),
        ],
    )
    def test_refused(self, arguments, name):
        with pytest.raises(DataError, match=rf"^{name}"):
            severity.dose_response(*arguments)

    @pytest.mark.parametrize(
        ("options", "name"), [({"link": "log"}, "link"), ({"scale": "log"}, "scale"), ({"level": 95}, "level")]
    )
    def test_options_refused(self, options, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.dose_response(DOSE, EVENTS, N, **options)

    def test_zero_dose_on_log_scale_is_refused(self):
        with pytest.raises(DataError, match=r"^dose: .*scale='dose'"):
            severity.dose_response([0, *DOSE], [0, *EVENTS], [9, *N], scale="log10")

    def test_shares_and_odds_ratios_refused(self):
        fit = severity.dose_response(DOSE, EVENTS, N, link="probit")
        with pytest.raises(DataError, match=r"^share:"):
            fit.effective_dose(1)
        with pytest.raises(DataError, match=r"^link:"):
            fit.odds_ratio()

    def test_missing_rows_are_counted(self):
        fit = severity.dose_response([*DOSE, np.nan], [*EVENTS, 3], [*N, 5])
        assert fit.coefficients == pytest.approx(severity.dose_response(DOSE, EVENTS, N).coefficients)
        assert "1 rows with a missing entry left out" in fit.summary()

    @quick
    @given(st.lists(st.integers(1, 19), min_size=4, max_size=6), st.sampled_from(["logit", "probit"]))
    def test_mirror_and_limits(self, events, link):
        """Non-events in place of events turn the curve over; limits contain the value and widen with the level."""
        dose, n = np.arange(1, len(events) + 1), np.full(len(events), 20)
        assume(len(set(events)) > 1)
        fit = severity.dose_response(dose, events, n, link=link)
        other = severity.dose_response(dose, n - events, n, link=link)
        assert other.coefficients == pytest.approx(-fit.coefficients, rel=1e-6, abs=1e-8)
        wide = severity.dose_response(dose, events, n, link=link, level=0.99)
        for at in (fit.predict(2.5), wide.predict(2.5)):
            assert at.low < at.value < at.high
        assert wide.predict(2.5).low < fit.predict(2.5).low
        if link == "logit":
            narrow, broad = fit.odds_ratio(), wide.odds_ratio()
            assert broad.low < narrow.low < narrow.value < narrow.high < broad.high


class TestFirth:
    def test_published_endometrial(self):
        """Heinze and Schemper 2002, Table: NV 2.929 (0.610 to 7.855), PI -0.035, EH -2.604."""
        data = pd.read_csv(DATA / "firth_endometrial.csv")
        fit = severity.firth_logistic(data[["NV", "PI", "EH"]], data["y"])
        table = fit.to_frame()
        assert table.loc["NV", ["value", "low", "high"]].tolist() == pytest.approx([2.929, 0.610, 7.855], abs=1e-3)
        assert table["value"].tolist()[2:] == pytest.approx([-0.0348, -2.604], abs=5e-4)
        assert fit.separated and "separated" in fit.summary()

    def test_two_by_two_is_half_added_to_each_cell(self):
        """With one group variable the penalty adds one half to every cell (Firth 1993; Jeffreys prior)."""
        fit = severity.firth_logistic([1, 0], [5, 0], [6, 12])
        assert fit.odds_ratios()["value"].iloc[0] == pytest.approx((5.5 * 12.5) / (1.5 * 0.5), rel=1e-8)

    def test_only_above_200_has_finite_limits(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        fit = severity.firth_logistic((dose > 200).astype(int).rename("above_200"), event)
        ratio = fit.odds_ratios().loc["above_200"]
        assert fit.separated
        assert 1 < ratio["low"] < ratio["value"] < ratio["high"] < np.inf

    def test_unit_of_dose_only_scales(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        a, b = severity.firth_logistic(dose, event), severity.firth_logistic(dose / 1000, event)
        assert (a.low[1] * 1000, a.high[1] * 1000) == pytest.approx((b.low[1], b.high[1]), rel=1e-6)
        assert a.p == pytest.approx(b.p, rel=1e-7)

    def test_groups_equal_people(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        alone = severity.firth_logistic(*zip(*people, strict=True))
        grouped = severity.firth_logistic(DOSE, EVENTS, N)
        assert alone.coefficients == pytest.approx(grouped.coefficients, rel=1e-8)
        assert alone.loglik == pytest.approx(grouped.loglik, rel=1e-10)

    def test_predictions_lie_between_0_and_1_and_rise(self):
        fit = severity.firth_logistic([1, 2, 3, 20, 25, 30], [0, 0, 0, 1, 1, 1])
        shares = fit.predict([1, 10, 30])
        assert (np.diff(shares) > 0).all() and shares[0] > 0 and shares[-1] < 1

    @pytest.mark.parametrize(
        ("covariates", "events"), [([3, 3, 3], [0, 1, 0]), (np.array([[1, 2], [2, 4], [5, 10]]), [0, 1, 0])]
    )
    def test_constant_or_collinear_is_refused(self, covariates, events):
        with pytest.raises(DataError, match=r"^covariates:"):
            severity.firth_logistic(covariates, events)

    def test_lengths_and_text_are_refused(self):
        with pytest.raises(DataError, match=r"^covariates and events:"):
            severity.firth_logistic([1, 2, 3], [0, 1])
        with pytest.raises(DataError, match=r"^dose:"):
            severity.firth_logistic(pd.DataFrame({"dose": ["a", "b"]}), [0, 1])

    @quick
    @given(st.lists(st.booleans(), min_size=6, max_size=10))
    def test_always_finite_and_mirrored(self, flags):
        """Any outcome at all, separated or not, has finite limits around the estimate; non-events mirror them."""
        event, dose = np.array(flags, dtype=int), np.arange(len(flags), dtype=float)
        fit, other = severity.firth_logistic(dose, event), severity.firth_logistic(dose, 1 - event)
        assert np.isfinite([fit.low, fit.high]).all()
        assert (fit.low < fit.coefficients).all() and (fit.coefficients < fit.high).all()
        assert other.coefficients == pytest.approx(-fit.coefficients, abs=1e-6)
        assert other.low == pytest.approx(-fit.high, rel=1e-5, abs=1e-5)


class TestIsotonic:
    def test_pools_a_fall_by_weight(self):
        fit = severity.isotonic_response([1, 2, 3], [5, 1, 9], [10, 20, 10])
        assert fit.value == pytest.approx([0.2, 0.2, 0.9])
        assert fit.blocks == 2

    def test_order_of_rows_and_people_do_not_matter(self):
        people = [(d, int(i < e)) for d, e, n in zip(DOSE, EVENTS, N, strict=True) for i in range(n)]
        shuffled = np.random.default_rng(3).permutation(people)
        one, two = severity.isotonic_response(*shuffled.T), severity.isotonic_response(DOSE, EVENTS, N)
        pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())

    def test_crossing(self):
        fit = severity.isotonic_response([10, 20, 30], [0, 3, 12], [30, 30, 15])
        assert fit.crossing(0.1) == 20
        assert np.array_equal(fit.crossing([0.0, 0.1, 0.11, 0.9]), [10, 20, 30, np.nan], equal_nan=True)

    def test_one_dose_gives_clopper_pearson(self):
        """2 of 7: limits 0.0367 to 0.7096 (Clopper-Pearson)."""
        row = severity.isotonic_response([5], [2], [7]).to_frame().iloc[0]
        assert [row["low"], row["high"]] == pytest.approx([0.0367, 0.7096], abs=5e-5)

    def test_simultaneous_coverage(self):
        """The band holds the whole true curve in at least 95% of samples (within simulation error)."""
        rng, n = np.random.default_rng(11), np.full(4, 25)
        truth = np.array([0.05, 0.1, 0.3, 0.7])
        held = 0
        for events in rng.binomial(n, truth, size=(200, 4)):
            fit = severity.isotonic_response(np.arange(4), events, n)
            held += np.all((fit.low <= truth) & (truth <= fit.high))
        assert held >= 186  # 95% of 200 less two standard errors

    @quick
    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7))
    def test_monotone_and_around_the_fit(self, pairs):
        events, n = np.array([a for a, _ in pairs]), np.array([a + b + 1 for a, b in pairs])
        fit = severity.isotonic_response(np.arange(len(pairs)), events, n)
        wide = severity.isotonic_response(np.arange(len(pairs)), events, n, level=0.99)
        for column in (fit.value, fit.low, fit.high):
            assert (np.diff(column) >= -1e-12).all()
        assert (fit.low <= fit.value).all() and (fit.value <= fit.high).all()
        assert (wide.low <= fit.low + 1e-12).all() and (wide.high >= fit.high - 1e-12).all()
        assert fit.value @ n == pytest.approx(events.sum())


class TestTrend:
    def test_published_alcohol_and_malformation(self):
        """Agresti, Categorical Data Analysis (2002), section 3.4: M2 = 6.57, Pearson 12.1 on 4 df."""
        present, absent = np.array([48, 38, 5, 1, 1]), np.array([17066, 14464, 788, 126, 37])
        fit = severity.dose_trend([0, 0.5, 1.5, 4, 7], present, present + absent)
        assert fit.chisq_n1 == pytest.approx(6.57, abs=5e-3)
        assert fit.homogeneity == pytest.approx(12.1, abs=0.05)
        assert fit.p_homogeneity == pytest.approx(0.02, abs=5e-3)

    def test_exact_p_by_listing_every_draw(self):
        """All ways to give 3 events to 7 people, counted one by one."""
        from itertools import combinations

        score = np.array([0, 0, 1, 1, 2, 4, 4])
        fit = severity.dose_trend([0, 1, 2, 4], [0, 1, 0, 2], [2, 2, 1, 2], exact=True)
        sums = np.array([score[list(who)].sum() for who in combinations(range(7), 3)])
        expected = np.mean(np.abs(sums - sums.mean()) >= abs(9 - sums.mean()) - 1e-9)
        assert fit.p_exact == pytest.approx(expected, rel=1e-12)

    def test_decimal_doses_have_an_exact_p_too(self):
        whole = severity.dose_trend([1, 2, 4], [1, 2, 5], [6, 6, 6], exact=True)
        tenths = severity.dose_trend([0.1, 0.2, 0.4], [1, 2, 5], [6, 6, 6], exact=True)
        assert tenths.p_exact == pytest.approx(whole.p_exact, rel=1e-12)
        with pytest.raises(DataError, match="multiples of one step"):
            severity.dose_trend([np.pi, np.e, np.sqrt(2)], [1, 2, 5], [6, 6, 6], exact=True)

    @pytest.mark.parametrize("events", [[0, 0, 0], [6, 6, 6]])
    def test_no_event_or_only_events_is_undefined(self, events):
        fit = severity.dose_trend([1, 2, 3], events, [6, 6, 6], exact=True)
        assert np.isnan([fit.z, fit.p, fit.p_exact, fit.homogeneity]).all()
        assert "not defined" in fit.summary()

    def test_one_dose_is_refused(self):
        with pytest.raises(DataError, match=r"^dose:"):
            severity.dose_trend([2, 2], [1, 0])

    def test_equals_the_two_by_two_chi_square(self):
        from analysis.stats.comparison import contingency_test

        table = contingency_test([[3, 17], [9, 12]], test="chi-square")
        assert severity.dose_trend([0, 1], [3, 9], [20, 21]).chisq == pytest.approx(table.statistic, rel=1e-12)

    @quick
    @given(st.lists(st.integers(0, 10), min_size=3, max_size=5))
    def test_mirror_and_reversal(self, events):
        n, dose = np.full(len(events), 10), np.arange(len(events))
        assume(0 < sum(events) < n.sum())
        fit = severity.dose_trend(dose, events, n, exact=True)
        assert severity.dose_trend(dose, n - events, n).z == pytest.approx(-fit.z, abs=1e-9)
        assert severity.dose_trend(-dose, events, n).z == pytest.approx(-fit.z, abs=1e-9)
        assert severity.dose_trend(dose, n - events, n, exact=True).p_exact == pytest.approx(fit.p_exact, rel=1e-9)
        assert 0 < fit.p_exact <= 1


class TestCutoff:
    def test_published_tea_tasting(self):
        """Fisher 1935; Agresti 2002, section 3.5: 3 of 4 against 1 of 4, p = 0.486, conditional odds ratio 6.408."""
        fit = severity.dose_cutoff([300, 100], [3, 1], [4, 4], cut=200)
        assert fit.p == pytest.approx(0.486, abs=5e-4)
        assert fit.odds_ratio.value == pytest.approx(6.408, abs=5e-4)
        assert fit.odds_ratio.high == pytest.approx(626.24, abs=5e-3)

    def test_bound_below_equals_zero_event_bound(self):
        dose, event = series("dose", "cut_seizure_above_200"), series("event", "cut_seizure_above_200")
        fit = severity.dose_cutoff(dose, event, cut=200)
        assert fit.below_bound.high == pytest.approx(severity.zero_event_bound(12).high, rel=1e-12)
        assert "at most 0.2209" in fit.summary()

    def test_a_dose_at_the_cut_is_below(self):
        assert severity.dose_cutoff([200, 201], [1, 1], cut=200).n_below == 1

    @pytest.mark.parametrize("cut", [0, 1000])
    def test_empty_side_is_not_estimable(self, cut):
        fit = severity.dose_cutoff(DOSE, EVENTS, N, cut=cut)
        assert np.isnan(fit.odds_ratio.value) and fit.p == 1 and "not estimable" in fit.odds_ratio.method
        assert (fit.below_bound is None) == (cut == 0)
        assert fit.to_frame()["n"].sum() == sum(N)

    def test_no_event_at_all(self):
        fit = severity.dose_cutoff([1, 2, 3], [0, 0, 0], cut=2)
        assert np.isnan(fit.odds_ratio.value) and (fit.odds_ratio.low, fit.odds_ratio.high) == (0, np.inf)


class TestThreshold:
    def test_published_asah(self):
        """Robin et al., BMC Bioinformatics 2011;12:77: S100B, area 0.731 (0.630 to 0.833), threshold 0.205."""
        fit = severity.dose_threshold(series("dose", "cut_asah_s100b"), series("event", "cut_asah_s100b"))
        assert fit.threshold.value == pytest.approx(0.205, abs=1e-9)
        assert [fit.auc.value, fit.auc.low, fit.auc.high] == pytest.approx([0.731, 0.630, 0.833], abs=5e-4)
        assert fit.threshold.low <= 0.205 <= fit.threshold.high

    def test_bootstrap_is_seeded(self):
        dose, event = series("dose", "cut_asah_s100b"), series("event", "cut_asah_s100b")
        one, two, three = (severity.dose_threshold(dose, event, resamples=300, seed=s).threshold for s in (5, 5, 6))
        assert one == two
        assert "seed 5" in one.method and "seed 6" in three.method

    def test_bootstrap_equals_a_plain_loop(self):
        """The vectorized bootstrap against the rule applied to each sample on its own."""
        from analysis.stats.severity.threshold import _best_gap

        dose, rng = np.array([1.0, 2.0, 5.0, 9.0, 12.0]), np.random.default_rng(2)
        events, others = rng.multinomial(6, [0.1, 0.1, 0.2, 0.3, 0.3], 50), rng.multinomial(7, [0.2] * 5, 50)
        got = _best_gap(dose, events, others)
        for found, some, none in zip(got, events, others, strict=True):
            seen = dose[some + none > 0]
            middles = (seen[:-1] + seen[1:]) / 2
            index = [some[dose > t].sum() * none.sum() + none[dose < t].sum() * some.sum() for t in middles]
            assert found == middles[int(np.argmax(index))]

    def test_ties_are_all_listed_and_the_lowest_given(self):
        fit = severity.dose_threshold([1, 1, 2, 2, 2, 3, 3, 4, 4, 4], [0, 1, 0, 0, 1, 0, 1, 1, 0, 1])
        assert len(fit.best) == 2 and fit.threshold.value == 2.5
        assert "equally good" in fit.summary()

    def test_complete_separation(self):
        fit = severity.dose_threshold([10, 20, 30, 200, 250], [0, 0, 0, 1, 1])
        assert fit.youden == 1 and fit.auc.value == 1 and fit.auc_variance == 0
        assert 20 < fit.threshold.low <= fit.threshold.value == 115 <= fit.threshold.high < 250

    @pytest.mark.parametrize(
        ("dose", "events", "name"),
        [([1, 2], [0, 0], "events"), ([1, 2], [1, 1], "events"), ([2, 2], [0, 1], "dose")],
    )
    def test_refused(self, dose, events, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            severity.dose_threshold(dose, events)

    def test_no_resamples_is_refused(self):
        with pytest.raises(DataError, match=r"^resamples:"):
            severity.dose_threshold([1, 2], [0, 1], resamples=0)

    @quick
    @given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=6, max_size=20))
    def test_area_is_the_share_of_pairs(self, rows):
        dose, event = np.array([d for d, _ in rows]), np.array([int(e) for _, e in rows])
        assume(0 < event.sum() < len(rows) and np.ptp(dose) > 0)
        fit = severity.dose_threshold(dose, event, resamples=50)
        gap = np.subtract.outer(dose[event == 1], dose[event == 0])
        assert fit.auc.value == pytest.approx(np.mean((gap > 0) + (gap == 0) / 2))
        assert fit.youden == pytest.approx((fit.curve["sensitivity"] + fit.curve["specificity"]).max() - 1)
        assert dose.min() <= fit.threshold.low <= fit.threshold.high <= dose.max()


FITS = {
    "dose response": lambda: severity.dose_response(DOSE, EVENTS, N),
    "log dose": lambda: severity.dose_response(DOSE, EVENTS, N, scale="log10"),
    "firth": lambda: severity.firth_logistic(DOSE, EVENTS, N),
    "firth, two": lambda: severity.firth_logistic(pd.DataFrame({"a": DOSE, "b": [0, 1] * 3}), EVENTS, N),
    "isotonic": lambda: severity.isotonic_response(DOSE, EVENTS, N),
    "trend": lambda: severity.dose_trend(DOSE, EVENTS, N),
    "cutoff": lambda: severity.dose_cutoff(DOSE, EVENTS, N, cut=10),
    "threshold": lambda: severity.dose_threshold(DOSE, EVENTS, N, resamples=50),
}


@pytest.mark.parametrize("name", FITS)
def test_every_fit_has_a_frame_a_summary_and_a_picture(name):
    from matplotlib.figure import Figure

    fit = FITS[name]()
    ax = Figure().subplots()
    assert fit.plot(ax) is ax
    assert ax.get_xlabel() and ax.get_ylabel() and ax.has_data()
    assert len(fit.to_frame()) >= 1 and fit.to_frame().to_numpy().size > 1
    assert len(fit.summary().splitlines()) >= 2
