"""Statements in the cells of a table: what a cell says by its own form and the words above it and to its left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..document import Block
from ..grid import Grid
from .estimates import INTERVAL, find_estimates, measure_of
from .found import Found, without_overlaps
from .grammar import found_in_text
from .placing import as_statement, moved
from .statement import Statement
from .writing import DASH, Writing

LIMITS = re.compile(rf"{INTERVAL}|\b9\d\s?%", re.IGNORECASE)
SPREAD = re.compile(r"\bSDs?\b|\bS\.D\.|standard\sdeviation|±", re.IGNORECASE)
_PERCENT_FIRST = re.compile(r"%\s?[)\]]?\s?[,(\[]?\s?(?:\(?n\b|\(?N\b|number|no\.)", re.IGNORECASE)
_P_HEAD = re.compile(r"^\W*p\b|\bp[-\s]?values?\b|\bsig\b", re.IGNORECASE)

MOST_CELLS = 6_000
_DATA = re.compile(r"^\s*[<>≤≥±+−–-]?\s?[\d.,]+(?![\w])|\d\s?\(|\d/\d|\d\s?%|^\s*[-–—]\s*$")


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell of the body of a table: its place, its text, and the words of its row and column."""

    row: int
    column: int
    start: int
    text: str
    head: str
    label: str


def cells_of(block: Block) -> list[CellText]:
    """Give the cells of the body of a table that hold text, with the words that name them."""
    grid, at, cells = block.table, 0, []
    first = first_body_row(grid)
    heads = column_heads(grid, first)
    under: dict[int, str] = {}
    for r, row in enumerate(grid.sheet(indented=False), start=1):
        label = _label(grid.cells[r - 1])
        if r > first and _names_columns(row):
            under = {c: text for c, text in enumerate(row, start=1) if c > 1 and text}
        for c, text in enumerate(row, start=1):
            if r > first and text and (c > 1 or len(row) == 1 or re.match(r"\s*[\d<]", text)):
                head = f"{heads[c - 1]} {under.get(c, '')}".strip()
                cells.append(CellText(r, c, at, text, head, label if c > 1 else ""))
            at += len(text) + 1
    return cells


def first_body_row(grid: Grid) -> int:
    """Count the rows of the head, also those that the document does not mark: rows at the top without data."""
    count = grid.head_rows if grid.head_rows < len(grid.cells) else 0
    for row in grid.cells[count:4] if count else grid.cells[:4]:
        others = [text for text in row[1:] if text]
        if count and (row[0] not in ("", grid.cells[count - 1][0]) or len(others) < 2):
            break
        if len(set(row)) < 2 or any(_DATA.search(text) for text in others):
            break
        count += 1
    return count if count < len(grid.cells) else 0


