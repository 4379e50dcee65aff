"""Limits of a directly standardized rate, by method."""

from __future__ import annotations

import numpy as np
from scipy import special

from .rates import METHODS as ONE_COUNT


def _gamma(x, weight, tail):
    value, variance, largest = (weight * x).sum(), (weight**2 * x).sum(), weight.max()
    low = special.gammaincinv(value**2 / variance, tail) * variance / value if value > 0 else 0.0
    mean, spread = value + largest, variance + largest**2
    return low, special.gammainccinv(mean**2 / spread, tail) * spread / mean


def _dobson(method):
    def limits(x, weight, tail):
        value, total = (weight * x).sum(), x.sum()
        if total == 0:
            return np.nan, np.nan
        scale = np.sqrt((weight**2 * x).sum() / total)
        low, high = ONE_COUNT[method][1](total, tail)
        return value + scale * (low - total), value + scale * (high - total)

    return limits


def _normal(x, weight, tail):
    value, half = (weight * x).sum(), -special.ndtri(tail) * np.sqrt((weight**2 * x).sum())
    return value - half, value + half


def _lognormal(x, weight, tail):
    value = (weight * x).sum()
    if value == 0:
        return np.nan, np.nan
    factor = np.exp(-special.ndtri(tail) * np.sqrt((weight**2 * x).sum()) / value)
    return value / factor, value * factor


DIRECT = {
    "gamma": ("Fay-Feuer gamma", _gamma),
    "dobson-exact": ("Dobson, exact", _dobson("exact")),
    "dobson-byar": ("Dobson, Byar", _dobson("byar")),
    "normal": ("normal", _normal),
    "lognormal": ("lognormal", _lognormal),
}
