"""Cells of codes as SQL: the groups of substances that the codes of ICD-10 in a row name."""

from __future__ import annotations

from collections.abc import Iterable

from ...files.sql import literal
from ..codebook.icd10 import ANY, KINDS, names
from ..masking import mask_label


def groups_sql(cells: Iterable[str]) -> str:
    """Give the SQL of the list of groups that the codes in some cells name; an empty text where they name none.

    Codes of the first kind of `KINDS` that a row has are taken, and no others.
    """
    text = _together(cells)
    lists = [f"regexp_extract_all({text}, {literal(kind)})" for kind in KINDS]
    kinds = " ".join(f"WHEN len({codes}) > 0 THEN {codes}" for codes in lists)
    known = ", ".join(f"{literal(code)}: {literal(name)}" for code, name in names().items())
    bare = "replace(x, '.', '')"
    group = f"coalesce({', '.join(f'groups[left({bare}, {width})]' for width in (5, 4, 3))}, x)"
    codes = f"CASE {kinds} ELSE [''] END"
    return f"(SELECT list_transform({codes}, lambda x: {group}) FROM (SELECT MAP {{{known}}} AS groups))"


def without_groups(connection, relation: str, cells: Iterable[str]) -> list[str]:
    """Say how many rows have codes of which none names a substance, and how many have something else than codes."""
    text = _together(cells)
    named = f"regexp_matches({text}, {literal('|'.join(KINDS))})"
    coded = f"regexp_matches({text}, {literal(ANY)})"
    says = f"tidy({text}) IS NOT NULL AND NOT {named}"
    query = f"""SELECT {coded}, count(*), min(tidy({text})) FROM {relation} WHERE {says} GROUP BY 1 ORDER BY 1"""
    words = {True: "codes, none of which names a substance", False: "no code of ICD-10"}
    found = connection.execute(query).fetchall()
    said = ((words[is_coded], count, mask_label(example)[:40]) for is_coded, count, example in found)
    return [f"substance: {count:,} rows have {what}, as {example!r}." for what, count, example in said]


def _together(cells: Iterable[str]) -> str:
    return f"upper(concat_ws(' ', {', '.join(cells)}))"
