"""Cells of codes as SQL: the groups of substances that the codes of ICD-10 in a row name."""

from __future__ import annotations

from collections.abc import Iterable

from ...files.sql import literal
from ..codebook.icd10 import ANY, KINDS, names
from ..masking import mask_label

UNNAMED = "codes, none of which names a substance"
UNCODED = "no code of ICD-10"
DISORDERED = "a code of a disorder alone (F10 to F19), a diagnosis and no poisoning, which names their substance"


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


def _without_groups(connection, relation: str, cells: Iterable[str]) -> list[str]:
    """Say how many rows have codes of which none names a poisoning, and how many have something else than codes."""
    text, poisonings = _together(cells), "|".join(KINDS[:-1])
    kinds = ((poisonings, ""), (KINDS[-1], DISORDERED), (ANY, UNNAMED))
    kind = " ".join(f"WHEN regexp_matches({text}, {literal(form)}) THEN {literal(said)}" for form, said in kinds)
    query = f"""SELECT CASE {kind} ELSE {literal(UNCODED)} END AS kind, count(*), min(tidy({text})) FROM {relation}
        WHERE tidy({text}) IS NOT NULL GROUP BY 1 HAVING kind <> '' ORDER BY 1"""
    found = connection.execute(query).fetchall()
    return [f"substance: {count:,} rows have {kind}, as {mask_label(text)[:40]!r}." for kind, count, text in found]


def per_case(connection, relation: str, identity: str, cells: list[str], notes: list[str]) -> tuple[str, str]:
    """Give a relation of one row per case and the SQL of its id: of several rows, one with the codes of all of them.

    A code of one row may only repeat what that of another says more closely. What names no substance is noted.
    """
    if relation == "case_rows":
        notes += _without_groups(connection, relation, cells)
        return relation, identity
    together = ", ".join(f"{joined_sql(cell)} AS {cell}" for cell in cells)
    first = ", ".join(f'arg_min({name}, (file_no, "row")) AS {name}' for name in ("file_no", '"row"', "line"))
    connection.execute(
        f"CREATE TABLE coded_rows AS SELECT {identity} AS id, {first}, {together} FROM {relation} GROUP BY 1"
    )
    notes += _without_groups(connection, "coded_rows", cells)
    return "coded_rows", "id"


def joined_sql(cell: str) -> str:
    """Give the SQL of the cells of several rows as one."""
    return f"""string_agg({cell}, ' ' ORDER BY file_no, "row")"""


def _together(cells: Iterable[str]) -> str:
    return f"upper(concat_ws(' ', {', '.join(cells)}))"
