"""What a pattern found in a text, before it has a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """A statement in one text: its kind, its span, and the spans of its numbers by what they are."""

    kind: str
    start: int
    end: int
    spans: dict[str, tuple[int, int]]
    sureness: float = 0.9
    measure: str = ""
    details: dict[str, str] = field(default_factory=dict)


def found_in(
    kind: str, pattern: re.Pattern, text: str, roles: Iterable[str], sureness: float = 0.9
) -> Iterator[tuple[Found, re.Match]]:
    """Give everything that a pattern finds, with the spans of its named groups."""
    for match in pattern.finditer(text):
        spans = {role: match.span(role) for role in roles if match[role]}
        yield Found(kind, *match.span(), spans, sureness), match


_SHARING = {"proportion": 1, "estimate": 2}  # 15 of 18 (83.3%, 95% CI 58.6-96.4) is both, by one percentage
_OTHER = 4


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Keep of statements that overlap the one that came first in the order of the grammars; sort them by place."""
    found = list(found)
    taken = bytearray(max((one.end for one in found), default=0))
    kept: list[Found] = []
    for one in found:
        mine, over = _SHARING.get(one.kind, _OTHER), set(taken[one.start : one.end]) - {0}
        if not over or (mine != _OTHER and over == {3 - mine}):
            kept.append(one)
            taken[one.start : one.end] = bytes(held | mine for held in taken[one.start : one.end])
    return sorted(kept, key=lambda one: (one.start, one.end))
