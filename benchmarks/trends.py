"""Time the trends against the only alternatives at hand: a loop over statsmodels, and a loop over numpy's lstsq.

Run ``python benchmarks/trends.py``. Compared are

- 1,000 negative binomial trends of 20 years, theta estimated: `annual_percent_changes` on one frame, and a loop
  over ``statsmodels.discrete.NegativeBinomial(...).fit()``, one series a time;
- one joinpoint fit of 40 years, 0 to 5 joinpoints chosen by permutation tests of 4,499 permutations:
  `joinpoint_models` and `permutation_test`, and what a plain search costs, ``numpy.linalg.lstsq`` once for every
  set of joinpoints and permutation of the same tests. No Python library has this test.

A loop runs for a few seconds and its time is scaled to all its steps, since the whole takes minutes to days.
"""

from __future__ import annotations

import time
import warnings
from itertools import count

import numpy as np
import pandas as pd
from statsmodels.discrete.discrete_model import NegativeBinomial

from analysis.stats.joinpoint import joinpoint_models, permutation_test
from analysis.stats.joinpoint.grid import candidates
from analysis.stats.trends import annual_percent_changes

LOOP_SECONDS = 3.0


def main():
    trends(1_000, 20)
    joinpoints(40, 4_499)


def trends(series: int, years: int):
    rng = np.random.default_rng(20240701)
    year = np.arange(2000, 2000 + years)
    mean = np.exp(rng.normal(5, 1, series) + np.outer(year - 2010, rng.normal(0, 0.05, series)))
    table = pd.DataFrame(rng.negative_binomial(8, 8 / (8 + mean)), index=year)
    ours = seconds(lambda: annual_percent_changes(table, model="negative-binomial"))
    design = np.column_stack([np.ones(years), year - year.mean()])

    def one(i):
        NegativeBinomial(table[i % series].to_numpy(), design).fit(disp=0)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels does not converge on every series
        theirs = per_step(one) * series
    report(f"{series:,} negative binomial trends of {years} years", ours, theirs, "loop over statsmodels")


def joinpoints(years: int, permutations: int):
    rng = np.random.default_rng(20240701)
    year = np.arange(1980.0, 1980 + years)
    line = np.interp(year, [1980, 1992, 2003, 2019], [5, 5.4, 5.2, 6])
    rate = np.exp(line + rng.normal(scale=0.03, size=years))
    search = seconds(lambda: joinpoint_models(rate, year=year))
    models = joinpoint_models(rate, year=year)
    test = seconds(lambda: permutation_test(models, permutations=permutations))
    tests = permutation_test(models, permutations=9).tests
    sets = sum(len(candidates(years, k, 2, 2)) for row in tests.itertuples() for k in (row.null, row.alternative))
    design = np.column_stack([np.ones(years), year, *(np.maximum(0, year - j) for j in year[[5, 10, 15, 20]])])
    theirs = per_step(lambda i: np.linalg.lstsq(design, line, rcond=None)) * sets * permutations
    report(f"joinpoint fit of {years} years, {permutations:,} permutations", search + test, theirs, "loop over lstsq")
    print(f"  of which the grid search {search:.2f} s; {len(tests)} tests, {sets:,} sets of joinpoints in all")


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def per_step(function) -> float:
    start = time.perf_counter()
    for step in count(1):
        function(step)
        if (taken := time.perf_counter() - start) > LOOP_SECONDS:
            return taken / step


def report(name: str, ours: float, theirs: float, what: str):
    print(f"{name}: {ours:.2f} s; {what} {theirs:,.1f} s (scaled), {theirs / ours:,.0f} times as long")


if __name__ == "__main__":
    main()
