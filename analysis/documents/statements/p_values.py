"""Grammar of p values: p = 0.01, P<.001, p(2-t) = 0.46, pMantel = 0.02, p = 5.8 x 10^-48, ns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found
from .writing import SIGN, Writing


def p_pattern(writing: Writing, ns: bool = False) -> str:
    """Give the pattern of a p value with its sign; a plural ("ps > .07") is a range of them and has none."""
    name = (
        r"(?<![\w.])p(?!s\b)(?:[-_ ]?values?\b(?:\s(?:of|was|is))?|(?:Mantel|ANOVA|trend"
        r"|interaction|adj(?:usted)?|corr|two|one|log-?rank)\b)?(?:\s?(?:for|of)\s\w+)?"
    )
    name += r"(?:\s?[(\[][^()\[\]=<>]{1,14}[)\]])?"
    sign = (
        rf"(?:{SIGN}|(?:(?:was|is|being)\s)?(?:less|greater|lower|higher|smaller|larger)\sthan\b|of\b|below\b|above\b)"
    )
    value = rf"{name}\s*(?P<p_sign>{sign})\s*(?P<p>-?\s?{writing.number}(?!\s?%))"
    return rf"(?:{value}|(?P<ns>\bn\.?s\.?(?![\w])|\bnot\ssignificant\b))" if ns else value


def sign_of(said: str) -> str:
    """Give the sign that words stand for: less than, above.

    Examples
    --------
    >>> [sign_of(said) for said in ("less than", "of", "=<", "<=")]
    ['<', '=', '<', '<=']
    """
    if re.search(r"less|lower|smaller|below", said, re.IGNORECASE):
        return "<"
    if re.search(r"greater|higher|larger|above", said, re.IGNORECASE):
        return ">"
    return "=" if said.isalpha() else re.sub(r"^=\s?(?=[<>≤≥])", "", said)


@lru_cache(maxsize=8)
def _pattern(writing: Writing) -> re.Pattern:
    return re.compile(p_pattern(writing), re.IGNORECASE)


def find_p_values(text: str, writing: Writing) -> Iterator[Found]:
    """Find p values that stand alone; a value above 1 is another quantity that is called P."""
    for match in _pattern(writing).finditer(text):
        value = writing.read(match["p"]).value
        yield Found(
            "p value",
            *match.span(),
            {"p": match.span("p")},
            0.9 if 0 <= value <= 1 else 0.2,
            "",
            {"p_sign": sign_of(match["p_sign"])},
        )
