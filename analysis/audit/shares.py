"""A printed percentage against its denominator, its count, or the other parts of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from ..errors import DataError
from ..forms import percent_of, rounded
from ..printed import Interval, Printed, read_printed
from .arguments import whole_number
from .compare import CONVENTIONS, Number, as_interval, as_text, compared, quotient, scaled
from .findings import Finding
from .percentages import count_bounds, counts_in, percentage


def check_percentage(
    printed: str,
    n: int,
    *,
    count: int | None = None,
    missing: int = 0,
    groups: Mapping[str, int] | None = None,
    rounding: str = "half-up",
    conventions: Sequence[str] = CONVENTIONS,
) -> list[Finding]:
    """Hold a printed percentage against its denominator, and its count where that is printed too.

    Parameters
    ----------
    printed : str
        The percentage as printed.
    n : int
        The denominator as printed.
    count : int, optional
        The count as printed.
    missing : int
        How many of `n` have an unknown value. Some papers leave them out of the denominator and some do not: the
        percentage may hold with them or without them.
    groups : mapping of str to int, optional
        Other denominators of the same paper, such as the arms of a trial, on which the percentage is tried.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.
    conventions : sequence of str
        Other conventions that the source may have used. Where another number of the same source rules cutting off
        out (68.2% for 15 of 22 would be cut to 68.1%), pass `analysis.audit.compare.NEAREST`.

    Returns
    -------
    list of Finding
        Empty when the percentage can be true. `repairs` proposes the right percentage, the counts and the nearest
        denominators that fit.

    Raises
    ------
    DataError
        When the percentage is none from 0 to 100, a count is no whole number, or all values are missing.

    Examples
    --------
    >>> check_percentage("68.2%", 22, count=15)
    []
    >>> check_percentage("68.2%", 43, groups={"baclofen arm": 22})[0].explanation
    'No count of 43 gives 68.2%: 29 of 43 is 67.4% and 30 of 43 is 69.8%; it is 15 of 22 (baclofen arm).'
    """
    said, size = percentage(printed), whole_number(n, "n")
    if count is None:
        if groups is not None and not isinstance(groups, Mapping):
            raise DataError(f"groups: expected denominators by name, such as {{'baclofen arm': 162}}; got {groups!r}.")
        return _without_count(said, size, groups or {}, rounding, conventions)
    count = whole_number(count, "count", least=0)
    known = size - whole_number(missing, "missing", least=0)
    if known < 1:
        raise DataError(f"missing: expected fewer than n = {size}, got {missing}.")
    if count > size:
        said_more = f"{count:,} of {size:,} is more than all of them."
        return [Finding("percentage of count", "impossible", said_more, printed, expected=f"at most {size:,}")]
    known_share = Interval.of(Fraction(100 * count, known))
    if missing and said.interval(rounding).overlaps(known_share):
        return []
    readings = {
        "the share of the others": lambda _: Interval.of(Fraction(100 * (size - count), size)),
        "the share among 1, not 100": lambda _: Interval.of(Fraction(count, size)),
    }
    return compared(
        "percentage of count",
        said,
        lambda _: Interval.of(Fraction(100 * count, size)),
        rounding=rounding,
        subject=f"{count:,} of {size:,}",
        unit="%",
        readings=readings,
        repairs=_other_pairs(said, size, count, rounding),
        conventions=conventions,
    )


def _without_count(said: Printed, n: int, groups: Mapping[str, int], rounding: str, conventions) -> list[Finding]:
    if counts_in(said.interval(rounding), n):
        return []
    other = next((name for name in (*conventions, "twice") if counts_in(said.interval(name), n)), None)
    severity = {None: "impossible", "twice": "inconsistent"}.get(other, "unusual")
    below = int(Fraction(str(said.value)) * n // 100)
    near = [f"{count:,} of {n:,} is {_percent(count, n, said)}" for count in (below, below + 1) if count <= n]
    if other:
        only = counts_in(said.interval(other), n)[0]
        near = [f"{only:,} of {n:,} is {percent_of(only, n, said.decimals + 2)}"]
    fitting = [
        f"{count:,} of {size:,} ({name})"
        for name, size in groups.items()
        for count in counts_in(said.interval(rounding), whole_number(size, f"groups, {name}"))[:3]
    ]
    text = said.text.strip()
    start = f"{text} of {n:,} needs numbers rounded by {other}" if other else f"No count of {n:,} gives {text}"
    tail = f"; it is {fitting[0]}" if fitting else ""
    return [
        Finding(
            rule="percentage of denominator",
            severity=severity,
            explanation=f"{start}: {' and '.join(near)}{tail}.",
            printed=said.text,
            means=str(said.interval(rounding)),
            expected="; ".join(near),
            repairs=() if severity == "unusual" else (*fitting, *_nearest_sizes(said, n, None, rounding)),
        )
    ]


def _percent(count: int, n: int, said: Printed) -> str:
    """Give a percentage with the digits of the print, or with as many more as tell it from the print."""
    share = Fraction(100 * count, n)
    as_said, wanted = Fraction(str(said.value)), range(said.decimals, said.decimals + 9)
    digits = next((d for d in wanted if rounded(share, d) != rounded(as_said, d)), said.decimals)
    return percent_of(count, n, digits)


def _other_pairs(said: Printed, n: int, count: int, rounding: str) -> tuple[str, ...]:
    counts = counts_in(said.interval(rounding), n)
    # Many counts or denominators that fit are no repair: nothing tells them apart.
    few = [f"{other:,} of {n:,}" for other in counts] if len(counts) <= 2 else []
    return (*_nearest_sizes(said, n, count, rounding)[:1], *few)


def _nearest_sizes(said: Printed, n: int, count: int | None, rounding: str) -> tuple[str, ...]:
    """Give up to three pairs of a count and a denominator that fit, the nearest denominators first.

    Denominators are tried as far away as 20, or a tenth of `n` (at most 10,000): farther ones are no slip of the pen.
    """
    reach = max(20, min(n // 10, 10_000))
    sizes = np.arange(max(1, n - reach), n + reach + 1)
    low, high = count_bounds(said.interval(rounding), sizes)
    if count is not None:
        low, high = np.maximum(low, count), np.minimum(high, count)
    fits = [(int(size), int(first)) for size, first in zip(sizes[low <= high], low[low <= high], strict=True)]
    fits.sort(key=lambda pair: (abs(pair[0] - n), pair[0]))
    return tuple(f"{first:,} of {size:,}" for size, first in fits[:3])


def check_share(printed: str, part: Number, *others: Number, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed percentage against the parts of the whole.

    Parameters
    ----------
    printed : str
        The percentage as printed.
    part, *others : str, number or Interval
        The part that it states, and all other parts. Text is a rounded print, a number is exact.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. A failed print is tried as the part in percent of the others (the odds) and
        as the share of the others.

    Raises
    ------
    DataError
        When a print holds no number, no other part is given, or the part is 0.

    Examples
    --------
    >>> check_share("60%", 15, 10)
    []
    >>> check_share("150%", 15, 10)[0].explanation.rpartition(": ")[2]
    'it is the part in percent of the others.'
    """
    if not others:
        raise DataError("others: expected the other parts of the whole, got none; see check_percentage for a whole.")

    def rest(take):
        return sum((as_interval(other, take) for other in others), Interval.of(0))

    # 1 / (1 + rest/part) names every number once, so that its limits are those of the set.
    def share(take):
        return scaled(Interval.of(1) / (Interval.of(1) + quotient(rest(take), as_interval(part, take))), 100)

    readings = {
        "the part in percent of the others": lambda take: scaled(quotient(as_interval(part, take), rest(take)), 100),
        "the share of the others": lambda take: Interval.of(100) - share(take),
    }
    subject = f"The share of {as_text(part)} beside {' + '.join(map(as_text, others))}"
    return compared(
        "share", read_printed(printed), share, rounding=rounding, subject=subject, unit="%", readings=readings
    )
