"""Numbered weeks of published tables: the first day of each, by the calendar that they are of."""

from __future__ import annotations

import pandas as pd

from ...errors import DataError
from ...stats.arguments import choice
from ..masking import mask_label
from .published_shapes import Block
from .weeks import CALLED, FIRST_DAYS, calendar_of, week_number, week_start


def numbered(blocks: list[Block], week: str | None) -> tuple[str, ...]:
    """Give every row the first day of its numbered week, and say so where nothing tells of which calendar."""
    for block in blocks:
        _without_blanks(block)
    cells = [(block.year, week_number(cell)) for block in blocks for cell in block.periods]
    given = [(year, number) for year, number in cells if year and number]
    if week is None:
        calendar, told = calendar_of(given, blocks[0].heading)
    else:
        calendar, told = choice(week, "week", tuple(FIRST_DAYS)), True
    for block in blocks:
        block.starts = [_first_day(block, place, calendar) for place in range(len(block.periods))]
    other = next(name for name in FIRST_DAYS if name != calendar)
    note = f"Taken for {CALLED[calendar]}; nothing here tells them from {CALLED[other]} (week={other!r})."
    return () if told else (note,)


def _without_blanks(block: Block) -> None:
    """Leave out a week 53 without a count: years beside each other have one row for it, whether it is there or not."""
    kept = [place for place, cell in enumerate(block.periods) if week_number(cell) != 53 or block.counts[place].strip()]
    block.keep(kept)


def _first_day(block: Block, place: int, calendar: str) -> pd.Timestamp:
    number = week_number(block.periods[place])
    if number is None or block.year is None:
        raise DataError(
            f"row {block.lines[place]}: expected a week, got {mask_label(str(block.periods[place]))!r}; mend the file."
        )
    try:
        return week_start(block.year, number, calendar)
    except DataError as error:
        raise DataError(f"row {block.lines[place]}, {error}") from None
