"""Statistics computed from made-up numbers and printed in the usual ways: no check may find a fault in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
from scipy import stats

from analysis.audit.tables.relations import Grid

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_UP, ROUND_HALF_UP, ROUND_HALF_EVEN)


class Printer:
    """Prints numbers as one table does: one rounding, one mark of thousands and decimals, one dash."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.rounding = ROUNDINGS[rng.integers(len(ROUNDINGS))]
        self.european = bool(rng.random() < 0.1)
        self.grouped = bool(rng.random() < 0.5)
        self.dash = ["-", "–", " to ", ", ", " - "][rng.integers(4 if not self.european else 3)]
        self.brackets = ["()", "[]"][rng.integers(2)]

    def __call__(self, number: float, decimals: int = 0) -> str:
        exact = Decimal(repr(float(number))) if not isinstance(number, int | np.integer) else Decimal(int(number))
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), self.rounding):,f}"
        text = text if self.grouped else text.replace(",", "")
        text = text.translate(str.maketrans(",.", ".,")) if self.european else text
        return text.replace("-", "−") if self.rng.random() < 0.3 else text

    def pair(self, low: str, high: str) -> str:
        dash = (
            self.dash
            if self.dash.strip() not in ("-", "–") or ("-" not in low + high and "−" not in low + high)
            else " to "
        )
        return f"{low}{dash}{high}"

    def within(self, text: str) -> str:
        return f"{self.brackets[0]}{text}{self.brackets[1]}"

    def p(self, value: float) -> str:
        if value < 0.001:
            return ["<0.001", "< 0.001", "<.001"][self.rng.integers(3)] if not self.european else "<0,001"
        return self(value, 3 if value < 0.01 or self.rng.random() < 0.5 else 2)


def _grid(printer: Printer, headings: list[str], rows: list[list[str]], labels: list[str] | None = None) -> Grid:
    labels = labels or [f"Substance {chr(65 + i)}" for i in range(len(rows))]
    grid = Grid(tuple(labels), tuple(headings), tuple(map(tuple, rows)), printer.european)
    return grid.turn() if printer.rng.random() < 0.2 else grid


def changes(rng: np.random.Generator) -> Grid:
    printer, decimals = Printer(rng), int(rng.integers(3))
    fine = int(rng.integers(3)) if rng.random() < 0.4 else 0
    signed = rng.random() < 0.6
    rows = []
    for _ in range(rng.integers(1, 10)):
        first = np.exp(rng.uniform(1, 9))
        last = first * np.exp(rng.normal(0, 0.7))
        if not fine:
            first, last = max(1, round(first)), round(last)
        change = 100 * (last - first) / first
        rows.append([printer(first, fine), printer(last, fine), printer(change if signed else abs(change), decimals)])
    heading = ["% change", "Change, %", "Percent change 2014-2017", "Change (%)"][rng.integers(4)]
    return _grid(printer, ["2014", "2017", heading], rows)


def folds(rng: np.random.Generator) -> Grid:
    printer, rows = Printer(rng), []
    for _ in range(rng.integers(1, 8)):
        first, last = int(rng.integers(5, 900)), int(rng.integers(5, 9000))
        rows.append([printer(first), printer(last), printer(last / first, 1 + int(rng.integers(2)))])
    return _grid(printer, ["2010", "2020", "Fold change"], rows)


def growths(rng: np.random.Generator) -> Grid:
    printer, rows, decimals = Printer(rng), [], 1 + int(rng.integers(2))
    for _ in range(rng.integers(1, 8)):
        first, last = int(rng.integers(100, 900)), int(rng.integers(100, 9000))
        rows.append([printer(first), printer(last), printer(100 * ((last / first) ** (1 / 6) - 1), decimals)])
    return _grid(printer, ["2011", "2017", "Average annual % change"], rows)


def rates(rng: np.random.Generator) -> Grid:
    printer, rows = Printer(rng), []
    per = int([1000, 10**4, 10**5, 10**6][rng.integers(4)])
    unit, decimals = int([1, 1, 1, 1000][rng.integers(4)]), int(rng.integers(1, 3))
    for _ in range(rng.integers(1, 10)):
        count, population = int(np.exp(rng.uniform(1, 8))), int(np.exp(rng.uniform(10, 18)))
        printed = printer(population) if unit == 1 else printer(population / unit)
        if unit == 1 and rng.random() < 0.2:
            printed = printer(round(population, -3))
            population = population if round(population, -3) else 1000
        if population < 10**4:
            continue
        rows.append([printer(count), printed, printer(count / population * per, decimals)])
    said = [f"Rate per {per:,}", f"Rate per {per:,} population", f"rate_per_{per}", f"Rate (/{per:,})"][rng.integers(4)]
    return _grid(printer, ["Exposures", "Population" if unit == 1 else "Population (thousands)", said], rows)


