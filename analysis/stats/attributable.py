"""The part of the events that an exposure accounts for: among the exposed, and in the whole population."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail
from .ratios import parts_of
from .score_limits import difference_of_products
from .two_by_two import two_groups


def attributable_fraction(ratio: Estimate | pd.DataFrame) -> Estimate | pd.DataFrame:
    """Give the part of the events among the exposed that the exposure accounts for: ``1 - 1 / ratio``.

    Parameters
    ----------
    ratio : Estimate or DataFrame
        A risk ratio, rate ratio or standardized ratio with its limits, of the exposed against the others, by whatever
        method; of a case-control study, or a rare outcome, the odds ratio. A frame has columns ``value, low, high``.

    Returns
    -------
    Estimate or DataFrame
        A share, at most 1; below 0 when the exposure protects (``1 - ratio`` is then the part prevented). Limits,
        level and method are those of the ratio, and a one-sided bound stays one. A ratio of 0 gives minus infinity.

    Raises
    ------
    DataError
        When `ratio` is no such result, or a number of it is negative.

    References
    ----------
    Levin ML (1953), Acta Unio Int Contra Cancrum 9:531-541. Rothman KJ, Greenland S, Lash TL (2008), Modern
    Epidemiology, 3rd ed., chapter 4.

    Examples
    --------
    Intensive care for 12 of 80 exposures to a new substance, and for 5 of 90 to the one it replaces:

    >>> from analysis.stats.risk_ratio import risk_ratio
    >>> print(attributable_fraction(risk_ratio(12, 80, 5, 90)))
    0.6296 (95% CI -0.005619 to 0.8636, Wald on the log scale)
    """
    numbers, told = parts_of(ratio, "ratio")
    with np.errstate(divide="ignore"):
        return answer(*(1 - 1 / part for part in numbers), **told, what="attributable fraction", like=(numbers[0],))


def population_attributable_fraction(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    design: str = "cohort",
    method: str = "jewell",
    level: float = 0.95,
) -> Estimate | pd.DataFrame:
    """Give the part of all events, of exposed and others, that the exposure accounts for.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of the exposed and of the others. Labelled columns are paired by their labels. In a
        case-control study events are the cases, and the others of each group its controls.
    design : {"cohort", "case-control"}
        ``"cohort"``: one sample of the population, whose share of exposed is that of the population;
        ``"case-control"``: its cases and controls were drawn by themselves, and the controls give that share.
    method : {"jewell", "wald"}
        Limits on the log of the complement, or on the fraction itself.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A share, at most 1; below 0 when the exposure protects.

    Raises
    ------
    DataError
        As `risk_ratio`.

    Notes
    -----
    With a of a + b events among the exposed, c of c + d among the others and N people the complement F is the risk of
    the others divided by that of all, ``(c / (c + d)) / ((a + c) / N)``, and its log has the variance
    ``v = (b + (1 - F) (a + d)) / (N c)``. From a case-control study ``F = (c / (a + c)) / (d / (b + d))`` with
    ``v = a / (c (a + c)) + b / (d (b + d))``.

    * ``"jewell"``: ``1 - F exp(+- z sqrt v)``.
    * ``"wald"``: ``1 - F +- z F sqrt v``, not cut at 1.

    No events among the others give 1 with NaN limits, no events at all NaN; without controls among the others the
    fraction is minus infinity.

    References
    ----------
    Walter SD (1976), doi:10.2307/2529268. Jewell NP (2004), Statistics for Epidemiology, Chapman & Hall, section 7.3.

    Examples
    --------
    >>> print(population_attributable_fraction(12, 80, 5, 90))
    0.4444 (95% CI -0.1284 to 0.7265, Jewell, log of the complement, cohort)
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    z = -special.ndtri(one_tail(level, "two-sided"))
    complement = DESIGNS[choice(design, "design", tuple(DESIGNS))]
    name, limits = METHODS[choice(method, "method", tuple(METHODS))]
    with np.errstate(divide="ignore", invalid="ignore"):
        rest, variance = complement(x1, n1, x2, n2)
        low, high = limits(rest, z * np.sqrt(variance))
    named = {"method": f"{name}, {design}", "what": "population attributable fraction"}
    return answer(1 - rest, low, high, level=level, **named, like=(events, n, comparator_events, comparator_n))


def _of_cohort(x1, n1, x2, n2):
    total, events = n1 + n2, x1 + x2
    fraction = difference_of_products(x1, n2, x2, n1) / (events * n2)
    return 1 - fraction, (n1 - x1 + fraction * (x1 + n2 - x2)) / (total * x2)


def _of_cases_and_controls(x1, n1, x2, n2):
    y1, y2 = n1 - x1, n2 - x2
    rest = (x2 / (x1 + x2)) / (y2 / (y1 + y2))
    return rest, x1 / (x2 * (x1 + x2)) + y1 / (y2 * (y1 + y2))


def _jewell(rest, half):
    return 1 - rest * np.exp(half), 1 - rest * np.exp(-half)


def _wald(rest, half):
    return 1 - rest * (1 + half), 1 - rest * (1 - half)


DESIGNS = {"cohort": _of_cohort, "case-control": _of_cases_and_controls}
"""Design -> function of the four counts to the complement of the fraction and the variance of its log."""

METHODS = {"jewell": ("Jewell, log of the complement", _jewell), "wald": ("Wald", _wald)}
"""Method name -> label in the result, and function of the complement and half the width of its log's limits."""
