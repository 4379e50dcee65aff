"""P-values beside the means and standard deviations of groups whose sizes the headings print."""

from __future__ import annotations

from collections.abc import Sequence

from ....errors import DataError
from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import exact, p_interval, p_text, p_words
from ...two_groups import MEANS
from ...two_means import Moments, p_of_means
from .grid import Grid
from .headings import read_heading
from .limits import apart

SEVERAL = "p of several means"
_MEASURED = ("often-whole", "whole")
_CLEAR = 100  # times that a p-value must be off to contradict means; tests of ranks or logarithms differ less


def means_of(grid: Grid, i: int, arms: Sequence[tuple[int, int]]) -> list[tuple[str, str, int]] | None:
    """Give mean, standard deviation and n of a row for some columns, each with its n; nothing where a cell is another.

    A cell ``38.4 (14.2)`` is one where the label says so, where the sign is ``±``, or where the label names what is
    measured (age, days) and no group of it.
    """
    label = read_heading(grid.labels[i])
    found = []
    for column, n in arms:
        cell = grid.statistic(i, column)
        if cell is None or not cell.value or not cell.beside or "%" in cell.text or n < 2:
            return None
        said = {"mean", "sd"} <= set(label.roles) or cell.sign
        measured = label.flags & set(_MEASURED) and not any(map(str.isdigit, grid.labels[i]))
        if not said and not (measured and "." in cell.value and "." in cell.beside):
            return None
        if {"median", "se", "percent"} & set(label.roles):
            return None
        found.append((cell.value, cell.beside, n))
    return found


def check_p_of_means(p: str, means: Sequence[tuple[str, str, int]]) -> list[Finding] | None:
    """Hold a p-value against the t tests of two means, or the analysis of variance of more."""
    try:
        claimed, tried = p_interval(p, "any"), _p_values(means)
    except DataError:
        return None
    if not tried:
        return None
    implied = Interval(min(one.low for one in tried.values()), max(one.high for one in tried.values()))
    if claimed.overlaps(implied):
        return []
    if not (apart(claimed, implied) and _other_side(claimed, implied)):
        return None  # a test of ranks or of logarithms
    listed = ", ".join(f"{name} {p_text(span)}" for name, span in tried.items())
    said = "; ".join(f"{mean} ({sd}) of {n:,}" for mean, sd, n in means)
    words = f"No test of the means {said} gives {p_words(p)}: {listed}; a test of ranks may."
    severity = "inconsistent" if _denies(claimed, implied, means) else "unusual"
    return [
        Finding(MEANS if len(means) == 2 else SEVERAL, severity, words, printed=p, means=str(claimed), expected=listed)
    ]


def _other_side(claimed: Interval, implied: Interval) -> bool:
    """Tell whether one of two p-values lies below 0.05 and the other above."""
    return (claimed.high < 0.05 and implied.low > 0.05) or (implied.high < 0.05 and claimed.low > 0.05)


def _denies(claimed: Interval, implied: Interval, means: Sequence[tuple[str, str, int]]) -> bool:
    """Tell whether no usual test gives a p-value: it is far away, and the numbers are not skewed."""
    even = all(2 * float(sd) <= float(mean) for mean, sd, _ in means)
    return even and (claimed.low > _CLEAR * implied.high or _CLEAR * claimed.high < implied.low)


def _p_values(means: Sequence[tuple[str, str, int]]) -> dict[str, Interval]:
    if len(means) == 2:
        return {f"t test ({name})": span for name, span in p_of_means(*(Moments(*one) for one in means)).items()}
    sets = [[read_printed(text).interval("any") for text in one[:2]] for one in means]
    sizes = [n for *_, n in means]
    center = sum(n * float(mean) for mean, _, n in means) / sum(sizes)
    found = []
    for away in (True, False):
        at = [_moved(float(mean.low), float(mean.high), center, away) for mean, _ in sets]
        found.append(_analysis_of_variance(at, [float(sd.low if away else sd.high) for _, sd in sets], sizes))
    return {} if None in found else {"analysis of variance": Interval(exact(min(found)), exact(max(found)))}


def _moved(low: float, high: float, center: float, away: bool) -> float:
    """Give the number that a print allows that is farthest from the center, or nearest to it."""
    ends = sorted((low, high), key=lambda end: abs(end - center))
    return ends[1] if away else center if low <= center <= high else ends[0]


def _analysis_of_variance(means: Sequence[float], sds: Sequence[float], sizes: Sequence[int]) -> float | None:
    from ....stats.significance import p_from_statistic

    total, groups = sum(sizes), len(sizes)
    center = sum(n * mean for n, mean in zip(sizes, means, strict=True)) / total
    between = sum(n * (mean - center) ** 2 for n, mean in zip(sizes, means, strict=True)) / (groups - 1)
    within = sum((n - 1) * sd**2 for n, sd in zip(sizes, sds, strict=True)) / (total - groups)
    return float(p_from_statistic("F", between / within, df=(groups - 1, total - groups))) if within > 0 else None
