"""Printed limits against their estimate, the scale of their measure, and their counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..errors import DataError
from ..printed import Interval, convention, read_printed
from ..stats.arguments import checked_level
from .arguments import counts_of
from .compare import CONVENTIONS, shown
from .findings import Finding

SCALES = {
    "linear": ("difference", "mean", "MD", "SMD", "RD", "AS", "IRD", "PR", "IR", "GEN"),
    "log": ("OR", "RR", "HR", "IRR", "SMR", "SIR", "PETO", "ROM", "PLN", "IRLN", "GENEXP"),
    "logit": ("PLO", "share"),
    "growth": ("percent change", "APC", "AAPC"),
}
"""Scale on which limits made from a standard error are symmetric -> the measures that live on it."""


def check_interval(
    estimate: str, low: str, high: str, *, measure: str = "linear", rounding: str = "half-up"
) -> list[Finding]:
    """Hold a printed estimate against its printed limits.

    Parameters
    ----------
    estimate, low, high : str
        As printed.
    measure : str
        A scale or a measure that lives on it (see `SCALES` and the notes), such as ``"OR"`` or ``"MD"``.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        ``impossible`` when the lower limit is above the upper or the estimate outside both: then single-digit repairs
        that make the three symmetric are proposed. ``unusual`` when the estimate is not in the middle on its scale,
        which exact, profile, score and bootstrap limits need not be.

    Notes
    -----
    Limits made from a standard error, estimate -+ z SE on the scale, have the estimate x in their middle:

    - ``linear``: ``low + high = 2 x``, for differences, means, risk and rate differences and plain shares and rates
      (difference, mean, MD, SMD, RD, AS, IRD, PR, IR, GEN);
    - ``log``: ``low high = x^2``, for ratios: odds, risk, rate and hazard ratios, standardized ratios (OR, RR, HR, IRR,
      SMR, SIR, PETO, ROM, PLN, IRLN, GENEXP);
    - ``logit``: that of the odds, ``x / (1 - x)``, for shares of 1 pooled or modeled on the logit scale (PLO, share);
    - ``growth``: that of ``1 + x / 100``, for percent changes per year and over a period (percent change, APC, AAPC).

    Raises
    ------
    DataError
        When a print holds no number, or the measure or the rounding is unknown.

    Examples
    --------
    >>> check_interval("6.4", "3.1", "13.2", measure="OR")
    []
    >>> check_interval("6.4", "3.1", "2.9", measure="OR")[0].explanation
    'The lower limit 3.1 is above the upper limit 2.9.'
    >>> check_interval("6.4", "3.1", "31.2", measure="OR")[0].repairs
    ('6.4 (3.1 to 13.2)',)
    """
    scale, prints = scale_of(measure), {"estimate": estimate, "low": low, "high": high}
    sets = {name: read_printed(text).interval(rounding) for name, text in prints.items()}
    limits = f"{low.strip()} to {high.strip()}"
    if above_always(low, high):
        said = f"The lower limit {low.strip()} is above the upper limit {high.strip()}."
        return [Finding("limits in order", "impossible", said, limits, str(sets["low"]), repairs=(f"{high} to {low}",))]
    outside = [end for end, pair in {"low": (low, estimate), "high": (estimate, high)}.items() if above_always(*pair)]
    if outside:
        end = outside[0]
        needed = _by_symmetry(scale, end, sets)
        word, side = ("lower", "above") if end == "low" else ("upper", "below")
        said = f"The {word} limit {prints[end].strip()} is {side} its own estimate {estimate.strip()}"
        if needed is not None:
            reach = shown(needed, read_printed(prints[end]).decimals)
            said += f"; an interval symmetric on the {scale} scale needs {reach}"
        repairs = tuple(_single_digit(prints, scale))
        found = Finding(
            "estimate inside its limits",
            "impossible",
            f"{said}.",
            printed=f"{estimate} ({limits})",
            means=str(sets["estimate"]),
            expected=f"{limits} to hold {estimate.strip()}",
            repairs=repairs,
        )
        return [found]
    return _lopsided(prints, scale, sets)


def check_limits_of_count(
    low: str, high: str, events: int, n: int, *, level: float = 0.95, rounding: str = "half-up"
) -> list[Finding]:
    """Hold printed limits of a share against its count and n.

    Parameters
    ----------
    low, high : str
        As printed; percentages when one has a percent sign or the upper lies beyond 1, else shares.
    events, n : int
        The count and its denominator.
    level : float
        Confidence level of the limits as a share.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when an interval method of `analysis.stats.proportions` gives both limits (see `methods_of_proportion`);
        ``unusual`` when one does under another convention, ``impossible`` when the share itself lies outside them, else
        ``inconsistent``.

    Raises
    ------
    DataError
        When a print holds no number, a count is broken, or the level or the rounding is unknown.

    Examples
    --------
    >>> check_limits_of_count("47.3%", "83.6%", 15, 22)
    []
    >>> check_limits_of_count("48.7%", "87.7%", 15, 22)[0].explanation
    '15 of 22 is 68.18%, and no interval method gives the 95% limits 48.7% to 87.7%.'
    """
    from .methods import methods_of_proportion

    ends = [read_printed(text).interval("any") for text in (low, high)]
    (events, n), level = counts_of(events, n), checked_level(level)
    convention(rounding)
    percent = "%" in low + high or ends[1].low > 1
    share = Fraction(100 * events if percent else events, n)
    inside = Interval(ends[0].low, ends[1].high)
    limits, unit = f"{low.strip()} to {high.strip()}", "%" if percent else ""
    text = f"{events} of {n} is {float(share):.4g}{unit}"
    found = methods_of_proportion(events, n, low=low, high=high, levels=(level,))
    if found["rounding"].str.contains(rounding, regex=False).any() or (rounding == "any" and len(found)):
        return []
    if len(found):
        method = found.iloc[0]
        said = f"{text}; {limits} are {method['method']} limits under {method['rounding']} only."
        return [Finding("limits of a share", "unusual", said, printed=limits, expected=text)]
    if not inside.holds(share):
        said = f"{text}, outside its own limits {limits}."
        return [Finding("limits of a share", "impossible", said, printed=limits, expected=f"limits around {text}")]
    said = f"{text}, and no interval method gives the {100 * level:g}% limits {limits}."
    return [Finding("limits of a share", "inconsistent", said, printed=limits, expected=text)]


def scale_of(measure: str) -> str:
    """Give the scale on which a measure has symmetric limits."""
    for scale, measures in SCALES.items():
        if isinstance(measure, str) and measure in (scale, *measures):
            return scale
    known = ", ".join((*SCALES, *(name for names in SCALES.values() for name in names)))
    raise DataError(f"measure: expected one of {known}; got {measure!r}.")


def above_always(one: str, other: str) -> bool:
    """Tell whether the first print is above the second under every convention; rounding both alike keeps the order."""
    sets = ([read_printed(text).interval(name) for text in (one, other)] for name in (*CONVENTIONS, "twice"))
    return all(above(*pair) for pair in sets)


def above(one: Interval, other: Interval) -> bool:
    """Tell whether every number of the first set lies above every number of the second."""
    return one.low >= other.high and not one.overlaps(other)


def as_ratio(scale: str, interval: Interval) -> Interval:
    """Bring a set to the scale on which the estimate is the geometric mean of its limits: odds, or 1 + change."""
    if scale == "growth":
        return Interval.of(1) + interval / Interval.of(100)
    if scale == "logit":
        inside = interval.low >= 0 and interval.high <= 1
        return Interval.of(1) / (Interval.of(1) / interval - Interval.of(1)) if inside else Interval.of(-1)
    return interval


def _from_ratio(scale: str, interval: Interval) -> Interval:
    if scale == "growth":
        return (interval - Interval.of(1)) * Interval.of(100)
    if scale == "logit":
        return Interval.of(1) / (Interval.of(1) + Interval.of(1) / interval)
    return interval


def _symmetric(scale: str, estimate: Interval, low: Interval, high: Interval) -> bool:
    if scale == "linear":
        return (low + high).overlaps(estimate + estimate)
    estimate, low, high = (as_ratio(scale, interval) for interval in (estimate, low, high))
    # Limits that can be 0 or below have no place on the scale: nothing is known of them.
    return low.low <= 0 or (low * high).overlaps(estimate * estimate)


def fits(estimate: str, low: str, high: str, scale: str, roundings: tuple[str, ...] = ("half-up", "any")) -> bool:
    """Tell whether `check_interval` has nothing to say of a print, without looking for repairs."""
    if any(above_always(*pair) for pair in ((low, high), (low, estimate), (estimate, high))):
        return False
    return any(
        _symmetric(scale, *(read_printed(text).interval(name) for text in (estimate, low, high))) for name in roundings
    )


def _by_symmetry(scale: str, end: str, sets: dict[str, Interval]) -> Interval | None:
    """Give what the other limit and the estimate require of a limit; nothing where the scale has no place for it."""
    estimate, other = sets["estimate"], sets["high" if end == "low" else "low"]
    if scale == "linear":
        return estimate + estimate - other
    estimate, other = as_ratio(scale, estimate), as_ratio(scale, other)
    if estimate.low <= 0 or other.low <= 0:
        return None
    return _from_ratio(scale, estimate * estimate / other)


def _lopsided(prints: dict[str, str], scale: str, sets: dict[str, Interval]) -> list[Finding]:
    widest = {name: read_printed(text).interval("any") for name, text in prints.items()}
    if _symmetric(scale, **sets) or _symmetric(scale, **widest):
        return []
    needed = {end: _by_symmetry(scale, end, sets) for end in ("low", "high")}
    words = [
        f"{'a lower' if end == 'low' else 'an upper'} limit of {shown(reach, read_printed(prints[end]).decimals)}"
        for end, reach in needed.items()
        if reach is not None
    ]
    other = next((name for name in SCALES if name != scale and _fits_scale(name, sets)), None)
    tail = f"; it is symmetric on the {other} scale" if other else ""
    limits = f"{prints['low'].strip()} to {prints['high'].strip()}"
    said = f"{prints['estimate'].strip()} is not in the middle of {limits} on the {scale} scale, which needs "
    said += f"{' or '.join(words)}{tail}."
    printed, repairs = f"{prints['estimate']} ({limits})", () if other else tuple(_single_digit(prints, scale))
    means = str(sets["estimate"])
    return [Finding("symmetric limits", "unusual", said, printed, means, " or ".join(words), repairs=repairs)]


def _fits_scale(scale: str, sets: dict[str, Interval]) -> bool:
    placed = [as_ratio(scale, interval) for interval in sets.values()]
    return (scale == "linear" or all(interval.low > 0 for interval in placed)) and _symmetric(scale, **sets)


def _single_digit(prints: dict[str, str], scale: str) -> Iterator[str]:
    """Give the prints, one character off, that put the estimate into the middle of its limits."""
    for name in ("high", "low", "estimate"):
        for text in dict.fromkeys(_one_edit(prints[name].strip())):
            sets = {key: read_printed(value).interval() for key, value in (prints | {name: text}).items()}
            ordered = above(sets["high"], sets["estimate"]) and above(sets["estimate"], sets["low"])
            if ordered and _symmetric(scale, **sets):
                changed = prints | {name: text}
                yield f"{changed['estimate'].strip()} ({changed['low'].strip()} to {changed['high'].strip()})"


def _one_edit(text: str) -> Iterator[str]:
    """Give every print with one digit added, two neighbors swapped, one digit changed or one left out."""
    places = [place for place, character in enumerate(text) if character in "0123456789"]
    for place in places:
        yield from (text[:place] + digit + text[place:] for digit in "123456789")
    swaps = [place for place in places if place + 1 in places]
    yield from (text[:place] + text[place + 1] + text[place] + text[place + 2 :] for place in swaps)
    yield from (text[:place] + digit + text[place + 1 :] for place in places for digit in "0123456789")
    yield from (text[:place] + text[place + 1 :] for place in places if len(places) > 1)
