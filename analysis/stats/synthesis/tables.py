"""Common effects of many tables of two groups: sums over the studies, and tests of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .pooled import heterogeneity_tests


@dataclass(frozen=True, slots=True)
class Common:
    """A common effect and its variance, the weight of each study, and whether it enters at all."""

    effect: float
    variance: float
    weight: np.ndarray
    enters: np.ndarray


def _log_ratio(r, s, variance) -> Common:
    """Logarithm of the ratio of two sums; missing when one of them is 0."""
    above, below = r.sum(), s.sum()
    effect = float(np.log(above / below)) if above > 0 and below > 0 else np.nan
    return Common(effect, float(variance), s, (r > 0) | (s > 0))


def _odds_ratio(a, b, c, d) -> Common:
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    total_r, total_s = r.sum(), s.sum()
    mixed = (p * s + q * r).sum() / (total_r * total_s)
    return _log_ratio(r, s, ((p * r).sum() / total_r**2 + mixed + (q * s).sum() / total_s**2) / 2)


def _risk_ratio(a, b, c, d) -> Common:
    n_1, n_2 = a + b, c + d
    n = n_1 + n_2
    r, s = a * n_2 / n, c * n_1 / n
    return _log_ratio(r, s, (n_1 * n_2 * (a + c) / n**2 - a * c / n).sum() / (r.sum() * s.sum()))


def _risk_difference(a, b, c, d) -> Common:
    n_1, n_2 = a + b, c + d
    n = n_1 + n_2
    share_1, share_2, weight = n_1 / n, n_2 / n, n_1 * n_2 / n
    effect = (a * share_2 - c * share_1).sum() / weight.sum()
    skew = (c * share_1**2 - a * share_2**2 + share_1 * share_2 * (n_2 - n_1) / 2).sum()
    within = (a * d / n + c * b / n).sum() / 2
    return Common(float(effect), float((effect * skew + within) / weight.sum() ** 2), weight, weight > 0)


def greenland_robins_difference(cells, grown) -> Common:
    """Risk difference of the counts with the variance of Greenland and Robins from `grown` ones."""
    plain = _risk_difference(*cells)
    a, b, c, d = grown
    n_1, n_2 = a + b, c + d
    within = (a * b * n_2**3 + c * d * n_1**3) / (n_1 * n_2 * (n_1 + n_2) ** 2)
    return Common(plain.effect, float(within.sum() / plain.weight.sum() ** 2), plain.weight, plain.enters)


def _rate_ratio(x_1, t_1, x_2, t_2) -> Common:
    t = t_1 + t_2
    r, s = x_1 * t_2 / t, x_2 * t_1 / t
    return _log_ratio(r, s, (t_1 * t_2 * (x_1 + x_2) / t**2).sum() / (r.sum() * s.sum()))


def _rate_difference(x_1, t_1, x_2, t_2) -> Common:
    weight = t_1 * t_2 / (t_1 + t_2)
    effect = (weight * (x_1 / t_1 - x_2 / t_2)).sum() / weight.sum()
    variance = (weight**2 * (x_1 / t_1**2 + x_2 / t_2**2)).sum() / weight.sum() ** 2
    return Common(float(effect), float(variance), weight, weight > 0)


COMMON = {
    "OR": _odds_ratio,
    "RR": _risk_ratio,
    "RD": _risk_difference,
    "IRR": _rate_ratio,
    "IRD": _rate_difference,
}


def one_step(a, b, c, d) -> Common:
    """Peto's log odds ratio: sum of observed less expected over the sum of their variances."""
    excess, variance = hypergeometric(a, b, c, d)
    total = variance.sum()
    return Common(float(excess.sum() / total), float(1 / total), variance, variance > 0)


def hypergeometric(a, b, c, d) -> tuple[np.ndarray, np.ndarray]:
    """Observed less expected events of group 1 given the margins, and their variance."""
    n_1, events, n = a + b, a + c, a + b + c + d
    variance = n_1 * (c + d) * events * (b + d) / (n**2 * np.maximum(n - 1, 1))
    return a - n_1 * events / n, variance


def association_tests(measure: str, cells, effect: float) -> dict:
    """Tests of no association (OR, IRR) and of equal odds ratios (OR), by name."""
    tests = {}
    if measure in ("OR", "IRR"):
        if measure == "OR":
            excess, variance = hypergeometric(*cells)
        else:
            x_1, t_1, x_2, t_2 = cells
            share = t_1 / (t_1 + t_2)
            excess, variance = x_1 - (x_1 + x_2) * share, (x_1 + x_2) * share * (1 - share)
        statistic = (abs(excess.sum()) - 0.5) ** 2 / variance.sum() if variance.sum() > 0 else np.nan
        tests["association"] = heterogeneity_tests(**{"Cochran-Mantel-Haenszel": (float(statistic), 1)})
    if measure == "OR":
        tests["Tarone"] = _tarone(cells, np.exp(effect))
    return tests


def _tarone(cells, odds_ratio) -> pd.DataFrame:
    """Breslow-Day's statistic at the Mantel-Haenszel odds ratio with Tarone's correction."""
    a, b, c, d = cells
    varied = (a + c > 0) & (b + d > 0)
    a, b, c, d = (cell[varied] for cell in (a, b, c, d))
    n_1, n_2, events = a + b, c + d, a + c
    # Fitted a solves a (n_2 - events + a) = OR (n_1 - a)(events - a), by the stable form of the root.
    square, linear = 1 - odds_ratio, n_2 - events + odds_ratio * (n_1 + events)
    constant = -odds_ratio * n_1 * events
    fitted = -2 * constant / (linear + np.sqrt(linear**2 - 4 * square * constant))
    cells = (fitted, n_1 - fitted, events - fitted, n_2 - events + fitted)
    variance = 1 / sum(1 / cell for cell in cells)
    gap, df = a - fitted, max(len(a) - 1, 0)
    statistic = float((gap**2 / variance).sum() - gap.sum() ** 2 / variance.sum())
    if not df:
        statistic = 0.0 if np.isfinite(odds_ratio) else np.nan
    table = heterogeneity_tests(Tarone=(statistic, df))
    return table if df else table.assign(p=np.nan)
