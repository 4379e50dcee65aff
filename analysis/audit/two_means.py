"""What two printed means with their standard deviations and n say of t and its p value."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from ..printed import Interval, read_printed
from .p_values import exact
from .prints import printed_set


@dataclass(frozen=True, slots=True)
class Moments:
    """A printed mean with its standard deviation, of n values."""

    mean: str
    sd: str
    n: int


def t_range(one: Moments, other: Moments) -> dict[str, tuple[float, float, float]]:
    """Give the least and greatest size of t, and its degrees of freedom, of two printed means, by the kind of test.

    Student's test with equal variances and Welch's, over everything that the prints can mean.

    Examples
    --------
    >>> found = t_range(Moments("37.3", "11.5", 15), Moments("31.5", "11.6", 15))
    >>> [(name, round(low, 2), round(high, 2), round(df)) for name, (low, high, df) in found.items()]
    [('equal variances', 1.35, 1.41, 28), ('Welch', 1.35, 1.41, 28)]
    """
    means = [_ends(arm.mean) for arm in (one, other)]
    spreads = [_ends(arm.sd) for arm in (one, other)]
    gaps = [abs(a - b) for a, b in itertools.product(*means)]
    crossing = means[0][0] <= means[1][1] and means[1][0] <= means[0][1]
    least, most = (0.0 if crossing else min(gaps)), max(gaps)
    found = {}
    for name, error in (("equal variances", _pooled), ("Welch", _welch)):
        made = [error(a, one.n, b, other.n) for a, b in itertools.product(*spreads)]
        widest, narrowest = max(one[0] for one in made), min(one[0] for one in made)
        if narrowest > 0:
            found[name] = (least / widest, most / narrowest, made[0][1])
    return found


def p_of_means(one: Moments, other: Moments) -> dict[str, Interval]:
    """Give the p values that two printed means can have, by the kind of t test; none for n below 2.

    Examples
    --------
    >>> from analysis.printed import Interval
    >>> found = p_of_means(Moments("37.3", "11.5", 15), Moments("31.5", "11.6", 15))
    >>> found["equal variances"].overlaps(Interval.of("0.18"))
    True
    """
    from ..stats.significance import p_from_statistic

    if min(one.n, other.n) < 2:
        return {}
    found = {}
    for name, (least, most, df) in t_range(one, other).items():
        low, high = (exact(float(p_from_statistic("t", t, df=df))) for t in (most, least))
        found[name] = Interval(low, high)
    return found


def _ends(text: str) -> tuple[float, float]:
    reach = printed_set(read_printed(text))
    return float(reach.low), float(reach.high)


def _pooled(sd: float, n: int, other: float, m: int) -> tuple[float, float]:
    variance = ((n - 1) * sd**2 + (m - 1) * other**2) / (n + m - 2)
    return math.sqrt(variance * (1 / n + 1 / m)), n + m - 2


def _welch(sd: float, n: int, other: float, m: int) -> tuple[float, float]:
    a, b = sd**2 / n, other**2 / m
    df = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1)) if a + b else n + m - 2
    return math.sqrt(a + b), df
