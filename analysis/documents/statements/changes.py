"""Grammar of changes: from A to B (a C% rise), rose by 36%, a 12% reduction, doubled, 2.5-fold, from A to B."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...printed.numerals import ALTERNATIVES
from .found import Found
from .worded import TIMES_WORD
from .writing import DASH, Writing

_NOUN = (
    r"(?:increases?|increments?|rises?|growth|gains?|surges?|jumps?|upsurge|upticks?|spikes?|decreases?|declines?"
    r"|reductions?|drops?|falls?|cuts?|changes?|improvements?)"
)
_VERB = (
    r"(?:increas(?:e[sd]?|ing)|r[io]ses?|risen|rising|gr[eo]w(?:n|s|th|ing)?|climb(?:ed|ing|s)?|jump(?:ed|s|ing)?|surg(?:ed?|ing)"
    r"|soar(?:ed|ing)?|skyrocket(?:ed|ing)?|spik(?:ed?|ing)|shot\sup|decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)"
    r"|reduc(?:e[sd]?|ing|tion)|drop(?:ped|s|ping)?|f[ae]ll(?:s|en|ing)?|plummet(?:ed|ing)?|plung(?:ed|ing)"
    r"|dipp?(?:ed|s)?|slipp?(?:ed|s)?|shrank|shrunk|chang(?:ed?|ing)|improv(?:ed?|ing|ement)|gain(?:ed)?|rais(?:e[sd]?|ing)|lower(?:ed|ing)|cut(?:s|ting)?|boost(?:ed|s|ing)?"
    r"|elevat(?:e[sd]?|ing)|up|down)"
)
_MOVED = rf"(?:{_VERB}|{_NOUN}|going|went|goes|gone|moved|shifted|expanded|swelled|{TIMES_WORD}|fold)"
_THAN = (
    r"(?!\sthan\s(?!in\b|the\b|those\b|that\b|placebo|among|with\b|for\b|during|(?:19|20)\d\d|expected|men\b|women\b"
    r"|control))"
)
_COMPARED = rf"(?:higher|lower|greater|larger|smaller|longer|shorter|older|younger|(?:more|fewer|less)\b{_THAN})"
_ABOUT = (
    r"(?:by|an?|of|on|average|averaged?|mean|median|estimated|about|around|roughly|approximately|nearly|almost|over|only"
    r"|just|more|less|than|at|least|most|up|some|an?\sfurther|further|another|overall|as|much|significantly|slightly"
    r"|sharply|markedly|dramatically|steadily|substantially|modestly|annually|again|additional|nationally|another)"
)
_KIND = (
    r"(?:relative|absolute|annual(?:i[sz]ed)?|yearly|monthly|weekly|overall|average|mean|median|further|significant"
    r"|non-?significant|statistically|net|total|estimated|year-(?:over|on)-year|additional|adjusted|per|year|decade|cumulative"
    r"|compound|steady|sharp|dramatic|marked|rapid|modest|slight|small|large|mortality|risk|rate|dose|or|greater|percentage|point)"
)
FALLS = re.compile(
    r"decreas|declin|reduc|drop|\bfall|\bfell|lower|\bdown|fewer|\bless\b|plummet|plung|dip|slip|shr[au]nk|halv|smaller"
    r"|shorter|younger",
    re.IGNORECASE,
)
_YEAR = r"(?:(?:19|20)\d\d(?:\.\d)?(?![\d,%]|\.\d\d|\s?%))"
_WHOLE_YEAR = r"(?:(?:19|20)\d\d(?![\d%]|[.,]\d|\s?%))"  # also before a comma
_YEARLY = re.compile(r"\b(?:per|a|each|every)\s(?:year|month|decade)\b|annual|yearly|monthly|average|\bmean\b", re.I)
_SHARE = r"[(\[][^()\[\]]{0,40}(?:%|/|\bof\b|CI\b|SD\b|±|\bn\s?=)"  # a number whose bracket says more of it
_BESIDE = (
    rf"(?:\s?%|\s(?:percent|per\scent)\b)?(?:\sper\s[\d,\u202f]+|\s(?:in|during|by)\s(?:[A-Z][a-z]+\s)?{_WHOLE_YEAR},?"
    rf"|\s?(?!{_SHARE})\([^()]{{0,40}}\)|\s(?!to\b)[A-Za-z][\w/'-]*,?)"
)


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[re.Pattern, float, re.Pattern], ...]:
    """Give patterns, how sure they are, and what a text must hold for them to be tried."""
    number, percent = writing.number, writing.percent
    end = rf"(?!{_YEAR})(?:\$|£|€)?"
    per = rf"(?:\sper\s(?:\d[\d,\u202f]*|million|thousand|year)\b)?(?:\sin\s{_WHOLE_YEAR})?"
    sign = r"(?:(?:about|around|over|nearly|almost|only|just|approximately|more\sthan|less\sthan|an\sestimated)\s)?"
    from_to = (
        rf"\bfrom\s+{sign}{end}(?P<old>{number}){_BESIDE}{{0,9}}?(?:\s?%|\s(?:percent|per\scent)\b)?,?"
        rf"\s+to\s+{sign}{end}(?P<new>{number})(?:\s?%|\s(?:percent|per\scent)\b)?{per}"
    )
    words = rf"(?<![\w.])(?:{ALTERNATIVES})" if writing.words else r"(?!)"
    several = rf"(?:(?P<low>{number}|{words})\s?(?:-?\s?(?:to|or)\s|{DASH})\s?(?P<high>{number}|{words}))"
    fold = (
        rf"(?:(?:{several}|(?P<fold>{number}|{words}))(?:[-\s]?fold\b|\s?(?:x|×)\b(?!\s?\d)"
        rf"|[-\s]times\s(?:{_COMPARED}|as|the|that|what)\b))"
    )
    twice = rf"\b(?P<word>{TIMES_WORD})(?!\s(?:dail|a\sday|per\s|each|every|week|month|blind|dose))(?![\w-])"
    points = r"\s?(?P<points>percentage\spoints?)"
    share = rf"(?:{percent}|{number}(?=\s?percentage\spoint))"
    change = rf"(?P<change>(?:[-+]\s?)?{share})(?:{points})?"
    said = rf"(?:(?P<change>(?:[-+]\s?)?{percent})|{fold})"
    beside = rf"{_BESIDE}{{0,9}}?"
    up_from = (
        rf"(?!{_WHOLE_YEAR})(?P<new>{number}){beside},?\s+(?:up|down|(?:rising|falling|an?\s(?:increase|decrease|rise|jump|drop))(?=\sfrom))"
        rf"\s+from\s+{sign}{end}(?P<old>{number}){beside}"
        rf"\s*[,;(]\s*(?:or\s)?an?\s(?:(?:{_KIND}|{_NOUN}\sof|about|nearly|almost|roughly)\s){{0,3}}?{said}"
        r"(?!\s(?:share|of|in|CI|confidence)\b)"
    )
    plain = rf"{from_to}(?!\s*{_SHARE})"
    tail = rf"(?:,?\s*[(\[]?\s*{plain})"
    noun = rf"{change}\s+(?:(?:{_KIND}\s+){{0,3}}?{_NOUN}|{_COMPARED})\b"
    rising = rf"(?:{_VERB}|{_NOUN})(?:\s+in\s(?:[\w-]+\s){{1,5}}?(?=of\s))?(?:,?\s+{_ABOUT})*"
    by = rf"{_VERB}(?:\s(?!by\b)[A-Za-z][\w'-]*){{1,6}}?\sby(?:\s{_ABOUT})*"
    verb = rf"\b(?:{rising}|{by}|(?:{_COMPARED})\sby)\s+{change}"
    moved = rf"\b{_MOVED}\b[^.;()]{{0,90}}?{plain}"
    share_word, fold_word = r"%|cent\b|points", rf"fold|times|\d\s?[x×]|{TIMES_WORD}"
    patterns = (
        (rf"{from_to}(?:\s[A-Za-z/]{{1,12}}){{0,3}}?\s*[(\[,;:]+\s*(?:[A-Za-z.]+[,\s]\s*){{0,5}}?{said}", 0.9, "from"),
        (up_from, 0.85, "from"),
        (rf"{noun}{tail}", 0.9, "from"),
        (rf"{verb}{tail}", 0.9, "from"),
        (rf"(?:{fold}|{twice})[^.;()\d]{{0,40}}?{tail}", 0.85, "from"),
        (noun, 0.85, share_word),
        (verb, 0.85, share_word),
        (moved, 0.8, "from"),
        (fold, 0.8, fold_word),
        (rf"(?<!\bthe\s)(?<!\bto\s)(?<!\ba\s){twice}", 0.6, fold_word),
    )
    return tuple(
        (re.compile(pattern, re.IGNORECASE), sureness, re.compile(needed, re.IGNORECASE))
        for pattern, sureness, needed in patterns
    )


def find_changes(text: str, writing: Writing) -> Iterator[Found]:
    """Find changes: the numbers before and after, the change in percent, or as so many times."""
    for pattern, sureness, needed in _patterns(writing):
        for match in pattern.finditer(text) if needed.search(text) else ():
            groups = match.groupdict()
            if (
                groups.get("old")
                and groups.get("change")
                and _YEARLY.search(text, max(0, match.start() - 24), match.end() + 12)
            ):
                continue  # so much a year is not the change from the first number to the last
            roles = ("old", "new", "change", "fold", "low", "high")
            spans = {role: match.span(role) for role in roles if groups.get(role)}
            if groups.get("word"):
                spans["fold"] = match.span("word")
            details = {"falls": "yes"} if FALLS.search(match[0]) else {}
            measure = "points" if groups.get("points") else ""
            yield Found("change", *match.span(), spans, sureness, measure, details)
