"""One result of every class of `analysis.stats` and `analysis.audit`, from invented poison-center data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import audit, stats

YEARS = np.arange(2010, 2024)
CALLS = np.array([412, 431, 455, 489, 520, 561, 603, 598, 571, 560, 534, 515, 498, 472])
POPULATION = np.linspace(309e6, 335e6, len(YEARS))
DOSES = [50, 100, 150, 200, 250, 300, 400, 500]
SERIOUS, PEOPLE = [0, 1, 2, 4, 5, 9, 10, 12], [20, 21, 19, 22, 18, 20, 15, 14]
TRIALS = pd.DataFrame(
    {
        "study": ["Amsterdam", "Basel", "Cork <children>", "Dresden", "Erie", "Ferrara"],
        "events_1": [12, 18, 3, 22, 3, 15],
        "n_1": [60, 55, 31, 110, 24, 80],
        "events_2": [20, 11, 14, 30, 8, 19],
        "n_2": [61, 54, 30, 108, 25, 79],
        "dose": [100, 150, 300, 120, 400, 200],
        "arm": ["oral", "oral", "intravenous", "oral", "intravenous", "oral"],
    }
)
CASES = pd.DataFrame(
    {
        "arm": ["charcoal"] * 9 + ["none"] * 9,
        "age": [3, 4, 4, 5, 6, 2, 3, 7, 5, 8, 9, 6, 7, 11, 5, 8, 9, 10],
        "sex": ["f", "m", "f", "f", "m", "f", "m", "f", "m"] * 2,
    }
)


def effects() -> pd.DataFrame:
    return stats.effect_sizes(TRIALS, measure="OR")


def findings() -> list:
    return [audit.Finding("percentage of count", "impossible", "33% of 10 < 4 is no count.", "33%", "3.25 to 3.35")]


RESULTS = {
    "BreakpointFit": lambda: stats.breakpoints(CALLS, number=1, x=YEARS, population=POPULATION, model="poisson"),
    "ChiSquareTest": lambda: stats.mantel_haenszel_test([3, 5], [20, 25], [9, 12], [21, 24]),
    "Comparison": lambda: stats.compare_groups(CASES["age"], CASES["arm"], test="welch"),
    "DoseCutoff": lambda: stats.dose_cutoff(DOSES, SERIOUS, PEOPLE, cut=200),
    "DoseResponse": lambda: stats.dose_response(DOSES, SERIOUS, PEOPLE),
    "DoseThreshold": lambda: stats.dose_threshold(DOSES, SERIOUS, PEOPLE, resamples=200),
    "DoseTrend": lambda: stats.dose_trend(DOSES, SERIOUS, PEOPLE),
    "EValue": lambda: stats.e_value(stats.risk_ratio(12, 80, 5, 90)),
    "Estimate": lambda: stats.odds_ratio(9, 23, 4, 38),
    "Finding": lambda: findings()[0],
    "FirthLogistic": lambda: stats.firth_logistic(pd.Series(DOSES, name="dose, mg") / 100, SERIOUS, PEOPLE),
    "FunnelTest": lambda: stats.egger(effects()),
    "InterruptedSeries": lambda: stats.interrupted_time_series(CALLS, start=7),
    "IsotonicResponse": lambda: stats.isotonic_response(DOSES, SERIOUS, PEOPLE),
    "JoinpointFit": lambda: stats.joinpoint.joinpoint(CALLS, year=YEARS, population=POPULATION),
    "JoinpointModels": lambda: stats.joinpoint_models(CALLS, year=YEARS, population=POPULATION),
    "LogisticRegression": lambda: stats.logistic_regression(pd.Series(DOSES, name="dose, mg") / 100, SERIOUS, PEOPLE),
    "LoglinearTrend": lambda: stats.loglinear_trend(CALLS[:7], year=YEARS[:7], population=POPULATION[:7]),
    "MetaRegression": lambda: stats.meta_regression(effects(), "dose"),
    "PermutationTest": lambda: stats.joinpoint.permutation_test(
        stats.joinpoint_models(CALLS, year=YEARS), permutations=99
    ),
    "Pooled": lambda: stats.pool(effects()),
    "Profile": lambda: stats.noncompartmental([0, 1, 2, 4, 8, 12], [0, 8, 6, 4, 1.9, 0.9]),
    "SlopeTest": lambda: stats.davies_test(CALLS, x=YEARS),
    "SteadyState": lambda: stats.steady_state(dose=500, interval=8, ke=0.2, volume=40),
    "Subgroups": lambda: stats.subgroups(effects(), "arm"),
    "SurveyDesign": lambda: stats.survey_design([80, 80, 75, 15, 16], strata=list("SSSLL"), clusters=[1, 1, 2, 7, 8]),
    "SurveyEstimate": lambda: stats.survey_mean(RESULTS["SurveyDesign"](), [2, 31, 3, 4, 44]),
    "TableOne": lambda: stats.table_one(CASES, by="arm", columns=["age", "sex"]),
    "TrimAndFill": lambda: stats.trim_and_fill(effects()),
}