def _two_groups(rng: np.random.Generator) -> tuple[int, int, int, int]:
    n, m = int(rng.integers(15, 400)), int(rng.integers(15, 400))
    a, b = rng.binomial(n, rng.uniform(0.05, 0.9)), rng.binomial(m, rng.uniform(0.05, 0.9))
    return min(max(int(a), 1), n - 1), n, min(max(int(b), 1), m - 1), m


def _p_of(table: tuple[int, int, int, int], test: str) -> float:
    a, n, b, m = table
    cells = [[a, n - a], [b, m - b]]
    if test == "fisher":
        return float(stats.fisher_exact(cells)[1])
    return float(
        stats.chi2_contingency(cells, correction=test == "yates", lambda_="log-likelihood" if test == "g" else None)[1]
    )


def ratios(rng: np.random.Generator) -> Grid:
    """Odds ratios and risk ratios with Wald, exact or Newcombe-like limits and the p of some test."""
    printer, rows, decimals = Printer(rng), [], int(rng.integers(1, 3))
    exact, risk = rng.random() < 0.3, rng.random() < 0.4
    test = ["wald", "fisher", "yates", "pearson", "g"][rng.integers(5)]
    level = 0.95 if rng.random() < 0.85 else 0.9
    z = stats.norm.ppf((1 + level) / 2)
    for _ in range(rng.integers(1, 10)):
        a, n, b, m = table = _two_groups(rng)
        if risk:
            estimate, se = (a / n) / (b / m), math.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
        else:
            estimate = (a / (n - a)) / (b / (m - b))
            se = math.sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b))
        low, high = estimate * math.exp(-z * se), estimate * math.exp(z * se)
        if exact and not risk:
            found = stats.contingency.odds_ratio([[a, n - a], [b, m - b]])
            estimate = float(found.statistic)
            low, high = map(float, found.confidence_interval(level))
        if not 0.05 < estimate < 50 or se == 0:
            continue
        p = float(2 * stats.norm.sf(abs(math.log(estimate)) / se)) if test == "wald" else _p_of(table, test)
        rows.append([*(printer(x, decimals) for x in (estimate, low, high)), printer.p(p)])
    name = (
        ["RR", "Relative risk", "Risk ratio"][rng.integers(3)]
        if risk
        else ["OR", "Odds ratio", "or", "aOR"][rng.integers(4)]
    )
    percent = f"{100 * level:g}% CI"
    form = rng.integers(3)
    if form == 0:
        rows = [[f"{e} {printer.within(printer.pair(low, high))}", p] for e, low, high, p in rows]
        return _grid(printer, [f"{name} ({percent})", "p"], rows)
    if form == 1:
        rows = [[e, printer.pair(low, high), p] for e, low, high, p in rows]
        return _grid(printer, [name, percent, "P value"], rows)
    return _grid(printer, [name, f"Lower {percent}", f"Upper {percent}", "p"], rows)


def differences(rng: np.random.Generator) -> Grid:
    printer, rows, decimals = Printer(rng), [], int(rng.integers(1, 3))
    for _ in range(rng.integers(1, 10)):
        n, m = int(rng.integers(6, 60)), int(rng.integers(6, 60))
        x, y = rng.normal(50, 10, n), rng.normal(50 + rng.normal(0, 6), 10, m)
        found = stats.ttest_ind(x, y, equal_var=rng.random() < 0.5)
        limits = found.confidence_interval(0.95)
        estimate = float(x.mean() - y.mean())
        shown = [printer(v, decimals) for v in (estimate, limits.low, limits.high)]
        rows.append([f"{shown[0]} {printer.within(printer.pair(*shown[1:]))}", printer.p(float(found.pvalue))])
    return _grid(printer, ["Mean difference (95% CI)", "P"], rows)


def shares(rng: np.random.Generator) -> Grid:
    """Prevalences with exact or Wilson limits beside their counts."""
    printer, rows = Printer(rng), []
    method = ["exact", "wilson"][rng.integers(2)]
    for _ in range(rng.integers(1, 9)):
        n = int(rng.integers(5, 500))
        found = stats.binomtest(int(rng.binomial(n, rng.uniform(0, 1))), n)
        limits = found.proportion_ci(method=method)
        values = [printer(100 * v, 1) for v in (found.k / n, limits.low, limits.high)]
        rows.append([printer(n), f"{values[0]} {printer.within(printer.pair(*values[1:]))}"])
    return _grid(printer, ["n", "Prevalence, % (95% CI)"], rows)


