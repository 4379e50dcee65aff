"""Numbers that stand in a word: doubled, threefold, a third, a million."""

from __future__ import annotations

from dataclasses import replace

from ...printed import Printed, read_printed

SCALE = r"(?:\s(?:thousand|million|billion)\b)"
TIMES = {
    "doubl": 2, "twice": 2, "trip": 3, "trebl": 3, "thrice": 3, "quadrupl": 4, "quintupl": 5, "halv": 0.5,
}  # fmt: skip
"""Beginnings of words for so many times."""
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
"""Words for one of so many parts."""
TIMES_WORD = r"(?:(?:doubl|tripl|trebl|quadrupl|quintupl)(?:ed?|ing)|halv(?:ed|ing)|twice)"
PART_WORD = rf"(?:hal(?:f|ves)|(?:{'|'.join(word for word in PARTS if not word.startswith('hal'))})s?)"


def in_words(text: str) -> Printed | None:
    """Read a number that a word implies; nothing where the text is no such word.

    Examples
    --------
    >>> in_words("Doubled").value, in_words("thirds").value, in_words("million").value
    (2.0, 3.0, 1000000.0)
    """
    word = text.strip().lower()
    value = next((value for stem, value in TIMES.items() if word.startswith(stem)), None)
    value = value or PARTS.get(word) or PARTS.get(word.removesuffix("s"))
    if word in ("thousand", "million", "billion"):
        return replace(read_printed(f"1 {word}"), text=text)
    return None if value is None else replace(read_printed(f"{value:g}"), text=text)
