"""Lines of a page from the places of its words: columns first, then lines, raised words at their hosts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from .runs import Run

_MOST_HOSTS = 400  # words of one line
NARROW = 8.0  # points: the least space between two columns of prose


@dataclass(slots=True)
class Word:
    """Characters side by side: their box, baseline and height; `look` is ``raised`` or ``lowered`` at another word."""

    text: str
    x0: float
    x1: float
    y: float
    h: float
    bold: bool
    look: str = ""


@dataclass
class Line:
    """Words of one baseline in one column of a page.

    Attributes
    ----------
    column : int
        0 for a line over all columns, else the column from 1.
    number : int
        On its page from 1, running heads not counted.
    """

    words: list[Word]
    page: int
    column: int = 0
    number: int = 0
    left: float = 0.0
    right: float = 0.0

    @cached_property
    def x0(self) -> float:
        """Give its left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Give its right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def y(self) -> float:
        """Give the baseline of most of its words."""
        return Counter(round(word.y, 1) for word in self.words if not word.look).most_common(1)[0][0]

    @cached_property
    def h(self) -> float:
        """Give the height of most of its characters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.h, 1)] += 0 if word.look else len(word.text)
        return sizes.most_common(1)[0][0]

    @cached_property
    def bold(self) -> bool:
        """Tell whether all its words are bold."""
        return all(word.bold for word in self.words if not word.look)

    @cached_property
    def text(self) -> str:
        """Give its characters, a space wherever there is one."""
        return "".join(run.text for run in self.runs())

    def runs(self) -> list[Run]:
        """Give the words as runs, a space wherever there is one."""
        return runs_of(self.words, self.page, self.number)

    def gaps(self) -> list[float]:
        """Give the spaces between neighboring words."""
        return [after.x0 - before.x1 for before, after in pairwise(self.words)]


@dataclass(slots=True)
class Page:
    """A page: its size, its words and rules, and its lines once they are found."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[tuple[float, float, float]]
    lines: list[Line] = field(default_factory=list)


def runs_of(words: list[Word], page: int | None = None, line: int | None = None) -> list[Run]:
    """Give words of one line as runs, a space wherever there is one."""
    runs: list[Run] = []
    for at, word in enumerate(words):
        space = at and word.x0 - words[at - 1].x1 > 0.15 * max(word.h, words[at - 1].h)
        look = word.look
        if space:
            runs.append(Run(" ", "", page, line))
        runs.append(Run(word.text, look, page, line))
    return runs


def find_lines(page: Page) -> list[Line]:
    """Give the lines of a page in reading order: bands over all columns, and between them column after column."""
    words = without_line_numbers([word for word in page.words if word.text.strip()])
    gutter = find_gutter(words)
    if gutter is None:
        lines = [Line(words, page.number) for words in _clusters(words)]
        return sorted(lines, key=lambda line: -line.y)
    wide = {round(word.y) + near for word in words if word.x0 < gutter < word.x1 for near in (-1, 0, 1)}
    over = [word for word in words if round(word.y) in wide]
    spanning, columns = [], [[], [], []]
    for cluster in _clusters(over):
        crossing = any(word.x0 < gutter < word.x1 for word in cluster)
        (spanning if crossing else columns[0]).append(Line(cluster, page.number))
    rest = [word for word in words if round(word.y) not in wide] + [w for line in columns[0] for w in line.words]
    for side in (1, 2):
        part = [word for word in rest if ((word.x0 + word.x1) / 2 < gutter) == (side == 1)]
        columns[side] = [Line(cluster, page.number, side) for cluster in _clusters(part)]
    return _in_order(spanning, columns[1], columns[2])


def _in_order(spanning: list[Line], left: list[Line], right: list[Line]) -> list[Line]:
    """Read the columns between two spanning lines before the lower of them."""
    edges = sorted((line.y for line in spanning), reverse=True)

    def band(line: Line) -> int:
        return sum(edge >= line.y for edge in edges) if line.column else sum(edge > line.y for edge in edges)

    def order(line: Line) -> tuple[int, int, float]:
        return band(line), line.column or 9, -line.y

    return sorted([*spanning, *left, *right], key=order)


def without_line_numbers(words: list[Word]) -> list[Word]:
    """Take the numbers off that a manuscript under review counts its lines by, left of the text."""
    numbers = sorted((word for word in words if word.text.isdecimal() and len(word.text) < 5), key=lambda word: -word.y)
    if len(numbers) < 8:
        return words
    edge = min(word.x1 for word in numbers) + 12
    margin = [word for word in numbers if word.x1 < edge + 8]
    steps = [int(below.text) - int(above.text) for above, below in pairwise(margin)]
    step = Counter(steps).most_common(1)[0] if steps else (0, 0)
    gone = {id(word) for word in margin}
    inner = min((word.x0 for word in words if id(word) not in gone), default=0)
    counted = len(margin) > 7 and step[0] in (1, 5) and step[1] > 0.9 * len(steps)
    if not counted or inner < max(word.x1 for word in margin):
        return words
    return [word for word in words if id(word) not in gone]


