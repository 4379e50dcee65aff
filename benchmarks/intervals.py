"""Time each vectorized interval on a million rows against a loop over a library's function for one row.

Run ``python benchmarks/intervals.py [ROWS [NAME]]``: 1,000,000 rows and every interval unless told otherwise. The
loop runs over the first rows only, for half a second, and its time is scaled to all rows; the rows are drawn at
random, so the first are like the rest. It calls statsmodels; scipy where statsmodels has no such method; and
``brentq`` on the defining equation where neither has.
"""

from __future__ import annotations

import sys
import time
import warnings
from contextlib import suppress

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, binomtest, fisher_exact
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.proportions import proportion
from analysis.stats.rate_ratio import percent_change, rate_ratio
from analysis.stats.rates import rate
from analysis.stats.risk_difference import risk_difference
from analysis.stats.risk_ratio import risk_ratio
from analysis.stats.two_by_two import association_test

AIM = 20
LOOP_SECONDS = 0.5


def statsmodels_proportion(method):
    return lambda a, n, b, m: proportion_confint(a, n, method=method)


def statsmodels_pair(method, compare, **options):
    return lambda a, n, b, m: confint_proportions_2indep(a, n, b, m, method=method, compare=compare, **options)


def statsmodels_rate(method):
    return lambda a, n, b, m: confint_poisson(a, n, method=method)


def scipy_wilson_corrected(a, n, b, m):
    return binomtest(a, n).proportion_ci(method="wilsoncc")


def brentq_mid_p(a, n, b, m):
    low = 0 if a == 0 else brentq(lambda p: binom.sf(a, n, p) + binom.pmf(a, n, p) / 2 - 0.025, 0, 1)
    high = 1 if a == n else brentq(lambda p: binom.cdf(a - 1, n, p) + binom.pmf(a, n, p) / 2 - 0.025, 0, 1)
    return low, high


def scipy_exact_rate_ratio(a, n, b, m):
    low, high = binomtest(a, a + b).proportion_ci() if a + b else (0, 1)
    return low / (1 - low) * m / n, high / (1 - high) * m / n if high < 1 else np.inf


def scipy_exact_odds_ratio(a, n, b, m):
    return scipy_odds_ratio([[a, n - a], [b, m - b]], kind="conditional").confidence_interval()


def statsmodels_odds_ratio(a, n, b, m):
    return Table2x2([[a, n - a], [b, m - b]], shift_zeros=False).oddsratio_confint()


def scipy_fisher(a, n, b, m):
    return fisher_exact([[a, n - a], [b, m - b]])


def of(function, data, method):
    return lambda table: function(*(table[name] for name in data), method=method)


