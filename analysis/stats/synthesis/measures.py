"""Effect measures: the columns each needs, its effect and variance, and the way back to its scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, gammaln

from ...errors import DataError
from ..arguments import choice, numbers


@dataclass(frozen=True, slots=True)
class Measure:
    """Columns, ``formula(*cells) -> (effect, variance)``, way back and value of no effect of one measure.

    `words` says what is read, `scale` what is pooled: an odds ratio is read, its logarithm is pooled.
    """

    name: str
    words: str
    scale: str
    columns: tuple[str, ...]
    formula: Any
    back: Callable | None = None
    null: float | None = None
    stabilised: bool = False


PROPORTION = ("events", "n")
RATE = ("events", "time")
TWO_PROPORTIONS = ("events_1", "n_1", "events_2", "n_2")
TWO_RATES = ("events_1", "time_1", "events_2", "time_2")
TWO_MEANS = ("mean_1", "sd_1", "n_1", "mean_2", "sd_2", "n_2")


def _log_odds(x, m):
    return np.log(x / m), 1 / x + 1 / m


def _log_share(x, m):
    return np.log(x / (x + m)), 1 / x - 1 / (x + m)


def _share(x, m):
    n = x + m
    return x / n, x * m / n**3


def _arcsine(x, m):
    return np.arcsin(np.sqrt(x / (x + m))), 1 / (4 * (x + m))


def _freeman_tukey(x, m):
    n = x + m
    angles = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
    return angles / 2, 1 / (4 * n + 2)


def _difference(formula):
    def between(a, b, c, d):
        (effect_1, variance_1), (effect_2, variance_2) = formula(a, b), formula(c, d)
        return effect_1 - effect_2, variance_1 + variance_2

    return between


def _peto(a, b, c, d):
    n_1, n_2, events, others = a + b, c + d, a + c, b + d
    n = n_1 + n_2
    variance = events * others * (n_1 / n) * (n_2 / n) / (n - 1)
    return (a - events * n_1 / n) / variance, 1 / variance


def _rate(x, t):
    return x / t, x / t**2


def _log_rate(x, t):
    return np.log(x / t), 1 / x


def _root_rate(x, t):
    return np.sqrt(x / t), 1 / (4 * t)


def _freeman_tukey_rate(x, t):
    return (np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t)


def _mean_difference(m1, s1, n1, m2, s2, n2):
    return m1 - m2, s1**2 / n1 + s2**2 / n2


def _hedges_g(m1, s1, n1, m2, s2, n2):
    df = n1 + n2 - 2
    pooled = np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
    unbiased = np.exp(gammaln(df / 2) - np.log(df / 2) / 2 - gammaln((df - 1) / 2))
    g = unbiased * (m1 - m2) / pooled
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def _log_mean_ratio(m1, s1, n1, m2, s2, n2):
    return np.log(m1 / m2), s1**2 / (n1 * m1**2) + s2**2 / (n2 * m2**2)


def _inverse_arcsine(x):
    return np.sin(np.clip(x, 0, np.pi / 2)) ** 2


def _square(x):
    return np.maximum(x, 0) ** 2


_MEASURES = (
    Measure("PR", "share", "share", PROPORTION, _share),
    Measure("PLN", "share", "log share", PROPORTION, _log_share, np.exp),
    Measure("PLO", "share", "logit of the share", PROPORTION, _log_odds, expit),
    Measure("PAS", "share", "arcsine of the root share", PROPORTION, _arcsine, _inverse_arcsine, stabilised=True),
    Measure("PFT", "share", "double arcsine of the share", PROPORTION, _freeman_tukey, stabilised=True),
    Measure("IR", "rate", "rate", RATE, _rate),
    Measure("IRLN", "rate", "log rate", RATE, _log_rate, np.exp),
    Measure("IRS", "rate", "root of the rate", RATE, _root_rate, _square, stabilised=True),
    Measure(
        "IRFT",
        "Freeman-Tukey root of the rate",
        "Freeman-Tukey root of the rate",
        RATE,
        _freeman_tukey_rate,
        stabilised=True,
    ),
    Measure("RR", "risk ratio", "log risk ratio", TWO_PROPORTIONS, _difference(_log_share), np.exp, null=1),
    Measure("OR", "odds ratio", "log odds ratio", TWO_PROPORTIONS, _difference(_log_odds), np.exp, null=1),
    Measure("PETO", "Peto odds ratio", "log Peto odds ratio", TWO_PROPORTIONS, _peto, np.exp, null=1),
    Measure("RD", "risk difference", "risk difference", TWO_PROPORTIONS, _difference(_share), null=0),
    Measure(
        "AS",
        "difference of arcsines",
        "difference of arcsines",
        TWO_PROPORTIONS,
        _difference(_arcsine),
        null=0,
        stabilised=True,
    ),
    Measure("IRR", "rate ratio", "log rate ratio", TWO_RATES, _difference(_log_rate), np.exp, null=1),
    Measure("IRD", "rate difference", "rate difference", TWO_RATES, _difference(_rate), null=0),
    Measure("MD", "mean difference", "mean difference", TWO_MEANS, _mean_difference, null=0),
    Measure("SMD", "standardized mean difference", "standardized mean difference", TWO_MEANS, _hedges_g, null=0),
    Measure("ROM", "ratio of means", "log ratio of means", TWO_MEANS, _log_mean_ratio, np.exp, null=1),
    Measure("GEN", "effect", "effect", (), None, null=0),
    Measure("GENEXP", "ratio", "log ratio", (), None, np.exp, null=1),
)
MEASURES = {measure.name: measure for measure in _MEASURES}


def is_ratio(measure: str) -> bool:
    """Whether the measure is read on a logarithmic axis."""
    return MEASURES[measure].back is np.exp


def back_transform(effect: ArrayLike, measure: str, *, n: ArrayLike | None = None) -> float | np.ndarray:
    """Bring effects from the scale on which they are pooled back to the scale on which they are read.

    exp for PLN, IRLN, RR, OR, PETO, IRR, ROM and GENEXP; inverse logit for PLO; squared sine for PAS; square
    for IRS; Miller's inverse at the harmonic mean of `n` for PFT; nothing for the others. Limits beyond what
    the transformation can give are brought to the end of the scale.

    Parameters
    ----------
    effect : float or array
        Effects or limits on the pooling scale.
    measure : str
        One of the names in `MEASURES`.
    n : array, optional
        Numbers per study, needed for PFT only.

    Raises
    ------
    DataError
        For an unknown measure, effects that are no numbers, or PFT without `n` or with an `n` below 1.

    Examples
    --------
    A pooled log odds ratio and its limits as people read them, and a logit as the share it stands for:

    >>> back_transform([1.86, 0.88, 2.84], "OR").round(2).tolist()
    [6.42, 2.41, 17.12]
    >>> round(float(back_transform(-2.2, "PLO")), 3)
    0.1

    Notes
    -----
    The Freeman-Tukey inverse can give 0 or 1 although events and non-events exist; compare with PLO before
    reporting it (Schwarzer et al. 2019).

    References
    ----------
    Miller JJ. The inverse of the Freeman-Tukey double arcsine transformation. Am Stat 1978;32:138.
    doi:10.2307/2682942
    Schwarzer G et al. Seriously misleading results using inverse of Freeman-Tukey double arcsine
    transformation in meta-analysis of single proportions. Res Synth Methods 2019;10:476-483.
    doi:10.1002/jrsm.1348
    """
    chosen = MEASURES[choice(measure, "measure", tuple(MEASURES))]
    effect = numbers(effect, "effect", ndim=2)
    if measure == "PFT":
        if n is None:
            raise DataError("n: expected the numbers per study, which the Freeman-Tukey inverse needs; got nothing.")
        return _inverse_freeman_tukey(effect, 1 / np.mean(1 / numbers(n, "n", low=1)))[()]
    if chosen.back is None:
        return effect[()]
    with np.errstate(over="ignore"):
        return chosen.back(effect)[()]


def _inverse_freeman_tukey(effect, n):
    lowest, highest = (_freeman_tukey(x, n - x)[0] for x in (0.0, n))
    within = np.clip(effect, lowest, highest)
    sine = np.sin(2 * within)
    inside = 1 - (sine + (sine - 1 / sine) / n) ** 2
    middle = (1 - np.sign(np.cos(2 * within)) * np.sqrt(np.maximum(inside, 0))) / 2
    return np.where(effect < lowest, 0.0, np.where(effect > highest, 1.0, middle))