def groups(rng: np.random.Generator) -> Grid:
    printer, rows = Printer(rng), []
    _, n, _, m = _two_groups(rng)
    test = ["fisher", "yates", "pearson", "g"][rng.integers(4)]
    for _ in range(rng.integers(1, 9)):
        a, b = (int(rng.binomial(size, rng.uniform(0.05, 0.9))) for size in (n, m))
        if a + b in (0, n + m):
            continue
        p = _p_of((a, n, b, m), test)
        rows.append([f"{a} ({printer(100 * a / n, 1)})", f"{b} ({printer(100 * b / m, 1)})", printer.p(p)])
    return _grid(printer, [f"Baclofen (n = {n})", f"Placebo (n = {m})", "p"], rows)


def moments(rng: np.random.Generator) -> Grid:
    """Means of whole numbers, and of ages that were not cut to whole years."""
    printer, rows = Printer(rng), []
    whole, decimals = rng.random() < 0.6, int(rng.integers(1, 3))
    for _ in range(rng.integers(1, 10)):
        n = int(rng.integers(3, 120))
        values = rng.gamma(3, 8, n)
        values = np.floor(values) if whole else values
        mean, sd = math.fsum(values) / n, float(np.std(values, ddof=1))
        rows.append([printer(n), printer(mean, decimals), printer(sd, decimals), printer(sd / math.sqrt(n), decimals)])
    name = ["Age, years", "Length of stay, days", "Score"][rng.integers(3)] if not whole else "Number of tablets"
    if rng.random() < 0.5:
        joined = [[n, f"{mean} ± {sd}" if rng.random() < 0.5 else f"{mean} ({sd})"] for n, mean, sd, _ in rows]
        return _grid(printer, ["n", f"{name}, mean (SD)"], joined)
    return _grid(printer, ["n", f"{name}: mean", "SD", "SE"], rows)


def quantiles(rng: np.random.Generator) -> Grid:
    printer, rows, decimals = Printer(rng), [], int(rng.integers(2))
    method = ["linear", "weibull", "median_unbiased", "lower", "nearest"][rng.integers(5)]
    for _ in range(rng.integers(1, 9)):
        values = np.floor(rng.gamma(2, 20, int(rng.integers(2, 60))))
        q1, q3 = np.quantile(values, [0.25, 0.75], method=method)
        q1, median, q3 = min(q1, np.median(values)), np.median(values), max(q3, np.median(values))
        shown = [printer(v, decimals) for v in (q1, q3, values.min(), values.max())]
        middle = printer(median, decimals)
        quartiles, ends = printer.pair(*shown[:2]), printer.pair(*shown[2:])
        rows.append([f"{middle} {printer.within(quartiles)}", ends, printer(float(values.mean()), 1)])
    return _grid(printer, ["Median (IQR)", "Range", "Mean"], rows)


def statistics(rng: np.random.Generator) -> Grid:
    printer, rows = Printer(rng), []
    test = ["t", "F", "χ2", "z"][rng.integers(4)]
    for _ in range(rng.integers(1, 9)):
        value, p, degrees = _test(rng, test)
        rows.append([printer(value, 2), *map(str, degrees), printer.p(float(p))])
    degrees = {"F": ["df1", "df2"], "z": []}.get(test, ["df"])
    return _grid(printer, [test, *degrees, "p"], rows)


def _test(rng: np.random.Generator, test: str) -> tuple[float, float, list[int]]:
    df, df2 = int(rng.integers(1, 80)), int(rng.integers(4, 200))
    if test == "t":
        value = rng.standard_t(df) * 2
        return value, 2 * stats.t.sf(abs(value), df), [df]
    if test == "F":
        value = rng.f(df, df2) * 1.5
        return value, stats.f.sf(value, df, df2), [df, df2]
    if test == "z":
        value = rng.normal(0, 2)
        return value, 2 * stats.norm.sf(abs(value)), []
    value = rng.chisquare(df) * 1.3
    return value, stats.chi2.sf(value, df), [df]


def hundreds(rng: np.random.Generator) -> Grid:
    printer, decimals = Printer(rng), int(rng.integers(2))
    width, rows = int(rng.integers(1, 4)), []
    columns = [rng.multinomial(int(rng.integers(10, 5000)), rng.dirichlet(np.ones(5))) for _ in range(width)]
    for i in range(5):
        rows.append([printer(100 * column[i] / column.sum(), decimals) + "%" for column in columns])
    rows.append(["100%" for _ in columns])
    return _grid(printer, [f"Year {y}" for y in range(width)], rows, [*(f"Reason {i}" for i in range(5)), "Total"])


HONEST: dict[str, Callable[[np.random.Generator], Grid]] = {
    one.__name__: one
    for one in (
        changes,
        folds,
        growths,
        rates,
        ratios,
        differences,
        shares,
        groups,
        moments,
        quantiles,
        statistics,
        hundreds,
    )
}


def honest(name: str, tables: int, seed: int) -> Iterator[Grid]:
    rng = np.random.default_rng(seed)
    yield from (HONEST[name](rng) for _ in range(tables))