def find_gutter(words: list[Word]) -> float | None:
    """Give the middle of the space between two columns of prose; none where the page has one column, or a table."""
    if len(words) < 60:
        return None
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.y / 3), []).append(word)
    support: Counter[int] = Counter()
    for row in rows.values():
        row.sort(key=lambda word: word.x0)
        support.update(_free(row, left, right))
    if not support:
        return None
    most = max(support.values())
    best = sorted(x for x, count in support.items() if count >= 0.9 * most)
    return best[len(best) // 2] + 0.0 if most >= max(8, 0.3 * len(rows)) else None


def _free(row: list[Word], left: float, right: float) -> set[int]:
    """Give the places in the middle of a page that a row leaves free between two columns filled with words.

    At least one side is filled to seven tenths, and the other to a half if it has words.
    """
    free: set[int] = set()
    before, after = 0.0, sum(word.x1 - word.x0 for word in row)
    low, high = left + 0.3 * (right - left), left + 0.7 * (right - left)
    for at in range(len(row) + 1):
        end = row[at - 1].x1 if at else left
        start = row[at].x0 if at < len(row) else right
        if start - end >= NARROW:
            for x in range(int(max(end + NARROW / 2, low)), int(min(start - NARROW / 2, high)) + 1):
                shares = before / (x - left), after / (right - x)
                if max(shares) > 0.7 and (not at or shares[0] > 0.5) and (at == len(row) or shares[1] > 0.5):
                    free.add(x)
        if at < len(row):
            width = row[at].x1 - row[at].x0
            before, after = before + width, after - width
    return free


def _clusters(words: list[Word]) -> list[list[Word]]:
    """Part words into lines by their baselines, small ones beside a word of another line raised or lowered at it."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if lines and abs(lines[-1][0].y - word.y) < 0.18 * word.h:
            lines[-1].append(word)
        else:
            lines.append([word])
    size = median(word.h for word in words) if words else 0
    for chained in (False, True):  # first at words of full size, then at those that were raised or lowered
        for at, line in enumerate(lines):
            around = range(max(at - 3, 0), min(at + 4, len(lines)))
            near = [lines[k] for k in around if k != at and len(lines[k]) < _MOST_HOSTS]
            small = (
                []
                if len(line) > _MOST_HOSTS
                else [word for word in line if not word.look and (word.h < 0.9 * size or len(line) < 3)]
            )
            for word in small if not chained else ():
                _look_within(word, line)
            small = [word for word in small if not word.look]
            line[:] = [word for word in line if word not in small or not _hosted(word, near, chained)]
    return [sorted(line, key=lambda word: word.x0) for line in lines if line]


def _look_within(word: Word, line: list[Word]) -> None:
    """Mark a small word that stands a little off the line, so little that it was counted to it."""
    host = next((other for other in line if other is not word and _stands_at(word, other, False)), None)
    if host is not None:
        word.look = "raised" if word.y > host.y else "lowered"


def _hosted(word: Word, lines: list[list[Word]], chained: bool) -> bool:
    """Give a small word to the line with the larger word that it stands at, or beside whose small word it stands."""
    for line in lines:
        for other in line:
            if bool(other.look) == chained and _stands_at(word, other, chained):
                host = next((one for one in line if not one.look), other)
                word.look = "raised" if word.y > host.y else "lowered"
                line.append(word)
                return True
    return False


def _stands_at(word: Word, other: Word, chained: bool) -> bool:
    """Tell whether a word is set smaller, above or below the line, right at another."""
    if word.h > (1.05 if chained else 0.86) * other.h:
        return False
    behind, before = word.x0 - other.x1, other.x0 - word.x1
    reach = 0.55 if word.y > other.y + 0.2 * other.h else 0.35
    beside = -0.1 * other.h < behind < reach * other.h or (not chained and -0.1 * other.h < before < 0.1 * other.h)
    stacked = chained and abs(word.x0 - other.x0) < 0.2 * other.h
    return (beside or stacked) and 0.03 * other.h < abs(word.y - other.y) < (1.1 if chained else 0.6) * other.h


_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[ivxlc]{1,6}|[-–—]\s*\d{1,4}\s*[-–—]", re.I)


def without_heads(pages: list[Page]) -> None:
    """Take running heads, feet and page numbers off the pages; number the lines that are left."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_key(line) for line in _outer(page)})
    often = max(3, 0.3 * len(pages))
    for page in pages:
        outer = _outer(page)
        gone = {id(line) for line in outer if seen[_key(line)] >= often or _PAGE_NUMBER.fullmatch(line.text.strip())}
        gone |= {id(line) for line in sorted(page.lines, key=lambda line: line.y)[:1] if _is_folio(line, page)}
        page.lines = [line for line in page.lines if id(line) not in gone]
        for number, line in enumerate(page.lines, start=1):
            line.number = number


def _is_folio(line: Line, page: Page) -> bool:
    """Tell whether the lowest line is a number that stands alone, well under the text."""
    return bool(line.y < 0.14 * page.height and re.fullmatch(r"\d{1,4}", line.text.strip()))


def _outer(page: Page) -> list[Line]:
    """Give the two highest and the two lowest lines of a page, if they stand near its edges."""
    by_height = sorted(page.lines, key=lambda line: -line.y)
    near = [*by_height[:2], *by_height[-2:]]
    return [line for line in near if not 0.09 * page.height < line.y < 0.91 * page.height]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text).strip().lower()
