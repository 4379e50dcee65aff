"""Choices that no stored case of R goes through: our call, and what R 4.2.2 gave for it (metafor, psych, base)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import stats

ARMS = pd.DataFrame(
    {
        "events_1": [12, 18, 3, 22, 3, 15],
        "n_1": [60, 55, 31, 110, 24, 80],
        "events_2": [20, 11, 14, 30, 8, 19],
        "n_2": [61, 54, 30, 108, 25, 79],
    }
)
ONE = ARMS.rename(columns={"events_1": "events", "n_1": "n"})[["events", "n"]]
TIMES = pd.DataFrame(
    {
        "events_1": [12, 5, 9, 20],
        "time_1": [100, 60, 80, 210],
        "events_2": [20, 9, 8, 41],
        "time_2": [110, 70, 75, 200],
    }
)
ONE_TIME = TIMES.rename(columns={"events_1": "events", "time_1": "time"})[["events", "time"]]
MEANS = pd.DataFrame(
    {
        "mean_1": [5.1, 6.2, 4.9, 5.5],
        "sd_1": [1.1, 1.4, 0.9, 1.2],
        "n_1": [20, 25, 18, 30],
        "mean_2": [4.2, 5.9, 4.4, 4.1],
        "sd_2": [1, 1.3, 1.1, 1.5],
        "n_2": [21, 24, 20, 28],
    }
)
STRATA = ([3, 5, 1], [20, 25, 20], [9, 12, 4], [21, 24, 24])  # array(c(3,9,17,12, 5,12,20,12, 1,4,19,20), c(2,2,3))

# rma(escalc(measure, ...), control=list(threshold=1e-13, maxiter=10000)): b, se, tau2.
POOLED = {
    "MD": (MEANS, (0.780065328814, 0.232937441174, 0.0956942248591)),
    "SMD": (MEANS, (0.643031609145, 0.191228494704, 0.0537971252324)),
    "ROM": (MEANS, (0.154873492746, 0.0521507761806, 0.00582554850397)),
    "IRR": (TIMES, (-0.513880771185, 0.187672420751, 0)),
    "IRD": (TIMES, (-0.0612545940813, 0.0272183569377, 0.000545628464034)),
    "IR": (ONE_TIME, (0.100683654444, 0.0149579896483, 0)),
    "IRLN": (ONE_TIME, (-2.27300911614, 0.147441956155, 0)),
    "IRS": (ONE_TIME, (0.319114993203, 0.0235702260396, 0)),
    "IRFT": (ONE_TIME, (0.325914475298, 0.0235702260396, 0)),
    "PR": (ONE, (0.188415903499, 0.0267300117774, 0.00164203338223)),
    "PLN": (ONE, (-1.57187763184, 0.14201897631, 0.04449885153)),
    "PLO": (ONE, (-1.36030695088, 0.17314821009, 0.0597646310732)),
    "PAS": (ONE, (0.458830731851, 0.0344216157648, 0.002555526446)),
    "PFT": (ONE, (0.46734141258, 0.0317173568439, 0.00162794688684)),
    "RR": (ARMS, (-0.386190639002, 0.235302577075, 0.188058843003)),
    "RD": (ARMS, (-0.104644269999, 0.0613950883573, 0.0156050815516)),
    "AS": (ARMS, (-0.122301429876, 0.0718424136857, 0.0210267463441)),
    "PETO": (ARMS, (-0.533651261089, 0.309161871483, 0.364536764587)),
}


def pooled(measure: str, frame: pd.DataFrame) -> tuple:
    found = stats.pool(stats.effect_sizes(frame, measure=measure))
    return found.effect, found.se, found.tau2


def odds(**options) -> stats.synthesis.Pooled:
    return stats.pool(
        stats.effect_sizes(ARMS, measure="OR", convention=options.get("convention", "metafor")), **options
    )


def ends(estimate) -> tuple:
    return estimate.low, estimate.high


RATES = (12, 100, 20, 110)


def dobson(method: str) -> tuple:
    return ends(stats.standardized_rate([60, 30], [9e4, 91e4], [6, 94], multiplier=100_000, method=method))


def exact(alternative: str) -> float:
    return stats.exact_stratified_test(*STRATA, alternative=alternative)


def given(measure: str) -> float:
    frame = pd.DataFrame({"effect": [-0.423824242955], "variance": [0.180303176939**2], "measure": measure})
    return stats.pool(frame).estimate.value


P = [0.01, 0.02, 0.03, 0.04, 0.2]
TABLE = [[20, 5, 1], [4, 15, 6], [2, 3, 24]]
COMPUTED = {
    f"rma(escalc({name}))": (lambda n=name, f=frame: pooled(n, f), r) for name, (frame, r) in POOLED.items()
} | {
    "psych::cohen.kappa(m)$weighted.kappa": (lambda: stats.kappa(TABLE, weights="quadratic").value, 0.73124300112),
    "poisson.test(7, 10, alternative='greater')": (lambda: stats.rate(7, 10, alternative="lower").low, 0.328531569189),
    "qgamma(c(.025, .975), 7.5) / 10": (
        lambda: ends(stats.rate(7, 10, method="jeffreys")),
        (0.313106889752, 1.37441964317),
    ),
    "(7 + z^2/2 -+ z sqrt(7 + z^2/4)) / 10": (
        lambda: ends(stats.rate(7, 10, method="score")),
        (0.339086384122, 1.44505949795),
    ),
    "prop.test(12, 32, correct=FALSE), w / (1 - w) * 110 / 100": (
        lambda: ends(stats.rate_ratio(*RATES, method="score")),
        (0.327345900288, 1.33070247593),
    ),
    "Donner and Zou 2012, eq. 9, from score limits": (
        lambda: ends(stats.rate_ratio(*RATES, method="mover")),
        (0.32629394866, 1.3444911959),
    ),
    "r1 - r2 -+ sqrt((r1 - l1)^2 + (u2 - r2)^2), from score limits": (
        lambda: ends(stats.rate_difference(*RATES, method="mover")),
        (-0.173376011676, 0.0484933792761),
    ),
    "R + sqrt(v/O) (qgamma(c(.025, .975), O + 0:1) - O)": (
        lambda: dobson("dobson-exact"),
        (5.6754235543, 8.76428219418),
    ),
    "R + sqrt(v/O) (byar - O)": (lambda: dobson("dobson-byar"), (5.67526147644, 8.76437775249)),
    "2 * pt(-2.2, 28)": (lambda: stats.p_from_statistic("t", 2.2, df=28), 0.0362254847788),
    "pt(2.2, 28, lower=FALSE)": (
        lambda: stats.p_from_statistic("t", 2.2, df=28, alternative="greater"),
        0.0181127423894,
    ),
    "pt(2.2, 28)": (lambda: stats.p_from_statistic("t", 2.2, df=28, alternative="less"), 0.981887257611),
    "pf(3.1, 2, 40, lower=FALSE)": (lambda: stats.p_from_statistic("F", 3.1, df=(2, 40)), 0.0560222200984),
    "pchisq(9.1, 3, lower=FALSE)": (lambda: stats.p_from_statistic("chi-square", 9.1, df=3), 0.0279904579322),
    "2 * pnorm(-1.7)": (lambda: stats.p_from_statistic("z", 1.7), 0.0891309255171),
    "2 * pt(-.31 sqrt(60 / (1 - .31^2)), 60)": (lambda: stats.p_from_statistic("r", 0.31, df=60), 0.0142064031975),
    "p.adjust(p, 'holm')": (lambda: stats.adjusted_p_values(P, method="holm"), [0.05, 0.08, 0.09, 0.09, 0.2]),
    "p.adjust(p, 'BH')": (
        lambda: stats.adjusted_p_values(P, method="benjamini-hochberg"),
        [0.05, 0.05, 0.05, 0.05, 0.2],
    ),
    "p.adjust(p, 'bonferroni')": (
        lambda: stats.adjusted_p_values(P, method="bonferroni"),
        [0.05, 0.1, 0.15, 0.2, 1],
    ),
    "mantelhaen.test(x, exact=TRUE)": (lambda: exact("two-sided"), 0.00213543580904),
    "mantelhaen.test(x, exact=TRUE, 'less')": (lambda: exact("less"), 0.00133428719844),
    "mantelhaen.test(x, exact=TRUE, 'greater')": (lambda: exact("greater"), 0.999699634641),
    "exp(b -+ qt(.975, 5) * sqrt(se^2 + tau2)), k-1": (
        lambda: ends(odds(prediction="k-1").prediction()),
        (0.0949711741349, 3.56910800252),
    ),
    "exp(b -+ qt(.975, 4) * sqrt(se^2 + tau2)), k-2": (
        lambda: ends(odds(prediction="k-2").prediction()),
        (0.0821347047079, 4.12690809347),
    ),
    "rma(d, method='DL'), (QE - 5) / QE": (
        lambda: (odds(convention="revman5").estimate.value, odds(convention="revman5").i2),
        (0.589464861204, 0.610146910322),
    ),
    "(QE - 5) / QE of rma(d)": (lambda: odds(convention="meta").i2, 0.610146910322),
    "rma(d, method='FE')": (
        lambda: (odds(method="FE").effect, odds(method="FE").se),
        (-0.423824242955, 0.180303176939),
    ),
    "transf.exp.int, one study": (lambda: given("GENEXP"), float(np.exp(-0.423824242955))),
    "rma(yi, vi), one study": (lambda: given("GEN"), -0.423824242955),
}
