"""Columns that hold codes of ICD-10: diagnoses and causes of death, which name groups of substances and an intent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...forms import percent
from ..codebook.icd10 import ICD10, codes_in, intents_of, substance_codes
from ..mapping.model import Source
from .candidate import LEAST, Candidate, Look
from .columns import Column

CODED = 0.8  # share of filled cells with a code from which a column is one of codes
SOME = 0.02  # share of rows with a code of a substance from which it tells of substances
COMMON = 300  # different cells that are looked at
SURE = 0.85


def coded_columns(look: Look) -> tuple[Column, ...]:
    """Give the columns whose cells are codes, where some of these name substances.

    A heading tells, or most cells with a substance. Beside such a column, one with a long code is one too, or with a
    code that the first has; what has neither, as T40 and F12 of rooms, is none.
    """
    codes = [column for column in look.open if _are_codes(column)]
    told = [column for column in codes if _tells(look, column)]
    known = {code for column in told for code in _substances(column)}
    return tuple(
        column
        for column in codes
        if column in told or (told and any(len(code) > 3 or code in known for code in _substances(column)))
    )


def _are_codes(column: Column) -> bool:
    """Say whether the commonest cells are codes."""
    common = column.counts.most_common(COMMON)
    return sum(count for cell, count in common if codes_in(cell)) >= CODED * sum(count for _, count in common) > 0


def _tells(look: Look, column: Column) -> bool:
    """Say whether a column is one of codes by its heading and a cell with a substance, or by most of its cells."""
    if look.words.coded & set(column.words):
        return bool(_substances(column))
    return column.share(label for label in column.counts if max(map(len, substance_codes(label)), default=0) > 3) > 0.5


def _substances(column: Column) -> set[str]:
    return {code for label in column.counts for code in substance_codes(label)}


def coded_candidates(look: Look, columns: tuple[Column, ...], others: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the substances and the intent that all columns of codes tell together; names of substances come first."""
    cells = [" ".join(cells) for cells in zip(*(column.cells for column in columns), strict=True)]
    share = sum(bool(substance_codes(cell)) for cell in cells) / len(cells) if cells else 0.0
    if share < SOME:
        return
    headings = tuple(column.heading for column in columns)
    shown = ", ".join(map(repr, headings))
    by_name = max((one.sure for one in others if one.target == "substance"), default=0.0)
    sure = min(SURE, by_name - 0.02) if by_name >= LEAST else SURE
    why = f"codes of ICD-10 in {shown}; {percent(share, 0)} of the rows have one of a substance, named by its group"
    only = sum(all(code[0] == "F" for code in substance_codes(cell) or "T") for cell in cells) / len(cells)
    why += f"; those of {percent(only, 0)} are of a disorder alone, a diagnosis and no poisoning" if only else ""
    alone = Source(column=headings[0], codes=ICD10) if len(headings) == 1 else None
    yield Candidate("substance", sure, why, alone or Source(columns=headings, codes=ICD10))
    told = sum(bool(intents_of(cell)) for cell in cells) / len(cells)
    if told >= SOME:
        why = f"codes of ICD-10 in {shown}; those of {percent(told, 0)} of the rows tell the intent"
        yield Candidate("reason_group", SURE, why, alone or Source(joined=headings, codes=ICD10))
