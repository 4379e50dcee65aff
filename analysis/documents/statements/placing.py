"""What was found in a text gets its place and its numbers."""

from __future__ import annotations

from dataclasses import replace

from ...errors import DataError
from ..document import Block
from .bounds import BOUNDED, bounded, front_of
from .found import Found
from .statement import Statement
from .writing import Writing


def as_statement(found: Found, text: str, writing: Writing, block: Block, at: int, words: str) -> Statement | None:
    """Give what was found its place and its numbers; nothing where a number cannot be read."""
    numbers = {}
    begin = front_of(text, found.start) if found.kind in BOUNDED else found.start
    for role, (start, end) in found.spans.items():
        sign = found.details.get(f"{role}_sign", "")
        try:
            said = writing.read((sign if sign not in ("=", "") else "") + text[start:end])
        except DataError:
            return None
        numbers[role] = bounded(said, text[begin : found.start]) if not text[found.start : start].strip() else said
    return Statement(
        found.kind, (begin, found.end), text[begin : found.end], numbers, words, found.sureness, block.at(begin), at,
        found.measure, found.details, found.spans,
    )  # fmt: skip


def moved(found: Found, by: int) -> Found:
    """Give what was found in a part of a text its place in the whole."""
    spans = {role: (start + by, end + by) for role, (start, end) in found.spans.items()}
    return replace(found, start=found.start + by, end=found.end + by, spans=spans)
