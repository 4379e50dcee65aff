"""Grammar of test statistics: t(28) = 2.20, p = .03; F2,28 = 2.2; chi2(1, N = 81) = 3.25; Wald = 3.98; r = .15."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found
from .p_values import p_pattern, sign_of
from .writing import SIGN, Writing

_DF = r"(?:\d{1,6}(?:\.\d+)?|[lI])"
_NAMES = (
    ("chi-square", r"(?:(?:χ|X|x|chi|c)[-_\s]?(?:squared?|2|²|\^2)|χ|(?<!\w)G2|(?<!\w)G²|(?<![\w])[²](?=\s?\())"),
    ("Wald", r"(?:Wald(?:'s)?(?:\s?(?:χ2|χ²|chi-?squared?|test|statistic))*)"),
    ("Q", r"(?:Q(?:[-_\s]?(?:between|within|total|error|bet|with|b|w|t|e|m))?)"),
    ("t", r"(?-i:t)(?:[-\s]?tests?|[-\s]?values?)?"),
    ("F", r"(?-i:F)(?:[-\s]?tests?|[-\s]?values?)?"),
    ("z", r"(?:z(?:[-\s]?(?:score|value|test))?)"),
    ("r", r"(?-i:r)(?!ho)"),
    ("rho", r"(?:ρ|rho|(?-i:r)s(?=\s?[=(]))"),
    ("U", r"(?:(?:Mann-Whitney|Wilcoxon)(?:'s)?\s)?(?-i:U)"),
    ("W", r"(?:(?:Wilcoxon|Shapiro-Wilk)(?:'s)?\s)?(?-i:W)"),
    ("H", r"(?:Kruskal-Wallis\s)?(?-i:H)"),
)
_ONE_SIDED = re.compile(r"one[-\s]?(?:tail|side)", re.IGNORECASE)
_EFFECTS = (
    r"(?P<effect_name>(?:partial\s)?(?:η|eta)\s?(?:p|_p|ₚ)?\s?(?:2|²|\^2|squared)(?:\s?p)?|η"
    r"|(?-i:d)|Cohen's\sd)\s*=\s*(?P<effect>-?\s?{number})"
)


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern], ...]:
    sized = r"(?:\s*,\s*n\s?=\s?(?P<size>\d[\d,]*))?"
    named = r"(?:df\s?=\s?)?"
    brackets = (
        rf"\s*[(\[]\s*{named}(?P<df1>{_DF})(?:\s*[,;/]\s*(?:df2?\s?=\s?)?(?P<df2>{_DF})(?![\d,]*\d))?{sized}\s*[)\]]"
    )
    lowered = r"(?P<low_df1>\d{1,3})\s?,\s?(?P<low_df2>\d{1,6}(?:\.\d+)?)"
    value = rf"(?:\s*,\s*|\s*)(?P<value_sign>{SIGN})\s*(?P<value>[-–]?\s?{writing.number})"
    df_behind = rf"(?:\s*[,;]\s*(?:df|d\.f\.)\s?=\s?(?P<behind_df1>{_DF})(?:\s?[,;]\s?(?P<behind_df2>{_DF}))?)?"
    between = rf"(?:\s*[,;]\s*(?:MSE|MSe|SE|M)\s?[=<>]\s?{writing.number})?"
    p = rf"(?:\s*[,;]?\s*(?:with\sa\s|and\s)?[(\[]?\s*{p_pattern(writing, ns=True)})"
    patterns = []
    for name, spelled in _NAMES:
        df = rf"(?:{brackets}|{lowered})?" if name == "F" else rf"(?:{brackets})?"
        patterns.append((name, re.compile(rf"(?<![\w.]){spelled}{df}{value}{df_behind}{between}{p}", re.IGNORECASE)))
    return tuple(patterns)


@lru_cache(maxsize=8)
def _alone(writing: Writing) -> tuple[tuple[str, re.Pattern], ...]:
    df = rf"\s*[(\[]\s*(?:df\s?=\s?)?(?P<df1>{_DF})(?:\s*[,;]\s*(?P<df2>{_DF}))?\s*[)\]]"
    value = rf"\s*(?P<value_sign>{SIGN})\s*(?P<value>[-–]?\s?{writing.number})"
    patterns = [(name, re.compile(rf"(?<![\w.]){spelled}{df}{value}", re.IGNORECASE)) for name, spelled in _NAMES]
    bare = re.compile(rf"(?<![\w.]){_NAMES[0][1]}(?P<df1>)(?P<df2>){value}", re.IGNORECASE)
    return (*patterns, ("chi-square", bare))


@lru_cache(maxsize=8)
def _effect(writing: Writing) -> re.Pattern:
    return re.compile(r"(?<![\w.])" + _EFFECTS.replace("{number}", writing.number), re.IGNORECASE)


def find_tests(text: str, writing: Writing) -> Iterator[Found]:
    """Find test statistics with their p, and with the effect size behind them."""
    for name, pattern in _patterns(writing):
        for match in pattern.finditer(text):
            if found := _test(name, match, text, writing):
                yield found
    for name, pattern in _alone(writing):
        for match in pattern.finditer(text):
            spans = {role: match.span(role) for role in ("df1", "df2", "value") if match[role]}
            yield Found("test", *match.span(), spans, 0.6, name, {"value_sign": match["value_sign"]})


def _test(name: str, match: re.Match, text: str, writing: Writing) -> Found | None:
    groups = match.groupdict()
    spans = {"value": match.span("value")}
    for role in ("df1", "df2"):
        held = next((key for key in (role, f"low_{role}", f"behind_{role}") if groups.get(key)), "")
        if held:
            spans[role] = match.span(held)
    spans |= {role: match.span(role) for role in ("p", "size") if match[role]}
    details = {"value_sign": match["value_sign"], "p_sign": sign_of(match["p_sign"]) if match["p_sign"] else "ns"}
    spelled = text[match.start() : match.end()]
    if name == "t" and "df2" in spans:
        return None
    around = text[max(text.rfind(". ", 0, match.start()), 0) : _sentence_end(text, match.end())]
    if _ONE_SIDED.search(around):
        details["side"] = "one-sided"
    end = match.end()
    if effect := _effect(writing).match(text, _skip(text, end)):
        spans["effect"] = effect.span("effect")
        details["effect"] = _effect_kind(name, effect["effect_name"] or "")
        end = effect.end()
    sure = 0.95 if "df1" in spans or name in ("z", "Wald") else 0.7
    return Found("test", match.start(), end, spans, sure, _called(name, spelled), details)


def _effect_kind(test: str, name: str) -> str:
    """Name an effect size; one whose sign was a picture is that which usually follows its test."""
    return "eta" if re.match(r"(?i)(?:partial\s)?(?:η|eta)", name) or (not name and test == "F") else "d"


def _called(name: str, spelled: str) -> str:
    return "chi-square" if name == "Wald" and re.search(r"(?i)χ|chi", spelled[:16]) else name


def _skip(text: str, at: int) -> int:
    return re.compile(r"[\s,;:)\]]*(?:with\s[^.;()\d]{0,45}[(,]\s*)?").match(text, at).end()


def _sentence_end(text: str, at: int) -> int:
    end = text.find(". ", at)
    return len(text) if end < 0 else end
