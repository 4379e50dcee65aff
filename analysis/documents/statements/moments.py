"""Grammar of means and medians: M = 21.73, SD = 3.67; 37.3 years (SD 11.5); 12.4 ± 3.1; median 116 (IQR: 54-189)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found, found_in
from .writing import DASH, Writing

_NO_UNIT = r"(?!(?:and|or|to|with|vs|versus)\b)"
_UNIT = rf"(?P<unit>\s?{_NO_UNIT}[A-Za-zμ°/%][\w/%.³²]{{0,14}}(?:\s{_NO_UNIT}[A-Za-z/]{{1,8}})?)?"
_SD = r"(?:SDs?|S\.D\.|s\.?d\.|standard\sdeviations?|std\.?\s?dev\.?)"
_SE = r"(?:SEMs?|SEs?|S\.E\.M?\.?|standard\serrors?)"

_PLUS_MINUS = re.compile(r"±|\+/?-")
_END_OF_RANGE = re.compile(r"\d\s?(?:to|and|-|–)\s?$")


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern, tuple[str, ...], float], ...]:
    mean, signed = rf"(?P<mean>{writing.signed})", writing.signed
    sd = rf"(?P<sd>{writing.number})"
    joint = rf"\s*(?:{DASH}|,|;|\bto\b|\band\b)\s*"
    spread = rf"[(\[,]?\s*(?:with\san?\s)?{_SD}\s*(?:[=:±,]|\+/-|of|was)*\s*{sd}"
    error = rf"[(\[,]?\s*{_SE}\s*(?:[=:±]|\+/-|of|was)*\s*(?P<se>{writing.number})"
    named = r"(?<!\w)(?:(?-i:M)|means?)\s*(?:age)?\s*(?:[=:]|was|of|is)\s*"
    median = rf"medians?\b(?:[^.;()\d]|(?<=[A-Za-z])\d){{0,60}}?(?P<median>{signed}){_UNIT}"
    quartiles = (
        rf"(?:\s*[(\[,;]+|\s(?:and|with)\b)\s*(?:(?:and|with)\s)?(?:the\s|an?\s)?(?P<range_name>IQR|inter-?quartile\srange|range"
        rf"|min(?:imum)?\s?-\s?max(?:imum)?"
        rf"|Q1\s?-\s?Q3)?[^()\d]{{0,28}}?\s*(?P<low>{signed}){joint}(?P<high>{signed})"
    )
    spread_name = r"(?P<range_name>IQR|inter-?quartile\srange|Q1\s?-\s?Q3|25th\D{0,20}75th\spercentiles?)"
    spread_first = (
        rf"medians?\b[^.;()\d]{{0,40}}[(\[]\s*(?P<range_name>IQR|inter-?quartile\srange|range|Q1\s?-\s?Q3)\s*[)\]]"
        rf"[^.;()\d]{{0,50}}?(?P<median>{signed}){_UNIT}\s*[(\[]\s*(?P<low>{signed}){joint}(?P<high>{signed})"
    )
    spread_of = rf"(?P<median>{signed}){_UNIT}\s*[(\[,;]\s*{spread_name}"
    unnamed = rf"{spread_of}[^()\d]{{0,12}}?\s*(?P<low>{signed}){joint}(?P<high>{signed})"
    width = rf"{spread_of}\s*[=:,]?\s*(?P<width>{writing.number})(?=\s?[A-Za-z]*\s?[)\];,])"
    is_ = r"(?:of|was|were|is|=|:)\s(?:about\s|approximately\s)?"
    mean_alone = rf"(?<!\w)(?<!\w-)means?\s(?!difference)(?:(?:[A-Za-z][\w/-]*\s){{0,5}}?{is_})?{mean}{_UNIT}"
    bracket = r"[(\[]\s*(?:±\s?)?"
    sd_named = rf"means?\b[^.;()\d]{{0,40}}{bracket}{_SD}\s*[)\]]"
    sd_first = rf"{sd_named}[^.;()\d]{{0,50}}?{mean}{_UNIT}\s*{bracket}{sd}\s*[)\]]"
    ranged = rf"(?P<mean>{signed}){_UNIT}\s*[(\[]\s*range\s?[:=,]?\s*(?P<low>{signed}){joint}(?P<high>{signed})"
    return (
        ("mean", re.compile(rf"{named}{mean}\s*[,;(]\s*{_SD}\s*[=:]?\s*{sd}", re.I), ("mean", "sd"), 0.95),
        ("mean", re.compile(sd_first, re.I), ("mean", "sd"), 0.9),
        ("mean", re.compile(rf"{mean}{_UNIT}\s*{spread}", re.I), ("mean", "sd"), 0.9),
        ("mean", re.compile(rf"{mean}{_UNIT}\s*{error}", re.I), ("mean", "se"), 0.9),
        ("mean", re.compile(rf"{mean}{_UNIT}\s*[(\[]?\s*(?:±|\+/-|\+-)\s*{sd}", re.I), ("mean", "sd"), 0.7),
        ("median", re.compile(median + quartiles, re.I), ("median", "low", "high"), 0.9),
        ("median", re.compile(spread_first, re.I), ("median", "low", "high"), 0.9),
        ("median", re.compile(unnamed, re.I), ("median", "low", "high"), 0.85),
        ("median", re.compile(width, re.I), ("median", "width"), 0.8),
        ("mean", re.compile(ranged, re.I), ("mean", "low", "high"), 0.8),
        ("median", re.compile(median, re.I), ("median",), 0.7),
        ("mean", re.compile(mean_alone, re.I), ("mean",), 0.7),
    )


def find_moments(text: str, writing: Writing) -> Iterator[Found]:
    """Find means with what they spread, and medians with their quartiles or range."""
    for kind, pattern, roles, sureness in _patterns(writing):
        for found, match in found_in(kind, pattern, text, roles, sureness):
            if (
                "sd" in found.spans
                and not _PLUS_MINUS.search(match[0])
                and _END_OF_RANGE.search(text[max(0, match.start() - 12) : match.start()])
            ):
                continue
            named = match.groupdict().get("range_name") or ""
            details = {"spread": "IQR" if re.search(r"(?i)q", named) else "range" if named else ""}
            unit = (match.groupdict().get("unit") or "").strip().rstrip(".")
            yield Found(kind, found.start, found.end, found.spans, sureness, unit, details if details["spread"] else {})
