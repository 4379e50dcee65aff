"""Printed p-values against an interval, a correlation or the counts of two groups."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy.special import ndtr, ndtri

from ..errors import DataError
from ..printed import Interval, read_printed
from ..stats.arguments import checked_level, number
from .arguments import counts_of, whole_number
from .compare import CONVENTIONS
from .findings import Finding
from .intervals import above, as_ratio, scale_of


def check_p_of_interval(
    p: str,
    estimate: str,
    low: str,
    high: str,
    *,
    measure: str = "linear",
    null: float | None = None,
    level: float = 0.95,
    rounding: str = "half-up",
) -> list[Finding]:
    """Hold a printed p-value against a printed interval of the same estimate.

    The limits give the standard error on the scale of the measure, that and the estimate the z of a normal test, with
    all that rounding leaves open. Exact, likelihood and t-based p-values differ somewhat from it: a p on the same side
    of ``1 - level`` as the interval says is called ``unusual``; an interval that leaves the null value out although p
    is not below ``1 - level`` (or the reverse) is ``inconsistent``.

    Parameters
    ----------
    p : str
        As printed: ``"0.618"``, ``"< 0.001"``, ``"p = 0.014"``.
    estimate, low, high, measure, rounding
        As for `check_interval`.
    null : float, optional
        Value without effect: 1 on the log scale, 0.5 on the logit scale and 0 on the others unless given.
    level : float
        Confidence level of the limits as a share.

    Raises
    ------
    DataError
        When a print holds no number, the measure is unknown, or `p` is not within 0 and 1.

    References
    ----------
    Altman DG, Bland JM (2011). How to obtain the P value from a confidence interval. BMJ 343:d2304.
    doi:10.1136/bmj.d2304

    Examples
    --------
    >>> check_p_of_interval("0.03", "2.0", "1.1", "3.6", measure="OR")
    []
    >>> check_p_of_interval("0.30", "2.0", "1.1", "3.6", measure="OR")[0].expected
    '0.013 to 0.036'
    """
    scale = scale_of(measure)
    claimed = p_interval(p, rounding)
    null = {"log": 1.0, "logit": 0.5}.get(scale, 0.0) if null is None else number(null, "null", low=-1e300, high=1e300)
    level = checked_level(level)
    sets = [read_printed(text).interval(rounding) for text in (estimate, low, high)]
    span = _p_range(scale, sets, null, level)
    if span is None or claimed.overlaps(span):
        return []
    nothing = Interval.of(null)
    excluded = above(sets[1], nothing) or above(nothing, sets[2])
    includes = above(nothing, sets[1]) and above(sets[2], nothing)
    alpha = Fraction(str(round(1 - level, 12)))
    contradicts = (excluded and claimed.low >= alpha) or (includes and claimed.high <= alpha)
    reach = p_text(span)
    limits = f"{estimate.strip()} ({low.strip()} to {high.strip()})"
    said = f"An estimate of {limits} has p = {reach}, and {p_words(p)} is printed"
    said += "; the two disagree about significance." if contradicts else "."
    severity = "inconsistent" if contradicts else "unusual"
    return [Finding("p of an interval", severity, said, printed=p, means=str(claimed), expected=reach)]


def check_p_of_correlation(r: str, n: int, p: str, *, rounding: str = "half-up") -> list[Finding]:
    """Hold the printed p-value of a correlation (Pearson, or Spearman's rho) against the coefficient and n.

    Parameters
    ----------
    r, p : str
        The coefficient and the p-value as printed.
    n : int
        Pairs, at least 4.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print meets the span of the p-values of the t test, of Fisher's z and of the normal
        approximation ``r sqrt(n - 1)``, at all that the print of the coefficient can mean. Otherwise
        ``inconsistent``, with the number of pairs that the p-value needs.

    Raises
    ------
    DataError
        When `r` is no correlation, `n` is below 4, or `p` is not within 0 and 1.

    Examples
    --------
    >>> check_p_of_correlation("0.31", 50, "0.03")
    []
    >>> check_p_of_correlation("0.31", 50, "0.003")[0].repairs
    ('n = 84',)
    """
    said, claimed = read_printed(r), p_interval(p, rounding)
    if not -1 <= said.value <= 1:
        raise DataError(f"r: expected a correlation from -1 to 1, got {r!r}.")
    n = whole_number(n, "n", least=4)
    ends = said.interval(rounding)
    sizes = np.minimum([abs(float(end)) for end in (ends.low, ends.high)], 1 - 1e-12)
    sizes = [0.0, sizes.max()] if ends.low < 0 < ends.high else sizes
    span = _span(_correlation_p(np.array([n]), sizes))
    if claimed.overlaps(span):
        return []
    lowest, highest = _correlation_p(np.arange(4, 10_001), sizes)
    fits = np.flatnonzero((lowest <= float(claimed.high)) & (highest >= float(claimed.low)))
    needs = f"; {p_words(p)} needs about {fits[0] + 4} pairs" if fits.size else ""
    repairs = (f"n = {fits[0] + 4}",) if fits.size else ()
    text = f"A correlation of {r.strip()} in {n} pairs has p = {p_text(span)}, and {p_words(p)} is printed{needs}."
    return [Finding("p of a correlation", "inconsistent", text, p, str(claimed), p_text(span), repairs=repairs)]


def check_p_of_groups(
    p: str, events: int, n: int, comparator_events: int, comparator_n: int, *, rounding: str = "half-up"
) -> list[Finding]:
    """Hold a printed p-value against the counts of two groups, by every test of a 2x2 table.

    Parameters
    ----------
    p : str
        As printed.
    events, n, comparator_events, comparator_n : int
        The counts of the two groups.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when a test gives the print; ``unusual`` when one does under another convention; else ``inconsistent``,
        with all of them: the test may have been adjusted for other variables, or other people were counted.

    Raises
    ------
    DataError
        When `p` is not within 0 and 1 or a count is broken.

    Notes
    -----
    Tried are Fisher's exact test (two-sided: all tables no more probable; the smaller side; twice that), mid-p (half of
    the observed table's probability), Pearson's chi-square ``sum (O - E)^2 / E`` with and without Yates' correction
    (``|O - E| - 1/2``) and the likelihood ratio ``2 sum O log(O / E)``, each with one degree of freedom; see
    `analysis.stats.two_by_two.association_test`. Exact tests are left out where there are too many tables.

    Examples
    --------
    >>> check_p_of_groups("0.13", 5, 22, 1, 20)
    []
    >>> check_p_of_groups("0.001", 5, 22, 1, 20)[0].severity
    'inconsistent'
    """
    claimed = p_interval(p, rounding)
    events, n = counts_of(events, n)
    comparator_events, comparator_n = counts_of(comparator_events, comparator_n, "comparator_")
    tried = p_values_of_groups(events, n, comparator_events, comparator_n)
    conventions = (rounding, *CONVENTIONS)
    for name in conventions:
        sets = p_interval(p, name)
        if any(sets.holds(exact(value)) for value in tried.values() if not math.isnan(value)):
            return [] if name == rounding else [_cut_p(p, name, claimed)]
    listed = ", ".join(f"{name} {_p_number(value)}" for name, value in tried.items() if not math.isnan(value))
    arms = f"{events} of {n} against {comparator_events} of {comparator_n}"
    said = f"No test of {arms} gives {p_words(p)}: {listed}."
    return [Finding("p of two groups", "inconsistent", said, printed=p, means=str(claimed), expected=listed)]


def p_values_of_groups(events: int, n: int, comparator_events: int, comparator_n: int) -> dict[str, float]:
    """Give the p-value of every test of a 2x2 table, by name; missing where a test is not defined or too long."""
    from ..stats.comparison import contingency_test
    from ..stats.two_by_two import association_test

    table = (events, n, comparator_events, comparator_n)

    def p(method: str, **how) -> float:
        try:
            return association_test(*table, method=method, **how)
        except DataError:  # exact tests refuse counts with too many tables
            return math.nan

    one_sided = min(p("fisher", alternative=side) for side in ("less", "greater"))
    found = {"Fisher": p("fisher"), "Fisher one-sided": one_sided, "Fisher doubled": min(2 * one_sided, 1.0)}
    found |= {"mid-p": p("mid-p"), "chi-square": p("chi-square"), "Yates": p("chi-square-yates")}
    cells = [[events, n - events], [comparator_events, comparator_n - comparator_events]]
    empty = any(not sum(line) for line in (*cells, *zip(*cells, strict=True)))
    return found | {"likelihood ratio": math.nan if empty else contingency_test(cells, test="g").p}


def p_interval(p: str, rounding: str = "half-up") -> Interval:
    """Give all p-values that a print can mean, within 0 and 1: ``"< 0.001"`` is [0, 0.001)."""
    said = read_printed(p).interval(rounding)
    if said.high < 0 or said.low > 1:
        raise DataError(f"p: expected a p-value from 0 to 1, got {p!r}.")
    low = (said.low, said.low_closed) if said.low >= 0 else (Fraction(0), True)
    high = (said.high, said.high_closed) if said.high <= 1 else (Fraction(1), True)
    return Interval(low[0], high[0], low[1], high[1])


def _correlation_p(pairs: np.ndarray, sizes) -> tuple[np.ndarray, np.ndarray]:
    """Give the least and the greatest p-value of three tests of correlations of these sizes, by number of pairs."""
    from ..stats.significance import p_from_statistic

    tests = []
    for size in sizes:
        tests += [p_from_statistic("r", float(size), df=pairs - 2), 2 * ndtr(-np.arctanh(size) * np.sqrt(pairs - 3))]
        tests += [2 * ndtr(-size * np.sqrt(pairs - 1))]
    return np.min(tests, axis=0), np.max(tests, axis=0)


def p_of_limits(estimate: str, low: str, high: str, *, measure: str, level: float = 0.95) -> Interval | None:
    """Give the p-values of a normal test that printed limits allow; nothing where they have no place on the scale."""
    scale = scale_of(measure)
    sets = [read_printed(text).interval() for text in (estimate, low, high)]
    return _p_range(scale, sets, {"log": 1.0, "logit": 0.5}.get(scale, 0.0), level)


def _p_range(scale: str, sets: list[Interval], null: float, level: float) -> Interval | None:
    """Give the normal p-values of all estimates and standard errors that three prints allow."""
    ends = [_axis(scale, interval) for interval in (*sets, Interval.of(null))]
    if any(end is None for end in ends):
        return None
    (first, last), (low_first, low_last), (high_first, high_last), (center, _) = ends
    width = 2 * ndtri((1 + level) / 2)
    if width <= 0:  # limits of a level that is nothing
        return None
    least, most = max(high_first - low_last, 0.0) / width, (high_last - low_first) / width
    far = max(abs(first - center), abs(last - center))
    near = 0.0 if first <= center <= last else min(abs(first - center), abs(last - center))
    if most <= 0:
        return None
    return _span([2 * ndtr(-near / most), 2 * ndtr(-far / least) if least > 0 else 0.0])


def _axis(scale: str, interval: Interval) -> tuple[float, float] | None:
    """Give the ends of a set on the additive scale; nothing where they have no place there."""
    if scale == "linear":
        return float(interval.low), float(interval.high)
    ratio = as_ratio(scale, interval)
    return (math.log(ratio.low), math.log(ratio.high)) if ratio.low > 0 and ratio.high < math.inf else None


def _span(values) -> Interval:
    return Interval(exact(float(np.min(values))), exact(float(np.max(values))))


def exact(value: float) -> Fraction:
    """Give a computed number as a decimal of 12 digits, so that no binary fraction decides about a half."""
    return Fraction(f"{value:.12g}")


def _p_number(value) -> str:
    return f"{float(value):.2g}" if value >= 0.0001 else "below 0.0001"


def p_text(span: Interval) -> str:
    """Give p-values as words: one number where the ends print alike."""
    ends = [_p_number(end) for end in (span.low, span.high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def p_words(p: str) -> str:
    """Give a printed p-value as it reads in a sentence."""
    text = p.strip()
    return text if text[:1] in "pP" else f"p {text}" if text[:1] in "<>≤≥=~" else f"p = {text}"


def _cut_p(p: str, convention: str, claimed: Interval) -> Finding:
    said = f"{p_words(p)} fits a test of these counts under {convention} only."
    return Finding("p of two groups", "unusual", said, printed=p, means=str(claimed))
