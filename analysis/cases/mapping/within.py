"""The part of a cell that is a value, where others stand beside it: ``34/F``, ``LIORESAL [BACLOFEN] (S - spasms)``."""

from __future__ import annotations

import re
from functools import cache

from ...files.sql import literal

_SEX = r"(?:female|male|woman|man|girl|boy|unknown|unk|f|m|u|\bw)\b\.?"
_BETWEEN, _END = r"[\s/,;|()-]{0,4}", r"[\s)]{0,3}"
_SAID = r"\d.{0,20}?"  # an age; bounded, as these patterns run in Python too
# An age and a sex in one cell, in either order; what is missing is an empty group.
_ALONE = _SEX.removesuffix(r"\b\.?")
AGE = rf"(?i)^\s{{0,3}}(?:{_ALONE}|\?)?{_BETWEEN}({_SAID}|\?)?{_BETWEEN}(?:{_SEX})?{_END}$"
_BEFORE, _BEHIND = rf"(?:{_SAID}|unk\w*\b|\?){_BETWEEN}({_SEX})?", rf"({_ALONE}|\?)?{_BETWEEN}(?:{_SAID}|unk\w*|\?)?"
SEX = rf"(?i)^(?:\s{{0,3}}{_BEFORE}{_END}|{_BETWEEN}{_BEHIND}{_END})$"
# A drug of a packed list of reports: the substance in square brackets, or the name, before what is said of it in round
# ones, whose parts are divided by dashes; and a reaction of such a list.
DRUG = r"^(?:[^(\[]*\[)?([^(\[\]]+?)\]?\s*\([^()]*\s-\s[^()]*\s-(?:\s.*)?$"
REACTION = r"^([^()]+?)\s*\([^()]*\s-\s[^()]*\s-(?:\s[^()]*)?\)\W*$"
LONGEST = 1_000  # letters of a value of such a list


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def fits(cell: str, pattern: str) -> bool:
    """Say whether a pattern finds its part in a cell."""
    return len(cell) <= LONGEST and _compiled(pattern).search(cell) is not None


def part(cell: str, pattern: str) -> str:
    """Give the part of a cell: the first group of a pattern that says something, or all of it where it does not fit.

    For the patterns above, by which a mapping is proposed; those of a reader's own are left to the engine.

    Examples
    --------
    >>> [part(cell, AGE) for cell in ("34/F", "45yo M", "F34", "18 mo F", "34/")]
    ['34', '45yo', '34', '18 mo', '34']
    >>> [part(cell, SEX) for cell in ("34/F", "45yo M", "F34", "18 mo F", "34/")]
    ['F', 'M', 'F', 'F', '']
    """
    found = _compiled(pattern).search(cell) if pattern and len(cell) <= LONGEST else None
    return cell if found is None else next(filter(None, found.groups()), "")


def part_sql(cell: str, pattern: str) -> str:
    """Give the SQL of the part of a cell."""
    if not pattern:
        return cell
    form, count = literal(pattern), _compiled(pattern).groups
    groups = ", ".join(f"nullif(regexp_extract({cell}, {form}, {n}), '')" for n in range(1, count + 1))
    return f"CASE WHEN regexp_matches({cell}, {form}) THEN coalesce({groups}, '') ELSE {cell} END"
