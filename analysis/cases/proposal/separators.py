"""Several values in one cell, and what divides them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from ..mapping.separators import BRACKETED, BREAKS, BULLETED, NUMBERED, WORDED, split
from ..mapping.within import fits
from .columns import Column

MORE = 1.2
JOINED = 0.6  # share of what a plus cuts out that comes back: few names have one between spaces
LONGEST = 60  # letters of a name; longer parts are those of sentences
# What tells a list that is no plain one, and above which share of cells.
MARKED = (
    (r"\(?1[.):]\s+\S", NUMBERED, 0.5),
    (r"[•·▪‣◦]\s*\S", BULLETED, 0.5),
    (r".*<[bB][rR]\s*/?>", BREAKS, 0.02),
)
FIT = 0.8  # share of values with something behind them
FEW = 3  # cells with a word that comes back
STRONG = (";", "|", "\n", "^")
PLAIN = (";", "|")  # that no name has in it
Known = Callable[[str], str | None]


def separator(column: Column, known: Known | None = None) -> tuple[str, float]:
    """Give what divides the values of packed cells, and the share of cells with several values; ``("", 0)`` for none.

    A sign is a separator when what it cuts out comes back; a semicolon or bar is one anyway. A comma, slash or "and",
    which names contain too, needs more of that, and from other cells than the same one again; or a vocabulary that
    knows the parts and not the whole.
    Where several strong signs divide cells, all of them do; lists with numbers or bullets are divided by these.
    """
    for form, sign, least in MARKED:
        if column.share(label for label in column.counts if re.match(form, label)) > least:
            return sign, column.share(label for label in column.counts if len(_parts(label, sign)) > 1)
    best, gain, strong = ("", 0.0), 0.0, []
    for sign in (*STRONG, ",", BRACKETED, " / ", " + ", "/", WORDED):
        packed = [label for label in column.counts if len(_parts(label, sign)) > 1]
        packed = [label for label in packed if not (known and known(label))]
        share = column.share(packed)
        if share < 0.02:
            continue
        parts: Counter[str] = Counter()
        for label in packed:
            parts.update(dict.fromkeys(_parts(label, sign), column.counts[label] if sign in STRONG else 1))
        again = sum(count for part, count in parts.items() if count > 1 or part in column.counts) / parts.total()
        again = max(again, 0.5) if sign in PLAIN and max(map(len, parts)) <= LONGEST else again
        if known is not None:
            again = max(again if sign in STRONG or _in_any_order(packed, sign) else 0.0, _known_share(parts, known))
        strong += [(sign, share)] if sign in STRONG and again > 0.3 else []
        if (
            sign == WORDED and again > 0.8 and again >= gain and share > MORE * best[1]
        ):  # "a, b and c" is divided by both
            best, gain = (sign, share), again
        least = 0.3 if sign in STRONG else JOINED if sign == " + " else 0.8
        if again > max(gain + (0.02 if sign == WORDED else 0), least):
            best, gain = (sign, share), again
    if len(strong) > 1 and best[0] in STRONG:
        signs = "".join(sign if sign != "^" else r"\^" for sign, _ in strong)
        return f"/[{signs}]/", min(1.0, sum(share for _, share in strong))
    return best


def _in_any_order(packed: list[str], sign: str) -> bool:
    """Say whether few words make many cells, in combinations and in any order: words of another vocabulary, packed.

    What a sign divides within names (``Pain, acute``) has its first and its last words.
    """
    lists = [_parts(label, sign) for label in packed]
    cells = Counter(part for parts in lists for part in set(parts))
    apart = {parts[0] for parts in lists} & {part for parts in lists for part in parts[1:]}
    often = sum(count for part, count in cells.items() if part in apart and count >= FEW)
    return len(lists) >= 2 * FEW and len(cells) <= len(lists) and often >= 0.8 * cells.total()


def _parts(label: str, sign: str) -> list[str]:
    return [part.strip() for part in split(label, sign) if part.strip()]


def unpacked(column: Column, sign: str) -> Column:
    """Give the column of the values that packed cells hold."""
    if not sign:
        return column
    cells = tuple(part.strip() for cell in column.cells for part in split(cell, sign))
    return Column(column.heading, cells, column.title, column.usual)


def within(column: Column, pattern: str) -> str:
    """Give a pattern where nearly all values of a column fit it, so that each of them has more behind it."""
    return pattern if column.share(label for label in column.counts if fits(label, pattern)) > FIT else ""


def _known_share(parts: Counter[str], known: Known) -> float:
    return sum(count for part, count in parts.items() if known(part)) / parts.total()
