"""How numbers are printed in a paper: counts, percentages, ratios with limits, p values."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd


def whole(value: float) -> str:
    """Print a count with separators of thousands; nothing where there is none."""
    return "" if pd.isna(value) else f"{int(value):,}"


def percent_of(n: int, denominator: int) -> str:
    """Print a count as a percentage to one decimal, halves rounded up, by whole numbers only."""
    if not denominator:
        return ""
    tenths = (2000 * int(n) + int(denominator)) // (2 * int(denominator))
    return f"{tenths // 10}.{tenths % 10}%"


def percent(share: float) -> str:
    """Print a share as a percentage to one decimal, halves rounded up as `percent_of` does."""
    if pd.isna(share):
        return ""
    # twelve digits are what the CSV files hold, so that what is read from them prints the same
    return f"{Decimal(f'{100 * share:.12g}').quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def bare_percent(share: float) -> str:
    """Print a share as a percentage to one decimal, without its sign."""
    return percent(share).removesuffix("%")


def signed_percent(value: float) -> str:
    """Print a percent change to one decimal; a minus sign where it falls."""
    if pd.isna(value):
        return ""
    return "infinite" if math.isinf(value) else f"{value:,.1f}".replace("-", "\u2212")


def ratio(value: float) -> str:
    """Print a ratio or a rate: two decimals below 10, one below 100, none above; small ones to two digits."""
    if pd.isna(value):
        return ""
    if math.isinf(value):
        return "infinite"
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:#.2g}" if value >= 0.001 else "<0.001"


def p_value(p: float) -> str:
    """Print a p value: two decimals, three below 0.1, and ``<0.001``; one that would round to 1 is ``>0.99``."""
    if pd.isna(p):
        return ""
    if p < 0.001:
        return "<0.001"
    if p > 0.99:
        return ">0.99"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def significant(value: float) -> str:
    """Print a number to four significant digits (a year to a tenth), with an exponent only where it is out of reach."""
    if pd.isna(value):
        return ""
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    if value and not 1e-4 <= abs(value) < 1e12:
        return f"{value:.4g}"
    if abs(value) >= 999.95:
        return f"{value:,.0f}" if abs(value) >= 9999.5 else f"{value:.1f}".removesuffix(".0")
    return f"{Decimal(f'{value:.4g}'):f}"


def words(value: object) -> str:
    """Print a text as it stands."""
    return str(value)


def year(value: float) -> str:
    """Print a year."""
    return f"{int(value)}"


FORMS: dict[str, Callable] = {
    "count": whole,
    "year": year,
    "percent": percent,
    "bare percent": bare_percent,
    "percent change": signed_percent,
    "ratio": ratio,
    "p": p_value,
    "text": words,
}


def limits(low: float, high: float, form: Callable) -> str:
    """Print two limits with an en dash between them; with "to" where one is negative."""
    between = " to " if low < 0 or high < 0 else "\u2013"
    return f"{form(low)}{between}{form(high)}"


def listed(parts: list[str], last: str = "and") -> str:
    """Join words as a list in a sentence."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""
