"""Time the statistics against R: intervals, meta-analyses, negative binomial trends, and a joinpoint fit.

Run ``python benchmarks/against_r.py [ROWS]`` (1,000,000 rows of the intervals unless told otherwise). It needs
``Rscript`` on PATH, with the packages metafor and MASS; what is missing is said, and only our time printed. Compared
are

- each vectorized interval on all rows, and an R loop over ``binom.test``, ``prop.test``, ``poisson.test`` or
  ``fisher.test``; over ``uniroot`` where R has only the equation (mid-p, score), and over the nearest of these tests
  for other closed forms, marked * (whoever writes the formula out has it as fast in R, which is vectorized too);
- 10,000 REML meta-analyses of 10 studies, and ``metafor::rma`` one at a time;
- 1,000 negative binomial trends of 20 years, theta estimated, and ``MASS::glm.nb`` one at a time;
- one joinpoint fit of 40 years with permutation tests of 4,499 permutations. R has no such test; a plain search calls
  ``lm.fit`` once for every set of joinpoints and permutation of the same tests.

R's loops run over the first rows for a second each, without R's own start, and their times are scaled to all rows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.stats.joinpoint import joinpoint_models, permutation_test
from analysis.stats.joinpoint.grid import candidates
from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.proportions import proportion
from analysis.stats.rate_ratio import rate_ratio
from analysis.stats.rates import rate
from analysis.stats.risk_difference import risk_difference
from analysis.stats.synthesis import subgroups
from analysis.stats.trends import annual_percent_changes
from analysis.stats.two_by_two import association_test

AIM = 20
ONE, TWO = ("a", "n"), ("a", "n", "b", "m")
BINOM, POISSON = "binom.test(a[i], n[i])$conf.int", "poisson.test(a[i], n[i])$conf.int"
PROP, CORRECTED = "prop.test(a[i], n[i], correct = FALSE)$conf.int", "prop.test(a[i], n[i])$conf.int"
PROPS = "prop.test(c(a[i], b[i]), c(n[i], m[i]), correct = FALSE)$conf.int"
RATES = "poisson.test(c(a[i], b[i]), c(n[i], m[i]))$conf.int"
BINOM_MID_P = "mid_p(function(p) pbinom(a[i], n[i], p), function(p) pbinom(a[i] - 1, n[i], p), 0, 1)"
POISSON_MID_P = "mid_p(function(p) ppois(a[i], p), function(p) ppois(a[i] - 1, p), 0, 10 * a[i] + 10)"
RATES_MID_P = BINOM_MID_P.replace("n[i]", "a[i] + b[i]")
SCORE, MEE = "score(a[i], n[i], b[i], m[i], TRUE)", "score(a[i], n[i], b[i], m[i], FALSE)"
FISHER = "fisher.test(matrix(c(a[i], n[i] - a[i], b[i], m[i] - b[i]), 2))"
INTERVALS = [  # ours, its columns and method; R's call; "*" where R has no such interval
    (proportion, ONE, "clopper-pearson", BINOM, ""),
    (proportion, ONE, "mid-p", BINOM_MID_P, ""),
    (proportion, ONE, "jeffreys", BINOM, "*"),
    (proportion, ONE, "wilson", PROP, ""),
    (proportion, ONE, "wilson-cc", CORRECTED, ""),
    (proportion, ONE, "agresti-coull", PROP, "*"),
    (proportion, ONE, "wald", PROP, "*"),
    (risk_difference, TWO, "wald", PROPS, ""),
    (risk_difference, TWO, "newcombe", PROPS, "*"),
    (risk_difference, TWO, "newcombe-cc", PROPS, "*"),
    (risk_difference, TWO, "agresti-caffo", PROPS, "*"),
    (risk_difference, TWO, "miettinen-nurminen", SCORE, ""),
    (risk_difference, TWO, "mee", MEE, ""),
    (rate, ONE, "exact", POISSON, ""),
    (rate, ONE, "mid-p", POISSON_MID_P, ""),
    (rate, ONE, "byar", POISSON, "*"),
    (rate, ONE, "wald", POISSON, "*"),
    (rate_ratio, TWO, "exact", RATES, ""),
    (rate_ratio, TWO, "mid-p", RATES_MID_P, ""),
    (rate_ratio, TWO, "wald", RATES, "*"),
    (odds_ratio, TWO, "exact", FISHER, ""),
    (association_test, TWO, "fisher", FISHER, ""),
]
R_ROOTS = """
root <- function(f, low, high) try(uniroot(f, c(low, high), tol = 1e-10)$root, silent = TRUE)
mid_p <- function(upto, below, low, high) c(
  root(function(p) (upto(p) + below(p)) / 2 - 0.975, low, high),
  root(function(p) (upto(p) + below(p)) / 2 - 0.025, low, high))
