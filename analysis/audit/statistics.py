"""Printed p values against the test statistic and the degrees of freedom beside them."""

from __future__ import annotations

import math
from fractions import Fraction

from ..errors import DataError
from ..printed import Interval, read_printed
from ..stats.arguments import choice
from .compare import CONVENTIONS, Number, as_interval, as_text
from .findings import Finding
from .p_values import exact, p_interval, p_text, p_words


def check_p_of_statistic(
    p: str,
    test: str,
    statistic: Number,
    *,
    df: float | tuple[float, float] | None = None,
    alternative: str = "two-sided",
    alpha: float = 0.05,
    rounding: str = "half-up",
) -> list[Finding]:
    """Hold a printed p value against its test statistic, as statcheck does.

    The p value is recomputed at both ends of what the printed statistic can mean; one that prints as `p` within them
    is right.

    Parameters
    ----------
    p : str
        As printed: ``"= .036"``, ``"< .001"``.
    test : {"t", "F", "chi-square", "z", "r"}
        See `analysis.stats.significance.p_from_statistic`.
    statistic : str, number or Interval
        Text is a rounded print (``"2.20"`` is [2.195, 2.205), ``"< 1"`` all sizes below 1), a number is exact.
    df : float, or a pair of them for F
        Degrees of freedom, exact; none for z.
    alternative : {"two-sided", "greater", "less"}
        Of t, z and r.
    alpha : float
        Level of significance; a p of just `alpha` counts as significant.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. ``unusual`` when it is so cut off or rounded otherwise, or is the p of the
        other number of sides; else ``inconsistent``, and the explanation says so where the two disagree about
        significance (statcheck's decision error).

    Raises
    ------
    DataError
        When a print holds no number, `p` is not within 0 and 1, or the statistic and its degrees of freedom are none of
        this test.

    References
    ----------
    Nuijten MB, Hartgerink CHJ, van Assen MALM, Epskamp S, Wicherts JM (2016). The prevalence of statistical reporting
    errors in psychology (1985-2013). Behavior Research Methods 48:1205-1226. doi:10.3758/s13428-015-0664-2

    Examples
    --------
    >>> check_p_of_statistic(".04", "t", "2.20", df=28)
    []
    >>> check_p_of_statistic(".06", "t", "2.20", df=28)[0].explanation
    't = 2.20 (df 28) has p = 0.036 to 0.037, and p = .06 is printed; the two disagree about significance.'
    """
    if not isinstance(alpha, (int, float)) or not 0 < alpha < 1:
        raise DataError(f"alpha: expected a level of significance between 0 and 1 such as 0.05, got {alpha!r}.")
    from ..stats.significance import ALTERNATIVES, TESTS

    choice(test, "test", TESTS)
    choice(alternative, "alternative", ALTERNATIVES)
    claimed = p_interval(p, rounding)

    def span_of(side: str, take: str) -> Interval:
        return _p_span(test, as_interval(statistic, take), df, side)

    span = span_of(alternative, rounding)
    if claimed.overlaps(span):
        return []
    cut = next((name for name in CONVENTIONS if p_interval(p, name).overlaps(span_of(alternative, name))), "")
    others = _other_sides(test, as_interval(statistic, rounding), alternative)
    side = next((side for side in others if claimed.overlaps(span_of(side, rounding))), "")
    usual = _reading(cut, side) or ("; it should read as a bound" if _is_a_bound(p, span) else "")
    reach = p_text(span)
    said = f"{_named(test, statistic, df)} has p = {reach}, and {p_words(p)} is printed"
    said += f"{usual or disagreement(p, span, alpha)}."
    severity = "unusual" if usual else "inconsistent"
    return [Finding("p of a test statistic", severity, said, printed=p, means=str(claimed), expected=reach)]


def _reading(cut: str, side: str) -> str:
    return f"; it fits under {cut} only" if cut else f"; it is the {_sided(side)} p" if side else ""


def _is_a_bound(p: str, span: Interval) -> bool:
    """Tell a p printed as the least that its digits can say, ``.0001``, where it is less."""
    said = read_printed(p)
    least = said.text.strip("=<> ").lstrip("0.") == "1" and said.quantum <= 0.001
    return least and not said.relation and span.high < exact(said.value)


def statistic_p_span(test: str, statistic: Interval, *, df=None, alternative: str = "two-sided") -> Interval:
    """Give the p values of all that a statistic can mean, as the set from the lowest to the highest."""
    return _p_span(test, statistic, df, alternative)


def _other_sides(test: str, statistic: Interval, alternative: str) -> tuple[str, ...]:
    """Give the alternative that is half or twice the p: the side on which the statistic lies, or both."""
    from ..stats.significance import SIGNED

    if test not in SIGNED:
        return ()
    return ("two-sided",) if alternative != "two-sided" else ("less" if statistic.high <= 0 else "greater",)


def _sided(alternative: str) -> str:
    return alternative if alternative == "two-sided" else "one-sided"


def _p_span(test: str, statistic: Interval, df, alternative: str) -> Interval:
    """Give the p values of all that a statistic can mean within the range of its test."""
    from ..stats.significance import p_limits_from_statistic

    # "t < 1" speaks of the size; F and chi-square have no sign, and r lies within 1.
    size = test in ("F", "chi-square") or (statistic.low == -math.inf and alternative == "two-sided")
    most = 1.0 if test == "r" else math.inf
    least = 0.0 if size else -most
    low, high = max(float(statistic.low), least), min(float(statistic.high), most)
    if low > high:
        raise DataError(f"statistic: expected {test} from {least:g} to {most:g}, got {statistic}.")
    low, high = p_limits_from_statistic(test, low, high, df=df, alternative=alternative)
    return Interval(exact(low), exact(high))


def disagreement(p: str, span: Interval, alpha: float) -> str:
    """Say whether the print and the statistic fall on different sides of `alpha`, as a reader of both would say."""
    said, level = read_printed(p), Fraction(str(alpha))
    if math.isnan(said.value):
        return ""
    value = Fraction(str(said.value))
    significant = value <= level and said.relation not in (">", ">=")
    insignificant = (value > level and said.relation not in ("<", "<=")) or (value >= level and said.relation == ">")
    contradicts = (significant and span.low > level) or (insignificant and span.high <= level)
    at = "" if level == Fraction("0.05") else f" at {alpha:g}"
    return f"; the two disagree about significance{at}" if contradicts else ""


def _named(test: str, statistic: Number, df) -> str:
    degrees = df if isinstance(df, (tuple, list)) else [] if df is None else [df]
    between = " " if as_text(statistic)[:1] in "<>≤≥=~" else " = "
    beside = f" (df {', '.join(f'{float(one):g}' for one in degrees)})" if degrees else ""
    return f"{test}{between}{as_text(statistic)}{beside}"
