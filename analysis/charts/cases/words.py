"""Names from an export as a picture can hold them: wrapped, shortened where very long, never read as formulas."""

from __future__ import annotations

import textwrap

from ...cases.codebook.columns import titles
from ...cases.codebook.records import POISON_CENTER, records_of

# What the columns and levels of case tables are called on an axis.
NAMES = {
    "age_band": "Age (years)",
    "mention": "Substances",
    "sex": "Sex",
    "region": "Region",
}
OUTCOMES = {
    "serious": "a serious outcome (moderate, major or death)",
    "admitted": "admission (psychiatric included)",
    "medically_admitted": "admission to a medical unit",
}


def worded(table, text: str) -> str:
    """Put the words of a table's records (deaths, visits, reports) into a text that speaks of cases."""
    return records_of(table.attrs.get("records", POISON_CENTER)).worded(text)


def plain(text: object) -> str:
    """Give a text that matplotlib writes as it is: a pair of dollar signs would be read as a formula."""
    return str(text).replace("$", r"\$")


def wrapped(text: object, width: int, *, most: int = 2) -> str:
    """Break a text into at most `most` lines of `width` characters.

    A longer one loses its middle: what tells products apart, such as a strength, often stands at the end.
    """
    whole = " ".join(str(text).split())
    lines = textwrap.wrap(whole, width) or [""]
    if len(lines) <= most:
        return "\n".join(lines)
    if most == 1:
        return f"{whole[: width // 2].rstrip()}…{whole[-(width - width // 2 - 1) :].lstrip()}"
    return "\n".join([*lines[: most - 1], f"…{whole[1 - width :].lstrip()}"])


def pair(first: object, second: object, width: int) -> str:
    """Join two names, on one line where both fit, else each on its own."""
    together = f"{first} + {second}"
    if len(together) <= width:
        return together
    return f"{wrapped(first, width - 2, most=1)} +\n{wrapped(second, width, most=1)}"


def significant(number: float) -> str:
    """Give a number with three digits and thousands set apart, never as a power of ten."""
    return f"{float(f'{number:.3g}'):,.10g}"


def ratio_words(ratio: float) -> str:
    """Give a ratio with two digits after the point, fewer where it is large."""
    if ratio > 999:
        return ">999"
    return f"{ratio:.2f}" if ratio < 9.995 else f"{ratio:.1f}" if ratio < 99.95 else f"{ratio:.0f}"


def called(name: str) -> str:
    """Give the words for a column: those of `NAMES` or its title, else the name itself with spaces."""
    return NAMES.get(name) or titles().get(name) or name.replace("_", " ").capitalize()


def outcome_of(table) -> str:
    """Say of which outcome a table is."""
    return OUTCOMES.get(table.attrs.get("of"), "the outcome")


def limits_of(table) -> str:
    """Say which limits a table holds: "95% limits", or "limits" where it does not say."""
    level = table.attrs.get("level")
    return f"{100 * level:g}% limits" if level else "limits"
