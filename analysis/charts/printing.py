"""Printed cells as a picture writes them: thousands set apart, signs as people write them."""

from __future__ import annotations

import re


def spaced(printed: str) -> str:
    """Give a printed number with its thousands set apart; what a page prints in words stays in its own characters.

    Examples
    --------
    >>> spaced("77228"), spaced("1375.0%"), spaced("0.12345"), spaced("in 2016"), spaced("2,016")
    ('77,228', '1,375.0%', '0.12345', 'in 2016', '2,016')
    """
    found = re.fullmatch(r"(\d{4,})(\.\d+)?(%?)", printed.strip())
    return f"{int(found[1]):,}{found[2] or ''}{found[3]}" if found and found[1][0] != "0" else printed


def signed(level: object) -> str:
    """Give a level of a table with its signs: at least, at most.

    Examples
    --------
    >>> signed(">=60"), signed("<=5 y")
    ('≥60', '≤5 y')
    """
    return str(level).replace(">=", "\u2265").replace("<=", "\u2264")
