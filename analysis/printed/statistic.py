"""A statistic as a cell prints it: an estimate with its limits, a mean with its spread, a count with its percentage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .numerals import in_ascii

_PARTS = ("value", "low", "high", "beside", "of")
LONGEST = 120  # characters of a cell that is a statistic and no sentence

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u2002\u2003", " "))
_SIGNS = str.maketrans({"·": ".", "∙": ".", "−": "-", "–": "-", "—": "-", "≤": "<=", "≥": ">=", "’": "'", "＜": "<"})
_MARKS = r"[*†‡§¶#‖⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍ]+"
_ENGLISH = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![\d.])"
_EUROPEAN = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ ']\d{3})+(?:,\d+)?|\d+(?:,\d+)?|,\d+)(?![\d,])"
_PLUS = re.compile(r"(?:^|(?<=[(\[{]))\+\s?(?=[\d.,])|(?<=\bto )\+(?=[\d.,])")
_UNIT = r"\b(?:years?|yrs?|months?|weeks?|days?|hours?|hrs?|h|min|minutes|mg|mcg|g|kg|ml|l|mm|cm)\b"
_TEN = r"(?:\s*[x×]\s*10\s*\^?\s*-\s*\d{1,2}|e-\d{1,2})?"


@dataclass(frozen=True, slots=True)
class Statistic:
    """The numbers of one cell by what their signs say of them; each as digits of English print, empty if absent.

    Attributes
    ----------
    text : str
        The characters of the cell.
    value : str
        The number that leads, with its percent sign and its relation (``<0.1``).
    low, high : str
        Two numbers in brackets, or alone, that are joined by a dash, *to*, a comma or a semicolon.
    beside : str
        One number in brackets, or behind ``±``.
    of : str
        The denominator of a fraction (``12/22``, ``12 of 22``).
    p, n : str
        What ``p =`` and ``n =`` name.
    sign : str
        ``±`` where it is printed.
    words : str
        Words in the brackets, such as ``95% CI`` or ``IQR``.
    width : str
        One number before two that are joined, in the same brackets: ``39 (19; 35-54)``.

    Examples
    --------
    >>> said = read_statistic("2.8 (95% CI 2.21-2.75); p < .001")
    >>> said.value, said.low, said.high, said.p, said.words
    ('2.8', '2.21', '2.75', '<.001', '95% ci')
    """

    text: str
    value: str = ""
    low: str = ""
    high: str = ""
    beside: str = ""
    of: str = ""
    p: str = ""
    n: str = ""
    sign: str = ""
    words: str = ""
    width: str = ""

    @property
    def shape(self) -> str:
        """Name what is there: ``single``, ``limits`` (with or without value), ``beside`` or ``range``; else empty."""
        if self.low:
            return "limits" if self.value else "range"
        return "beside" if self.beside else "single" if self.value or self.p else ""


@lru_cache(maxsize=20_000)
def read_statistic(text: str, european: bool = False) -> Statistic | None:
    """Read the numbers of a cell; nothing where it is no statistic (empty, words, a sentence).

    Parameters
    ----------
    text : str
        The characters of the cell.
    european : bool
        Whether the period separates thousands and the comma decimals.

    Examples
    --------
    >>> said = read_statistic("63,2 ± 12,1", european=True)
    >>> said.value, said.beside, said.sign
    ('63.2', '12.1', '±')
    >>> said = read_statistic("−4.4 (−7.1 to −1.7)")
    >>> said.value, said.low, said.high
    ('-4.4', '-7.1', '-1.7')
    >>> read_statistic("see text") is None
    True
    """
    plain = _PLUS.sub("", in_ascii(text.translate(_SPACES)).translate(_SIGNS).strip())
    if not plain or len(plain) > LONGEST:
        return None
    plain = re.sub(rf"(?<=[\d%)\]])\s*{_MARKS}|^{_MARKS}(?=\s*[\d<])", "", plain.lower())
    plain, p = _taken(_named("p", european), plain, european)
    plain, n = _taken(_named("n", european), plain, european)
    plain = re.sub(r"\(\s*\)|\[\s*\]", "", plain).strip(" ;,")
    if not plain:
        return Statistic(text, p=p, n=n) if p else None
    for pattern in _patterns(european):
        if found := pattern.fullmatch(plain):
            return _statistic(text, found.groupdict(), p, n, european)
    return None


@lru_cache(maxsize=4)
def _named(name: str, european: bool) -> re.Pattern:
    """Give what a name such as ``p =`` looks like with its number and the joint before it."""
    number = _EUROPEAN if european else _ENGLISH
    value = r"(?:[- ]?values?)?" if name == "p" else ""
    return re.compile(rf"[;,]?\s*\b{name}{value}\s*(?P<sign><=?|>=?|=|:)\s*(?P<number>{number}{_TEN})")


def _taken(pattern: re.Pattern, text: str, european: bool) -> tuple[str, str]:
    found = pattern.search(text)
    if not found:
        return text, ""
    sign = found["sign"] if found["sign"] in ("<", "<=", ">", ">=") else ""
    return text[: found.start()] + text[found.end() :], sign + _digits(found["number"], european)


@lru_cache(maxsize=2)
def _patterns(european: bool) -> tuple[re.Pattern, ...]:
    digits = _EUROPEAN if european else _ENGLISH

    def number(name: str, relation: str = r"[<>]=?|~|") -> str:
        return rf"(?P<{name}>(?:{relation})\s*-?\s?{digits}{_TEN}\s?%?)"

    words = r"(?:(?P<words>(?:\d{2}(?:\.\d)?\s?%\s*)?[a-z][a-z .]{0,24}?|sd|se)\s*[:=,]?\s*)?"
    joint = r"\s*(?:-|,|;|/|\bto\b|\band\b|\bbis\b|\ba\b)\s*"
    pair = rf"{words}{number('low')}{joint}{number('high')}"
    value = rf"{number('value')}\s*(?:{_UNIT}\s*(?=[(\[]))?"
    return tuple(
        re.compile(pattern)
        for pattern in (
            value,
            rf"{value}(?P<sign>±|\+/-|\+-)\s*{number('beside')}",
            rf"{value}[;,]?\s*[(\[{{]\s*(?P<signed>±)?\s*{words}{number('beside')}\s*[)\]}}]\s*%?",
            rf"{value}[;,]?\s*[(\[{{]\s*{pair}\s*[)\]}}]\s*%?",
            rf"{value}[(\[]\s*{number('width')}\s*;\s*{number('low')}\s*(?:-|\bto\b)\s*{number('high')}\s*[)\]]",
            rf"{value}[;,]\s*{words}{number('low')}\s*(?:-|\bto\b)\s*{number('high')}",
            rf"{number('value')}\s+{number('low')}\s*(?:-|\bto\b)\s*{number('high')}",
            rf"[(\[{{]\s*{pair}\s*[)\]}}]",
            pair,
            rf"[(\[]\s*{number('value')}\s*[)\]]",
            rf"{number('value')}\s*(?:/|\bof\b)\s*{number('of')}(?:\s*[(\[,;]\s*{number('beside')}\s*[)\]]?)?",
        )
    )


def _statistic(text: str, found: dict, p: str, n: str, european: bool) -> Statistic:
    numbers = {name: _digits(found.get(name) or "", european) for name in (*_PARTS, "width")}
    sign = "±" if found.get("sign") or found.get("signed") else ""
    return Statistic(text, **numbers, p=p, n=n, sign=sign, words=(found.get("words") or "").strip())


def _digits(text: str, european: bool) -> str:
    """Give a number without its thousands separators and spaces, with a decimal point."""
    plain = re.sub(r"[x×]\s*10\s*\^?\s*-\s*", "e-", text).replace(" ", "").replace("'", "")
    plain = plain.replace(".", "").replace(",", ".") if european else plain.replace(",", "")
    return plain
