"""Grammar of shares that stand in words: half of them, two thirds, one in five, 1 in 8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found
from .worded import PART_WORD
from .writing import Writing

_FEW = "one|two|three|four|five|six|seven|eight|nine"
_MOST = 100_000


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[re.Pattern, ...]:
    whole = rf"(?P<whole>{writing.count})"
    few = rf"(?:{_FEW})" if writing.words else r"(?!)"
    of = r"(?=of(?!\s(?:an?|the)\s(?:hour|day|century|year|million|teaspoon|tablet|mg)\b)|were\b|had\b|required\b|\()"
    no_time = r"(?!\s?(?:mg|years?|months?|days?|hours?|weeks?|doses?)\b)"
    about = r"(?:an?|another|nearly|almost|about|around|over|than)"
    patterns = (
        rf"\b(?P<part>{_FEW}|[1-9])[-\s](?P<whole>{PART_WORD})\b{no_time}",
        rf"(?<![\w.,/-])(?P<part>{few}|\d{{1,2}})\sin\s(?:every\s|each\s)?{whole}{no_time}",
        rf"\b{about}\s(?P<whole>third|quarter|fifth|tenth)\s{of}",
        r"(?<!-)(?<!\band\sa\s)(?<!\bone\sand\sa\s)\b(?P<whole>half)(?=\s(?:of|the|were|had|all|required)\b|\s\()",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def find_fractions(text: str, writing: Writing) -> Iterator[Found]:
    """Find shares in words; what they round is not told, so that no digit is held against them."""
    for pattern in _patterns(writing):
        for match in pattern.finditer(text):
            spans = {role: match.span(role) for role in pattern.groupindex if match[role]}
            if "part" not in spans or _is_part(writing, match):
                yield Found("fraction", *match.span(), spans, 0.8 if "part" in spans else 0.7)


def _is_part(writing: Writing, match: re.Match) -> bool:
    """Tell whether a part is less than the whole, and the whole no year."""
    part, whole = (writing.read(match[role]).value for role in ("part", "whole"))
    is_year = re.fullmatch(r"(?:19|20)\d\d", match["whole"]) is not None
    return 0 < part < whole <= _MOST and not is_year
