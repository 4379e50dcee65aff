"""Which method printed this? Every interval that `analysis.stats` knows, held against printed limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial

import pandas as pd

from ..errors import DataError
from ..estimate import Estimate
from ..printed import Interval, read_printed
from ..stats.arguments import checked_level, number
from .arguments import counts_of, several, whole_number
from .compare import CONVENTIONS

LEVELS = (0.95, 0.9, 0.99)
MULTIPLIERS = (1, 100, 1_000, 10_000, 100_000, 1_000_000)
TIME = {"low": 1e-9, "high": 1e18}
COLUMNS = ["measure", "method", "options", "level", "rounding", "value", "low", "high"]


def methods_of_proportion(
    events: int,
    n: int,
    *,
    low: str | None = None,
    high: str | None = None,
    value: str | None = None,
    levels: Sequence[float] = LEVELS,
) -> pd.DataFrame:
    """Give every interval of a share that prints as these limits.

    Parameters
    ----------
    events, n : int
        The count and its denominator.
    low, high, value : str, optional
        What is printed of the limits and the estimate, as shares or percentages; at least one limit. With only one
        limit, one-sided bounds are tried too.
    levels : sequence of float
        Confidence levels that are tried.

    Returns
    -------
    DataFrame
        One row per method that reproduces every print, those of the usual rounding and the first level on top:
        ``measure, method, options, level, rounding`` (the conventions under which it does, comma separated) and its
        own ``value, low, high``. Empty when none does.

    Raises
    ------
    DataError
        When no limit is given, or a count is broken.

    Examples
    --------
    >>> methods_of_proportion(15, 22, low="47.3%", high="83.6%")["method"].tolist()
    ['Wilson']
    """
    from ..stats.proportions import METHODS, proportion

    prints, levels = _prints(low, high, value), several(levels, checked_level)
    events, n = counts_of(events, n)
    made = (
        proportion(events, n, method=method, level=level, alternative=side)
        for level in levels
        for side in _sides(low, high)
        for method in METHODS
    )
    return reproducing(_in_both_units("proportion", made, prints), prints)


def methods_of_rate(
    count: int,
    person_time: float,
    *,
    low: str | None = None,
    high: str | None = None,
    value: str | None = None,
    multipliers: Sequence[int] = MULTIPLIERS,
    levels: Sequence[float] = LEVELS,
) -> pd.DataFrame:
    """Give every interval of a rate that prints as these limits, per 1 to per 1,000,000.

    `multipliers` are the sizes of the unit that are tried. With 1 among them, `person_time` is also taken as an
    expected count and the interval as that of a standardized ratio. Everything else is as for `methods_of_proportion`.

    Examples
    --------
    >>> methods_of_rate(9, 100, low="4.12", high="17.08", multipliers=(100,))["method"].tolist()
    ['exact Poisson']
    """
    from ..stats.rates import METHODS, rate
    from ..stats.standardization import INDIRECT, standardized_ratio

    prints, levels = _prints(low, high, value), several(levels, checked_level)
    multipliers = several(multipliers, partial(whole_number, name="multipliers"))
    count, person_time = whole_number(count, "count", least=0), number(person_time, "person_time", **TIME)
    made = [
        ("rate", "", rate(count, person_time, multiplier=per, method=method, level=level, alternative=side))
        for level in levels
        for side in _sides(low, high)
        for per in multipliers
        for method in METHODS
    ]
    if 1 in multipliers:
        ratios = ((method, level) for level in levels for method in INDIRECT)
        made += [("SMR", "", standardized_ratio(count, person_time, method=m, level=level)) for m, level in ratios]
    return reproducing(made, prints)


def methods_of_two_groups(
    events: int,
    n: int,
    comparator_events: int,
    comparator_n: int,
    *,
    low: str | None = None,
    high: str | None = None,
    value: str | None = None,
    levels: Sequence[float] = LEVELS,
) -> pd.DataFrame:
    """Give every odds ratio, risk ratio, risk difference and number needed to treat that prints as these limits.

    The groups are taken in both orders, and risk ratios also of the people without the event; ``options`` says which.
    Everything else is as for `methods_of_proportion`.

    Examples
    --------
    >>> found = methods_of_two_groups(15, 22, 5, 20, low="1.21", high="6.14")
    >>> found[["measure", "method"]].to_numpy().tolist()[0]
    ['RR', 'Wald on the log scale']
    """
    from ..stats.odds_ratio import ODDS_RATIOS, odds_ratio
    from ..stats.risk_difference import METHODS, number_needed_to_treat, risk_difference
    from ..stats.risk_ratio import RISK_RATIOS, risk_ratio

    prints, levels = _prints(low, high, value), several(levels, checked_level)
    events, n = counts_of(events, n)
    comparator_events, comparator_n = counts_of(comparator_events, comparator_n, "comparator_")
    first, second = (events, n), (comparator_events, comparator_n)
    without = (n - events, n), (comparator_n - comparator_events, comparator_n)
    ratios = {"": (first, second), "groups swapped": (second, first)}
    risks = ratios | {"without the event": without, "without the event, groups swapped": without[::-1]}
    families = (
        ("OR", odds_ratio, ODDS_RATIOS, ratios),
        ("RR", risk_ratio, RISK_RATIOS, risks),
        ("RD", risk_difference, METHODS, ratios),
        ("NNT", number_needed_to_treat, METHODS, {"": (first, second)}),
    )
    made = [
        (measure, order, estimate)
        for level in levels
        for measure, function, methods, orders in families
        for order, (one, other) in orders.items()
        for method in methods
        for estimate in _answered(function, *one, *other, method=method, level=level)
    ]
    differences = (entry for entry in made if entry[0] == "RD")
    plain = (entry for entry in made if entry[0] != "RD")
    return reproducing([*plain, *_percents(differences, prints)], prints)


def _answered(function, *counts, **how) -> list[Estimate]:
    """Give the estimate of a method; none where it refuses these counts, as an exact one does with too many tables."""
    try:
        return [function(*counts, **how)]
    except DataError:
        return []


def methods_of_two_rates(
    count: int,
    person_time: float,
    comparator_count: int,
    comparator_person_time: float,
    *,
    low: str | None = None,
    high: str | None = None,
    value: str | None = None,
    levels: Sequence[float] = LEVELS,
) -> pd.DataFrame:
    """Give every rate ratio, percent change and rate difference that prints as these limits.

    Both orders of the groups are tried, and rate differences per 1 to per 1,000,000. Everything else is as for
    `methods_of_proportion`.

    Examples
    --------
    >>> methods_of_two_rates(398, 1, 247, 1, low="1.37", high="1.90")[["measure", "method"]].to_numpy().tolist()
    [['IRR', 'exact conditional']]
    """
    from ..stats.rate_difference import rate_difference
    from ..stats.rate_ratio import RATIOS, rate_ratio

    prints, levels = _prints(low, high, value), several(levels, checked_level)
    one = whole_number(count, "count", least=0), number(person_time, "person_time", **TIME)
    other = (
        whole_number(comparator_count, "comparator_count", least=0),
        number(comparator_person_time, "comparator_person_time", **TIME),
    )
    made = []
    for level in levels:
        for order, pair in {"": (*one, *other), "groups swapped": (*other, *one)}.items():
            for method in RATIOS:
                ratio = rate_ratio(*pair, method=method, level=level)
                made += [("IRR", order, ratio), ("percent change", order, _changed(ratio))]
            made += [("IRD", order, rate_difference(*pair, multiplier=per, level=level)) for per in MULTIPLIERS]
    return reproducing(made, prints)


def reproducing(candidates: Iterable[tuple[str, str, Estimate]], prints: dict[str, dict]) -> pd.DataFrame:
    """Give the candidates (measure, options, estimate) that print so (see `meanings`), with the rounding."""
    rows = []
    for measure, options, made in candidates:
        rounding = roundings({name: getattr(made, name) for name in prints}, prints)
        if rounding:
            unit = ", ".join(part for part in (options, made.unit) if part)
            limits = (made.value, made.low, made.high)
            rows.append([measure, made.method, unit, made.level, ", ".join(rounding), *limits])
    return as_frame(rows, COLUMNS)


def roundings(computed: dict[str, float], prints: dict[str, dict[str, Interval]]) -> list[str]:
    """Give the conventions under which every computed number prints as its text."""
    if any(not math.isfinite(number) for number in computed.values()):
        return []
    # Twelve digits: no binary fraction decides about a half.
    exact = {name: Fraction(f"{number:.12g}") for name, number in computed.items()}
    return [name for name in CONVENTIONS if all(prints[key][name].holds(number) for key, number in exact.items())]


def meanings(prints: dict[str, str | None]) -> dict[str, dict[str, Interval]]:
    """Give for every print its set under every convention."""
    return {
        key: {name: read_printed(text).interval(name) for name in CONVENTIONS}
        for key, text in prints.items()
        if text is not None
    }


def as_frame(rows: list[list], columns: list[str]) -> pd.DataFrame:
    """Give rows as a frame: the usual rounding first, else in the order of trial."""
    frame = pd.DataFrame(rows, columns=columns).drop_duplicates(ignore_index=True)
    usual = frame["rounding"].astype(str).str.startswith(CONVENTIONS[0])
    return frame.loc[usual[usual].index.append(usual[~usual].index)].reset_index(drop=True)


def _sides(low: str | None, high: str | None) -> tuple[str, ...]:
    return (
        ("two-sided",) if low is not None and high is not None else ("two-sided", "lower" if high is None else "upper")
    )


def _prints(low, high, value) -> dict[str, dict[str, Interval]]:
    if low is None and high is None:
        raise DataError("low and high: expected at least one printed limit, got none.")
    return meanings({"low": low, "high": high, "value": value})


def _in_both_units(measure: str, made: Iterable[Estimate], prints) -> Iterator[tuple[str, str, Estimate]]:
    return _percents(((measure, "", estimate) for estimate in made), prints)


def _percents(candidates: Iterable[tuple[str, str, Estimate]], prints) -> Iterator[tuple[str, str, Estimate]]:
    """Give shares as they are and in percent; only one of them where a print lies beyond 1."""
    beyond = any(abs(sets["half-up"].high) > 2 for sets in prints.values())
    for measure, options, made in candidates:
        if not beyond:
            yield measure, options, made
        ends = (100 * made.value, 100 * made.low, 100 * made.high)
        yield measure, options, Estimate(*ends, level=made.level, method=made.method, unit="percent")


def _changed(ratio: Estimate) -> Estimate:
    value, low, high = (100 * (end - 1) for end in (ratio.value, ratio.low, ratio.high))
    return Estimate(value, low, high, level=ratio.level, method=ratio.method, unit="percent")
