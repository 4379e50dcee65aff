"""Where tables begin and end in a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .cells import is_words, read_cell
from .relations.grid import COUNTED

_YEAR = re.compile(r"^(?:y|fy|cy)?\s?(?:19|20)\d\d\s*[,;]?\s*\(?(?:%|pct|n)?\)?$", re.IGNORECASE)
_NOTE = re.compile(
    r"^(?:[*†‡§¶#]|\(?[a-h1-9]\)\s|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ])"
    r"|^(?:notes?|sources?|abbreviations?|footnotes?|data (?:from|are))\b",
    re.IGNORECASE,
)
_QUANTILE = re.compile(r"(?:2\.5|5|10|25|50|75|90|95|97\.5) ?%")
_NUMBERING = re.compile(r"(?:|#|no\.?|nr\.?|rank|row|index|unnamed: ?0)", re.IGNORECASE)
_TITLE = re.compile(r"^(?:table|figure|appendix|supplement)\b", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """A table as a cut of its sheet: title, heading rows, body rows with their row numbers in the sheet, and notes."""

    title: str
    header: list[list[str]]
    body: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    left: int = 0
    top: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(row) for row in (*self.header, *self.body)), default=0)


def find_pieces(cells: list[list[str]]) -> list[Piece]:
    """Cut a sheet at blank rows, at blank columns between tables side by side, and at repeated headings."""
    pieces: list[Piece] = []
    for top, bottom in _runs([any(text.strip() for text in row) for row in cells]):
        chunk = cells[top:bottom]
        for left, right in _bands(chunk):
            _read([row[left:right] for row in chunk], top, left, pieces)
    found = [piece for piece in pieces if piece.body]
    for piece in found:
        _drop_notes(piece)
        _drop_numbers(piece)
    return [piece for piece in found if piece.body and piece.width > 1]


def _runs(filled: list[bool]) -> list[tuple[int, int]]:
    runs, start = [], None
    for place, full in enumerate([*filled, False]):
        if full and start is None:
            start = place
        elif not full and start is not None:
            runs.append((start, place))
            start = None
    return runs


def _bands(chunk: list[list[str]]) -> list[tuple[int, int]]:
    """Give the column ranges of tables side by side; a blank column alone does not begin a new table."""
    runs = _runs([any(row[column].strip() for row in chunk) for column in range(len(chunk[0]))])
    bands = runs[:1]
    for left, right in runs[1:]:
        labels = [row[left] for row in chunk if row[left].strip()]
        words = sum(is_words(text) and not _YEAR.match(text.strip()) for text in labels)
        if right - left > 1 and len(labels) > 2 and words >= 0.6 * len(labels):
            bands.append((left, right))
        else:
            bands[-1] = (bands[-1][0], right)
    return bands


def _read(rows: list[list[str]], top: int, left: int, pieces: list[Piece]) -> None:
    """Read one block of rows: it begins a table when it has a heading, else it goes on with the one above."""
    titles: list[str] = []
    current = next((piece for piece in reversed(pieces) if piece.left == left and piece.header), None)
    fresh = True  # no heading of this block was seen yet
    for offset, row in enumerate(rows):
        number = top + offset
        filled = [text for text in row if text.strip()]
        if not filled:
            continue
        follows = rows[offset + 1] if offset + 1 < len(rows) else []
        spanning = fresh and _spans(row, filled, follows)
        if len(filled) == 1 and not spanning:
            if current and not _TITLE.match(filled[0].strip()) and (not fresh or not _heading(follows)):
                current.body.append(_fitted(row, current))
                current.numbers.append(number)
            else:
                titles.append(filled[0].strip())
        elif (spanning or _heading(row, follows)) and (
            current is None or fresh or not current.body or _again(row, filled, current)
        ):
            current, fresh = _headed(row, current, fresh, number, left, titles, pieces), False
        else:
            if current is None:
                current = Piece(" ".join(titles), [], left=left, top=number)
                pieces.append(current)
            fresh = False
            current.body.append(_fitted(row, current))
            current.numbers.append(number)


def _headed(
    row: list[str], current: Piece | None, fresh: bool, number: int, left: int, titles: list[str], pieces: list[Piece]
) -> Piece:
    """Begin a table at a heading row, lengthen its heading, or pass over a heading that is repeated."""
    known = [[text.strip() for text in head] for head in current.header] if current else []
    if [text.strip() for text in row] in known:
        return current
    if current and not current.body and current.header and not fresh:
        current.header[-1] = _spread(current.header[-1])
        current.header.append(list(row))
        return current
    piece = Piece(" ".join(titles), [list(row)], left=left, top=number)
    titles.clear()
    pieces.append(piece)
    return piece


def _spans(row: list[str], filled: list[str], follows: list[str]) -> bool:
    """Tell a heading over all columns of numbers: alone above the labels, or beside their own heading."""
    if len(filled) == 1:
        return not row[0].strip() and bool(follows and follows[0].strip())
    words = all(is_words(text) for text in filled)
    return len(filled) == 2 < len(row) and bool(row[0].strip()) and words and _heading(follows)


def _heading(row: list[str], follows: Sequence[str] = ()) -> bool:
    """Tell a row of headings: words, years, ages (``<6``, ``6-12``) right of the first column and no plain number."""
    right = [text.strip() for text in row[1:] if text.strip()]
    words = sum(text in ("%", "x", "s", "c") or (is_words(text) and not COUNTED.match(text)) for text in right)
    words += sum(bool(_QUANTILE.fullmatch(text)) for text in right) if words else 0
    if words:  # beside other words, "Missing" and "None" are headings too
        words += sum(len(text) > 3 and text[:4].isalpha() and read_cell(text).status == "absent" for text in right)
    years = sum(bool(_YEAR.match(text)) and text[-1].isdigit() for text in right)
    words += sum(bool(_YEAR.match(text)) and not text[-1].isdigit() for text in right)  # "2020 n"
    ages = sum(_is_age(text) for text in right)
    if not right or words + years + ages < len(right) or any(len(text) > 90 for text in right):
        return False
    # Counts may look like years: they are headings when they go up, and when most of the row is years.
    numbers = [int(re.sub(r"\D", "", text)[:4]) for text in right if _YEAR.match(text) and text[-1].isdigit()]
    side = years > 1 and (_run(right, years) or _over_others(follows))
    rising = side and numbers == sorted(numbers) and numbers[-1] - numbers[0] < 60
    if years and not rising:
        return False
    return rising or (words > 0 and len(right) > 1) or (words == 1 and len(row) == 2)


def _run(right: list[str], years: int) -> bool:
    """Tell whether years stand side by side; two of them that follow each other."""
    first = next(place for place, text in enumerate(right) if _YEAR.match(text))
    found = [int(re.sub(r"\D", "", text)[:4]) for text in right[first : first + years] if _YEAR.match(text)]
    return len(found) == years and (len(set(found)) > 2 or found[-1] == found[0] + 1)


def _over_others(follows: Sequence[str]) -> bool:
    """Tell whether the row below holds numbers, none of which looks like a year."""
    below = [text.strip() for text in follows[1:] if text.strip()]
    return any(text[0].isdigit() for text in below) and not any(_YEAR.match(text) for text in below)


def _is_age(text: str) -> bool:
    cell = read_cell(text)
    return cell.status == "value" and (cell.form == "range" or bool(cell.numbers[0].relation)) and len(cell.numbers) < 3


def _again(row: list[str], filled: list[str], piece: Piece) -> bool:
    """Tell whether a row within a table is a heading: as full as the first one, and not of years alone."""
    if not piece.header:
        return True
    known = [text.strip() for text in piece.header[-1]]
    years = sum(bool(_YEAR.match(text.strip())) for text in filled)
    alike = [text.strip() for text in row] == known
    return alike or (len(filled) >= 0.6 * sum(map(bool, known)) and years < len(filled) - 1)


def _spread(row: list[str]) -> list[str]:
    """Let a heading hold for the empty cells to its right, as a merged cell does."""
    spread, last = [row[0]], ""
    for text in row[1:]:
        last = text if text.strip() else last
        spread.append(last)
    return spread


def _fitted(row: list[str], piece: Piece) -> list[str]:
    width = len(piece.header[0]) if piece.header else len(row)
    return [*row[:width], *[""] * (width - len(row))] if len(row) < width else list(row)


def _drop_numbers(piece: Piece) -> None:
    """Drop a first column that numbers the rows, as R and pandas print it, and ranks do, before one of words."""
    heads = [row[0].strip() for row in piece.header if row]
    rows = [(row[0].strip(), row[1].strip()) for row in piece.body if len(row) > 2]
    numbers = [int(text) for text, _ in rows if text.isdecimal()]
    numbered = len(numbers) == len(rows) == len(piece.body) > 1 and numbers[0] < 2
    if not numbered or not all(map(_NUMBERING.fullmatch, heads)) or not heads:
        return
    if numbers == list(range(numbers[0], numbers[0] + len(rows))) and all(is_words(text) for _, text in rows):
        piece.left += 1
        piece.header, piece.body = ([row[1:] for row in part] for part in (piece.header, piece.body))


def _counts(text: str) -> bool:
    """Tell whether a cell alone in its row, right of the labels, is a number (a total) and no note."""
    return bool(COUNTED.match(text)) or (bool(text.strip()) and read_cell(text).status == "value")


def _drop_notes(piece: Piece) -> None:
    """Drop what stands below the last row of numbers, and notes between rows."""
    single = [sum(bool(text.strip()) for text in row) == 1 and not any(map(_counts, row[1:])) for row in piece.body]
    while single and single[-1]:
        piece.notes.append(" ".join(piece.body[-1]).strip())
        single.pop(), piece.body.pop(), piece.numbers.pop()
    keep = [
        not (alone and _NOTE.match(next(text for text in row if text.strip()).strip()))
        for row, alone in zip(piece.body, single, strict=True)
    ]
    piece.body = [row for row, kept in zip(piece.body, keep, strict=True) if kept]
    piece.numbers = [number for number, kept in zip(piece.numbers, keep, strict=True) if kept]
    width = piece.width
    for row in (*piece.header, *piece.body):
        row.extend([""] * (width - len(row)))
