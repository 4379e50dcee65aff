"""The horizontal scale of a picture: shares, ratios, counts, doses, times; with ticks at numbers that people say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import DataError
from ..forms import in_full

_HOUR, _DAY = 1.0, 24.0
_TIMES = {
    "1 h": _HOUR, "6 h": 6 * _HOUR, "1 d": _DAY, "3 d": 3 * _DAY, "1 wk": 7 * _DAY, "1 mo": 30 * _DAY,
    "6 mo": 182 * _DAY, "1 y": 365 * _DAY,
}  # fmt: skip
_UNITS = (
    ("hours", _HOUR, _DAY),
    ("days", _DAY, 7 * _DAY),
    ("weeks", 7 * _DAY, 30 * _DAY),
    ("months", 30 * _DAY, 365 * _DAY),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the horizontal axis begins and ends, and what stands at it.

    Attributes
    ----------
    low, high : float
    ticks : tuple of float
    labels : tuple of str
    log : bool
    reference : float, optional
        A line of no effect.
    ends : tuple of str
        Words left and right of the reference, such as what an effect favors.
    bands : tuple of (str, float, float)
        Named stretches of the axis, every second one shaded.
    lines : tuple of (float, str, str)
        Values that a line marks across the rows, with the words above it and their role (see `rows`).
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False
    reference: float | None = None
    ends: tuple[str, str] | tuple[()] = ()
    bands: tuple[tuple[str, float, float], ...] = ()
    lines: tuple[tuple[float, str, str], ...] = ()

    def share(self, value: float) -> float:
        """Give where a value lies between the ends, 0 to 1."""
        place = math.log if self.log else float
        value = min(max(value, self.low), self.high)
        return (place(value) - place(self.low)) / (place(self.high) - place(self.low))


def percent_scale(high: float = 1.0) -> Scale:
    """Give a scale of shares from 0 to `high` (0 to 1), labeled in percent.

    Examples
    --------
    >>> percent_scale().labels
    ('0', '25', '50', '75', '100%')
    """
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.25) if high / step <= 5 or step == 0.25)
    ticks = tuple(step * place for place in range(math.ceil(high / step - 1e-9) + 1))
    words = [f"{100 * tick:g}" for tick in ticks]
    return Scale(0.0, ticks[-1], ticks, (*words[:-1], f"{words[-1]}%"))


def ratio_scale(values: Iterable[float], ends: tuple[str, str] | tuple[()] = (), *, null: float = 1.0) -> Scale:
    """Give a log scale of ratios that holds `values` and `null`, its ticks doubling (or in fours, tens, hundreds).

    Examples
    --------
    >>> ratio_scale([0.74, 6.86], ("placebo", "baclofen")).labels
    ('1', '2', '4')
    """
    kept = [float(value) for value in values if value and value > 0 and math.isfinite(value)] + [null]
    low, high = min(kept) / 1.08, max(kept) * 1.08
    base = next((base for base in (2, 4, 10, 100) if math.log(high / low, base) <= 8), 1000)
    first, last = math.floor(math.log(low / null, base)), math.ceil(math.log(high / null, base))
    ticks = tuple(null * float(base) ** power for power in range(first, last + 1) if low <= null * base**power <= high)
    if len(ticks) < 3:  # a narrow range: plain numbers around the null
        return linear_scale(kept, reference=null, ends=ends)
    return Scale(low, high, ticks, tuple(in_full(tick, 6) for tick in ticks), True, null, ends)


def linear_scale(
    values: Iterable[float],
    *,
    zero: bool = False,
    unit: str = "",
    reference: float | None = None,
    ends: tuple[str, str] | tuple[()] = (),
) -> Scale:
    """Give a linear scale that holds `values`, with five or so round ticks; `unit` stands at the last.

    Examples
    --------
    >>> linear_scale([12, 36], zero=True, unit="%").labels
    ('0', '10', '20', '30%')
    """
    from matplotlib.ticker import MaxNLocator

    kept = [float(value) for value in values if math.isfinite(value)]
    kept += [0.0] if zero or not kept else []
    kept += [reference] if reference is not None else []
    low, high = min(kept), max(kept)
    pad = 0.0 if zero and low >= 0 else 0.04 * (high - low)
    low, high = low - pad, high + 0.04 * (high - low or 1.0)
    ticks = [tick for tick in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= tick <= high]
    words = [in_full(tick).replace("-", "−") for tick in ticks]
    words[-1] += unit
    return Scale(low, high, tuple(ticks), tuple(words), False, reference, ends)


def log_scale(values: Iterable[float], *, unit: str = "", reference: float | None = None) -> Scale:
    """Give a log scale that holds `values`, with ticks at 1, 2 and 5 times the powers of ten.

    Examples
    --------
    >>> log_scale([60, 2500], unit=" mg").labels
    ('100', '200', '500', '1,000', '2,000 mg')
    """
    kept = [float(value) for value in values if value and value > 0 and math.isfinite(value)]
    if not kept:
        raise DataError("values: expected numbers above 0 for a log scale, got none.")
    low, high = min(kept) / 1.15, max(kept) * 1.15
    steps = (1, 2, 5) if high / low < 500 else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = tuple(tick for power in powers for step in steps if low <= (tick := step * 10.0**power) <= high)
    words = [_spoken(tick) for tick in ticks] or [""]
    words[-1] += unit
    return Scale(low, high, ticks, tuple(words)[: len(ticks)], True, reference)


def _spoken(tick: float) -> str:
    return f"{in_full(tick / 1e6, 6)} million" if tick >= 1e6 else in_full(tick, 6)


def time_scale(hours: Iterable[float]) -> Scale:
    """Give a log scale of hours with ticks at an hour, a day, a week, a month, and bands named by their unit.

    Examples
    --------
    >>> time_scale([12, 72]).labels
    ('1 h', '6 h', '1 d', '3 d')
    """
    kept = [float(value) for value in hours if value and value > 0 and math.isfinite(value)] or [_HOUR, _DAY]
    low, high = min(_HOUR, *kept), max(_DAY, *kept) * 1.3
    chosen = {word: hours for word, hours in _TIMES.items() if low <= hours <= high}
    bands = tuple((name, max(start, low), min(end, high)) for name, start, end in _UNITS if start < high and end > low)
    return Scale(low, high, tuple(chosen.values()), tuple(chosen), True, None, (), bands)