ONE, TWO = ("a", "n"), ("a", "n", "b", "m")
CASES = {
    "proportion wilson": (of(proportion, ONE, "wilson"), statsmodels_proportion("wilson")),
    "proportion wilson-cc": (of(proportion, ONE, "wilson-cc"), scipy_wilson_corrected),
    "proportion clopper-pearson": (of(proportion, ONE, "clopper-pearson"), statsmodels_proportion("beta")),
    "proportion mid-p": (of(proportion, ONE, "mid-p"), brentq_mid_p),
    "proportion jeffreys": (of(proportion, ONE, "jeffreys"), statsmodels_proportion("jeffreys")),
    "proportion agresti-coull": (of(proportion, ONE, "agresti-coull"), statsmodels_proportion("agresti_coull")),
    "proportion wald": (of(proportion, ONE, "wald"), statsmodels_proportion("normal")),
    "risk_difference newcombe": (of(risk_difference, TWO, "newcombe"), statsmodels_pair("newcomb", "diff")),
    "risk_difference miettinen-nurminen": (
        of(risk_difference, TWO, "miettinen-nurminen"),
        statsmodels_pair("score", "diff"),
    ),
    "risk_difference mee": (of(risk_difference, TWO, "mee"), statsmodels_pair("score", "diff", correction=False)),
    "risk_difference agresti-caffo": (
        of(risk_difference, TWO, "agresti-caffo"),
        statsmodels_pair("agresti-caffo", "diff"),
    ),
    "risk_difference wald": (of(risk_difference, TWO, "wald"), statsmodels_pair("wald", "diff")),
    "risk_ratio wald": (of(risk_ratio, TWO, "wald"), statsmodels_pair("log", "ratio")),
    "risk_ratio wald-adjusted": (of(risk_ratio, TWO, "wald-adjusted"), statsmodels_pair("log-adjusted", "ratio")),
    "risk_ratio score": (of(risk_ratio, TWO, "score"), statsmodels_pair("score", "ratio", correction=False)),
    "odds_ratio wald": (of(odds_ratio, TWO, "wald"), statsmodels_odds_ratio),
    "odds_ratio exact": (of(odds_ratio, TWO, "exact"), scipy_exact_odds_ratio),
    "odds_ratio mid-p": (of(odds_ratio, TWO, "mid-p"), scipy_exact_odds_ratio),
    "association_test fisher": (of(association_test, TWO, "fisher"), scipy_fisher),
    "rate exact": (of(rate, ONE, "exact"), statsmodels_rate("exact-c")),
    "rate mid-p": (of(rate, ONE, "mid-p"), statsmodels_rate("midp-c")),
    "rate wald": (of(rate, ONE, "wald"), statsmodels_rate("wald")),
    "rate_ratio exact": (of(rate_ratio, TWO, "exact"), scipy_exact_rate_ratio),
    "rate_ratio wald": (
        of(rate_ratio, TWO, "wald"),
        lambda a, n, b, m: confint_poisson_2indep(a, n, b, m, method="wald-log"),
    ),
    "percent_change exact": (
        lambda t: percent_change(t["b"], t["a"], old_person_time=t["m"], new_person_time=t["n"]),
        scipy_exact_rate_ratio,
    ),
}


def tables(rows: int) -> dict[str, np.ndarray]:
    """Two groups of 1 to 500 people with any share of events, as columns a of n and b of m."""
    rng = np.random.default_rng(20240701)
    n, m = rng.integers(1, 501, rows), rng.integers(1, 501, rows)
    return {"a": rng.binomial(n, rng.random(rows)), "n": n, "b": rng.binomial(m, rng.random(rows)), "m": m}


def loop_seconds(function, table: dict[str, np.ndarray]) -> tuple[float, int]:
    """Seconds for all rows, scaled from as many rows as half a second allows, and how many these were."""
    rows = zip(*(table[name].tolist() for name in TWO), strict=True)
    done, start = 0, time.perf_counter()
    for row in rows:
        with suppress(ValueError, ZeroDivisionError):  # statsmodels finds no score limits for some tables.
            function(*row)
        done += 1
        if time.perf_counter() - start > LOOP_SECONDS:
            break
    return (time.perf_counter() - start) / done * table["a"].size, done


def main(rows: int = 1_000_000, wanted: str = "") -> None:
    warnings.simplefilter("ignore")  # The loops divide by the zeros of the data; our own functions do not warn.
    table = tables(rows)
    print(f"{rows:,} rows, aim {AIM} times faster; the loop runs over the last column's rows and is scaled\n")
    print(f"{'interval':36}{'seconds':>9}{'loop, scaled':>14}{'times faster':>14}{'rows looped':>13}")
    for name, (ours, loop) in CASES.items():
        if wanted not in name:
            continue
        start = time.perf_counter()
        ours(table)
        seconds = time.perf_counter() - start
        scaled, done = loop_seconds(loop, table)
        ratio = scaled / seconds
        verdict = "" if ratio >= AIM else "  MISSED"
        print(f"{name:36}{seconds:9.2f}{scaled:14.0f}{ratio:14.0f}{done:13,}{verdict}", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*([int(given[0])] if given else []), *given[1:2])