def column_heads(grid: Grid, rows: int) -> list[str]:
    """Give the words above every column, the rows of the head joined."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*grid.cells[:rows], strict=True)] or [
        "" for _ in (grid.cells[0] if grid.cells else ())
    ]


def too_large(grid: Grid) -> bool:
    """Tell whether a table is a file of data and no table of a paper: its cells are not read as statements."""
    return sum(len(row) for row in grid.cells) > MOST_CELLS


def cell_statements(block: Block, at: int, writing: Writing) -> Iterator[Statement]:
    """Give the statements of the cells of a table, and of pairs of cells that are one."""
    if too_large(block.table):
        return
    cells = cells_of(block)
    around = f"{block.table.caption} {' '.join(block.table.notes)}"
    beside = {(cell.row, cell.column): cell for cell in cells}
    joined: set[tuple[int, int]] = set()
    for cell in cells:
        if (cell.row, cell.column) in joined:
            continue
        after = beside.get((cell.row, cell.column + 1))
        pair = _with_limits(cell, after, around, writing, block.text)
        if pair is not None:
            joined.add((after.row, after.column))
        for found in [pair] if pair is not None else found_in_cell(cell, around, writing):
            words = f"{cell.label}: {cell.head}" if cell.head else cell.label
            statement = as_statement(found, block.text, writing, block, at, words)
            if statement is not None:
                yield statement


def found_in_cell(cell: CellText, around: str, writing: Writing) -> list[Found]:
    """Give what one cell says."""
    text = writing.folded(cell.text)
    words = f"{cell.head} {cell.label}"
    found = list(_alone(text, words, writing)) or list(_formed(text, words, around, writing))
    found += found_in_text(text, writing)
    found += _glued(text, writing)
    return [moved(one, cell.start) for one in without_overlaps(found)]


def _formed(text: str, words: str, around: str, writing: Writing) -> Iterator[Found]:
    """Give the forms that only a cell has: 12 (30), 3.4 (1.2), 2.1 (1.2-3.4)."""
    number = writing.signed
    if LIMITS.search(words) or (
        LIMITS.search(around) and not SPREAD.search(words) and not re.search(r"(?i)\brange\b|IQR", words)
    ):
        for one in find_estimates(text, writing, known=True):
            yield replace(one, measure=one.measure or measure_of(words + " ", len(words) + 1))
    width = re.fullmatch(
        rf"\s*(?P<median>{number})\s*\(\s*(?P<width>{number})\s*;\s*(?P<low>{number})\s*{DASH}\s*(?P<high>{number})\s*\)\s*",
        text,
    )
    if width:
        yield Found(
            "median",
            *width.span(),
            {role: width.span(role) for role in ("median", "width", "low", "high")},
            0.8,
            "",
            {"spread": "range"},
        )
    spread = SPREAD.search(words) or (SPREAD.search(around) and not re.search(r"%|\bn\b", words))
    pair = re.fullmatch(
        rf"\s*(?P<first>{number})(?P<percent>\s?%)?\s?(?P<unit>[A-Za-z]{{1,9}})?\s*[(\[]\s*(?:±\s?)?(?P<second>{number})(?P<second_percent>\s?%)?\s*[)\]]\W*",
        text,
    )
    if pair and spread and not pair["second_percent"]:
        yield Found(
            "mean",
            *pair.span(),
            {"mean": pair.span("first"), "sd": pair.span("second")},
            0.85,
            pair["unit"] or ("%" if pair["percent"] else ""),
        )
    elif pair and _PERCENT_FIRST.search(words):
        yield Found("proportion", *pair.span(), {"percent": pair.span("first"), "n": pair.span("second")}, 0.8)
    elif (
        pair
        and not pair["percent"]
        and re.fullmatch(r"\d[\d,\u202f]*", pair["first"])
        and _is_share(pair["second"], words, writing)
    ):
        yield Found("proportion", *pair.span(), {"count": pair.span("first"), "percent": pair.span("second")}, 0.8)
    elif (
        pair and "." in pair["first"] and "." in pair["second"] and "%" not in words + text and not LIMITS.search(words)
    ):
        yield Found("mean", *pair.span(), {"mean": pair.span("first"), "sd": pair.span("second")}, 0.5)
    elif pair and "%" in words + around and re.search(r"(?i)\bn\b", words + around):
        yield Found("proportion", *pair.span(), {"percent": pair.span("first"), "n": pair.span("second")}, 0.5)


def _is_share(second: str, words: str, writing: Writing) -> bool:
    return 0 <= writing.read(second).value <= 100 and not re.search(r"(?i)\brange\b|IQR|\bSE\b", words)


def _alone(text: str, words: str, writing: Writing) -> Iterator[Found]:
    """Give a number that fills its cell: a p value under p, a percentage under %, a count, another number."""
    marks = r"[*†‡§¶#a-d]{0,3}"
    match = re.fullmatch(rf"\s*(?P<sign>[<>≤≥=])?\s*(?P<number>{writing.signed})(?P<percent>\s?%)?\s*{marks}\s*", text)
    if match is None:
        return
    span = match.span("number")
    head = words.partition("  ")[0]
    if _P_HEAD.search(head) and not match["percent"]:
        yield Found("p value", *match.span(), {"p": span}, 0.8, "", {"p_sign": match["sign"] or "="})
    elif match["percent"]:
        yield Found("percentage", *match.span(), {"percent": span}, 0.9)
    elif re.fullmatch(r"\d{1,3}(?:[,\u202f]\d{3})+|\d+", match["number"]) and not match["sign"]:
        yield Found("count", *match.span(), {"count": span}, 0.7)
    else:
        yield Found("number", *match.span(), {"value": span}, 0.7, "", {"value_sign": match["sign"] or "="})


def _glued(text: str, writing: Writing) -> Iterator[Found]:
    """Give a count that words follow in its cell: 12 male."""
    word = re.match(rf"\s*(?P<number>{writing.count})(?=\s|$|\D)", text)
    if word and len(text) < 60:
        yield Found("count", *word.span(), {"count": word.span("number")}, 0.5)


def _moved(cell: CellText, span: tuple[int, int]) -> tuple[int, int]:
    """Give a span of a cell as one of the text that it stands in."""
    return cell.start + span[0], cell.start + span[1]


def _with_limits(cell: CellText, after: CellText | None, around: str, writing: Writing, text: str) -> Found | None:
    """Give an estimate whose limits stand in the next cell."""
    if after is None or not (LIMITS.search(after.head + around) or LIMITS.search(cell.head)):
        return None
    estimate = re.fullmatch(rf"\s*(?P<estimate>{writing.signed})\s?%?\W*", writing.folded(cell.text))
    limits = re.fullmatch(
        rf"\s*[(\[]?\s*(?P<low>{writing.signed})\s?%?\s*(?:{DASH}|,|;|\bto\b)\s*(?P<high>{writing.signed})\s?%?\s*[)\]]?\s*[a-z*†]?\s*",
        writing.folded(after.text),
    )
    if not estimate or not limits:
        return None
    spans = {"estimate": _moved(cell, estimate.span("estimate"))}
    spans |= {end: _moved(after, limits.span(end)) for end in ("low", "high")}
    words = f"{cell.label} {after.head} {cell.head} "
    return Found("estimate", cell.start, after.start + len(after.text), spans, 0.85, measure_of(words, len(words)))


def _label(row: tuple[str, ...]) -> str:
    """Give the words to the left in a row: its cells before the first number."""
    words = []
    for text in dict.fromkeys(row):
        if words and re.match(r"\s*[<>≤≥]?\s?[-–]?[\d.]", text):
            break
        words.append(text)
    return " ".join(filter(None, words[:3]))


def _names_columns(row: list[str]) -> bool:
    """Tell whether a row within the body names columns anew: words, and no number, in two or more of them."""
    others = [text for text in row[1:] if text]
    return len(others) > 1 and not any(re.search(r"\d", text) for text in others)