score <- function(a, n, b, m, corrected) {  # restricted estimate: Farrington and Manning 1990
  total <- n + m; observed <- a / n - b / m; scale <- if (corrected) total / (total - 1) else 1
  excess <- function(d) {
    l2 <- ((n + 2 * m) * d - total - a - b) / total; l1 <- ((m * d - total - 2 * b) * d + a + b) / total
    l0 <- b * d * (1 - d) / total
    q <- (l2 / 3)^3 - l1 * l2 / 6 + l0 / 2; p <- sign(q) * sqrt(max(l2^2 / 9 - l1 / 3, 0))
    p2 <- 2 * p * cos((pi + acos(max(-1, min(1, q / p^3)))) / 3) - l2 / 3; p1 <- p2 + d
    (observed - d)^2 - 3.841459 * scale * (p1 * (1 - p1) / n + p2 * (1 - p2) / m)
  }
  c(root(excess, -1 + 1e-9, observed), root(excess, observed, 1 - 1e-9))
}
"""
R_PROGRAM = """
{setup}
attach(read.csv(commandArgs(TRUE)[1]))
one <- function(i) {{ {code} }}
steps <- max(step); done <- 0; start <- proc.time()[["elapsed"]]
suppressWarnings(while ((taken <- proc.time()[["elapsed"]] - start) < 1) {{
  one(done %% steps + 1)
  done <- done + 1
}})
cat(taken / done, done)
"""


def r_loop(code: str, data: pd.DataFrame, setup: str = "") -> tuple[float, int] | None:
    """Seconds per step i of an R loop over `code`, and the steps done; None where R or a package is missing."""
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "data.csv")
        data.to_csv(file, index=False)
        program = R_PROGRAM.format(setup=setup, code=code)
        run = subprocess.run(["Rscript", "-e", program, file], capture_output=True, text=True, check=False)
    if "there is no package" in run.stderr:
        return None
    if run.returncode:
        raise RuntimeError(run.stderr)
    taken, steps = run.stdout.split()
    return float(taken), int(steps)


def report(name: str, ours: float, loop: tuple[float, int] | None, steps: float, what: str):
    """Print one line of the table; `steps` of R's loop are as much work as ours was."""
    if loop is None:
        print(f"{name:44}{ours:9.2f}  R with {what} is not installed", flush=True)
        return
    taken, done = loop
    times = taken * steps / ours
    verdict = "  SLOWER" if times < 1 else "  MISSED" if times < AIM else ""
    print(f"{name:44}{ours:9.2f}{taken * steps:13,.0f}{times:10,.0f}{done:10,}  {what}{verdict}", flush=True)


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def intervals(rows: int):
    rng = np.random.default_rng(20240701)
    n, m = rng.integers(1, 501, rows), rng.integers(1, 501, rows)
    table = {"a": rng.binomial(n, rng.random(rows)), "n": n, "b": rng.binomial(m, rng.random(rows)), "m": m}
    few = pd.DataFrame(table)[:20_000]
    few["step"] = few.index + 1
    for function, columns, method, code, near in INTERVALS:
        start = time.perf_counter()
        function(*(table[name] for name in columns), method=method)
        ours = time.perf_counter() - start
        called = "uniroot" if code.startswith(("mid_p", "score")) else code.split("(")[0] + near
        report(f"{function.__name__} {method}", ours, r_loop(code, few, R_ROOTS), rows, called)


def syntheses(number: int, studies: int):
    rng = np.random.default_rng(3)
    variance = rng.gamma(2, 0.1, (number, studies)) + 0.01
    effect = rng.normal(0.3, np.sqrt(variance + 0.1))
    step = np.repeat(np.arange(1, number + 1), studies)
    frame = pd.DataFrame({"step": step, "effect": effect.ravel(), "variance": variance.ravel()})
    ours = seconds(lambda: subgroups(frame, "step", method="REML"))
    code = f"s <- ((i - 1) * {studies} + 1):(i * {studies}); try(rma(effect[s], variance[s]), silent = TRUE)"
    loop = r_loop(code, frame[: 2_000 * studies], "library(metafor)")
    report(f"{number:,} REML of {studies} studies", ours, loop, number, "metafor::rma")


def trends(number: int, years: int):
    rng = np.random.default_rng(20240701)
    year = np.arange(2000, 2000 + years)
    mean = np.exp(rng.normal(5, 1, number) + np.outer(year - 2010, rng.normal(0, 0.05, number)))
    table = pd.DataFrame(rng.negative_binomial(8, 8 / (8 + mean)), index=year)
    ours = seconds(lambda: annual_percent_changes(table, model="negative-binomial"))
    long = pd.DataFrame({"step": np.repeat(np.arange(1, number + 1), years), "count": table.to_numpy().T.ravel()})
    code = f"s <- ((i - 1) * {years} + 1):(i * {years}); try(glm.nb(count[s] ~ seq_len({years})), silent = TRUE)"
    loop = r_loop(code, long, "library(MASS)")
    report(f"{number:,} negative binomial trends of {years} years", ours, loop, number, "MASS::glm.nb")


def joinpoints(years: int, permutations: int):
    rng = np.random.default_rng(20240701)
    year = np.arange(1980.0, 1980 + years)
    value = np.interp(year, [1980, 1992, 2003, 2019], [5, 5.4, 5.2, 6]) + rng.normal(scale=0.03, size=years)
    models = joinpoint_models(np.exp(value), year=year)
    ours = seconds(lambda: permutation_test(joinpoint_models(np.exp(value), year=year), permutations=permutations))
    tests = permutation_test(models, permutations=9).tests
    sets = sum(len(candidates(years, k, 2, 2)) for row in tests.itertuples() for k in (row.null, row.alternative))
    data = pd.DataFrame({"step": 1, "year": year, "value": value})
    code = "lm.fit(cbind(1, year, sapply(c(1985, 1990, 1995), function(t) pmax(0, year - t))), value)$residuals"
    name = f"joinpoint fit of {years} years, {permutations:,} permutations"
    report(name, ours, r_loop(code, data), sets * permutations, "lm.fit")


def main(rows: int = 1_000_000):
    if not shutil.which("Rscript"):
        print("Rscript is not on PATH: only our own times are printed.")
    print(f"Intervals on {rows:,} rows; aim {AIM} times faster. Times of R are scaled from as many steps as shown.\n")
    print(f"{'what':44}{'seconds':>9}{'R, scaled':>13}{'times':>10}{'R steps':>10}  R's loop (* nearest test)")
    intervals(rows)
    syntheses(10_000, 10)
    trends(1_000, 20)
    joinpoints(40, 4_499)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
