"""Grammar of estimates with limits: OR 2.1 (95% CI 1.2-3.4; p = 0.01), 57% (24 to 76), 2.5 [1.6-3.9]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found
from .p_values import p_pattern, sign_of
from .writing import DASH, SIGN, Writing

INTERVAL = (
    r"(?:(?:(?P<level>\d{2}(?:\.\d)?)\s?%?[-\s]?)?(?:C\.?\s?I\.?s?(?![a-z])|CrI\b|confidence\s(?:interval|limit)s?|"
    r"credib(?:le|ility)\sintervals?)(?:\s?9\d\s?%)?(?:\s?[(\[](?:C\.?I\.?|CrI|confidence\sintervals?)[)\]])?)"
)
NOT_CONFIDENCE = re.compile(
    r"(?:range|IQR|inter-?quartile|quartile|percentile|min|max|SD|years?|aged?)\b", re.IGNORECASE
)
_OTHER = re.compile(  # what stands before a number that is no estimate: a p, an n, a standard deviation or error
    rf"(?:±|\+/-|(?<!\w)p(?:-?values?)?\s*{SIGN}|\bS\.?[DE]\.?M?\.?\s*[=:]?|(?<!\w)n\s*=|\bdf\s*=?)\s*$", re.IGNORECASE
)
RATIOS = frozenset(("OR", "RR", "HR", "IRR", "SMR"))
_MEASURES = (
    ("IRR", r"\b(?:a?IRRs?|(?:incidence\s)?rate\sratios?)\b"),
    ("HR", r"\b(?:[am]?HRs?|hazards?\sratios?)\b"),
    ("OR", r"\b(?:[amcu]?ORs?|odds\sratios?)\b"),
    ("RR", r"\b(?:a?RRs?|(?:relative\srisk|risk\sratio|prevalence\sratio)s?)\b"),
    ("SMR", r"\b(?:SMR|SIR)s?\b"),
    ("MD", r"\b(?:W?MDs?|SMDs?|(?:mean\s|risk\s)?differences?|beta|β|coefficients?)\b"),
    ("ratio", r"\bratios?\b|\btimes\b|[-\s]fold\b"),
    ("efficacy", r"\b(?:PE|VE)\b|\befficacy|\beffectiveness"),
    ("mean", r"\bmeans?\b"),
)

_SURENESS = {"share": 0.95, "named": 0.95, "after": 0.7, "bare": 0.75, "inside": 0.8, "alone": 0.7}
_RATIO_NAME = (
    r"(?<![\w-])(?:(?-i:(?:[acmu]|adj)?(?:OR|RR|HR|IRR|SMR|PR|aOR|aRR|aHR)s?)|(?:adjusted\s|crude\s|unadjusted\s|pooled\s)?"
    r"(?:(?:odds|hazards?|risk|rate|prevalence|mortality|incidence)\sratio|relative\srisk)|(?-i:β|beta|B|b)(?=\s?=))"
)


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern], ...]:
    signed = writing.signed
    spread = rf"(?:\s?(?:±|\+/-|\+-)\s?{writing.number})?"
    estimate = rf"(?P<estimate>{signed})(?P<unit>\s?%)?{spread}"
    limits = rf"(?P<low>{signed})\s?%?\s*(?:{DASH}|,|;|\bto\b|\band\b)\s*(?P<high>{signed})\s?%?"
    in_brackets = limits.replace(r"|\band\b", "")
    p = rf"(?:\s*[)\]]?\s*[,;:]?\s*[(\[]?\s*{p_pattern(writing)})?"
    gap = r"(?P<gap>\s?(?:times|fold|-fold)\b[^()\[\];%\d]{0,120}?|[^()\[\];%\d]{0,45}?)"
    open_ = r"\s*[(\[,;:]+\s*"
    named = (
        rf"{estimate}{gap}{open_}(?:[^()\[\]\d;]{{0,25}}?){INTERVAL}\s*(?:of|was|is|=|:|;"
        rf"|,)*\s*[(\[]?\s*{limits}\s*[)\]]?{p}"
    )
    bare = rf"{estimate}(?P<gap>\s?[A-Za-z/]{{0,12}})\s*[(\[]\s*{in_brackets}\s*(?:[)\]]|(?=[;,]\s*p\b)){p}"
    share = (
        rf"(?P<estimate>{writing.number})(?P<unit>\s?%)(?P<gap>)\s*[(\[]\s*\d[\d,]*\s?(?:/|of|out\sof)\s?\d[\d,]*\s*[;,)\]]\s*"
        rf"[(\[]?\s*{INTERVAL}\s*[=:;,]*\s*[(\[]?\s*{limits}\s*[)\]]?{p}"
    )
    after = rf"{estimate}(?P<gap>)\s*[(\[,;]?\s*{p_pattern(writing)}\s*[,;]\s*{INTERVAL}\s*[=:,]*\s*[(\[]?\s*{limits}"
    inside = (
        rf"{estimate}(?P<gap>)\s*[;,]\s*(?P<low>{signed})\s*(?:{DASH}|\bto\b)\s*(?P<high>{signed})(?P<p>)\s*(?=[)\]])"
    )
    alone = (
        rf"{_RATIO_NAME}(?:\s?[(\[][A-Za-z]{{2,4}}[)\]])?\s*(?:of|was|were|is|=|:|,|\s)\s*(?P<estimate>{signed})(?P<unit>)(?P<gap>)"
        rf"(?!\s?(?:%|/|beats|bpm|mm|per\b)){p}"
    )
    forms = {"share": share, "named": named, "after": after, "bare": bare, "inside": inside, "alone": alone}
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in forms.items())


def find_estimates(text: str, writing: Writing, known: bool = False) -> Iterator[Found]:
    """Find estimates with their limits.

    Parameters
    ----------
    text : str
        A folded text.
    writing : Writing
        How its numbers are written.
    known : bool
        Whether the words around (the head of a table) already speak of confidence limits.
    """
    for form, pattern in _patterns(writing):
        named = [name for name in ("estimate", "low", "high", "p", "level") if name in pattern.groupindex]
        for match in pattern.finditer(text):
            if _OTHER.search(text[max(0, match.start() - 16) : match.start()]):
                continue
            if form in ("bare", "inside") and not _speaks_of_limits(text, match, known, form):
                continue
            if form == "alone" and not _is_ratio(match):
                continue
            spans = {role: match.span(role) for role in named if match[role]}
            details = {"percent": "%"} if match["unit"] else {}
            if match["p"]:
                details["p_sign"] = sign_of(match["p_sign"])
            apart = len(match["gap"]) > 15 or _counts_something(match)
            measure = measure_of(text, match.start("estimate"), match["gap"])
            sureness = 0.75 if apart and form == "named" else _SURENESS[form]
            sureness = 0.8 if form == "bare" and (known or measure in RATIOS) else sureness
            yield Found("estimate", *match.span(), spans, sureness, measure, details)


def _is_ratio(match: re.Match) -> bool:
    """Tell whether a number behind an abbreviation alone is a ratio: HR and RR are heart and respiratory rates too."""
    spelled = re.match(r"[a-z]*\s", match[0]) is not None and len(match[0].split()[0]) > 3
    return spelled or "." in match["estimate"]


def _counts_something(match: re.Match) -> bool:
    """Tell whether the number before the limits reads as a count of things: 10 sites (95% CI 17-47%)."""
    whole = re.fullmatch(r"\d+", match["estimate"].strip()) is not None and not match["unit"]
    return whole and re.search(r"[A-Za-z]{3}", match["gap"]) is not None


def measure_of(text: str, start: int, behind: str = "") -> str:
    """Name the measure of an estimate by the nearest word before it, or between it and its limits."""
    before = text[max(0, start - 110) : start]
    before = before[max(before.rfind(". "), 0) :]
    nearest = (-1, "")
    for name, pattern in _MEASURES:
        if re.search(pattern, behind, re.IGNORECASE):
            return name
        last = max((found.end() for found in re.finditer(pattern, before, re.IGNORECASE)), default=-1)
        nearest = max(nearest, (last, name), key=lambda pair: pair[0])
    return nearest[1]


def _speaks_of_limits(text: str, match: re.Match, known: bool, form: str) -> bool:
    known = known and form == "bare"
    before = text[max(0, match.start() - 40) : match.start()]
    before = re.sub(r"\d\s?years?:\s?$", "", before)  # the label of a group: 2.5 to 10 years: 1.73 [1.56-1.95]
    if NOT_CONFIDENCE.search(before[max(before.rfind(mark) for mark in ",;") + 1 :]) and not known:
        return False
    if known or (measure_of(text, match.start(), match["gap"]) in RATIOS and match["low"] != match["high"]):
        return True
    return form == "bare" and re.search(INTERVAL, text[: match.start()], re.IGNORECASE) is not None
