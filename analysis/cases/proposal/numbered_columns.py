"""Columns whose headings differ by a number only: the first substance, the second, and the dose of each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..mapping.model import TARGETS, Source
from .candidate import Candidate, Look
from .columns import Column, flag_labels, known_labels, number_share

# Words that count columns as a number does.
ORDINALS = {"primary": 1, "first": 1, "main": 1, "principal": 1, "haupt": 1, "secondary": 2, "second": 2, "neben": 2}
ORDINALS |= {"tertiary": 3, "third": 3, "fourth": 4, "fifth": 5}
LONGEST_NUMBER = 4  # digits of a heading that count columns


@dataclass(frozen=True, slots=True)
class Numbered:
    """Columns of one heading but for their numbers, in order of these."""

    stem: tuple[str, ...]
    numbers: tuple[int, ...]
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Give the headings as the file has them."""
        return tuple(column.heading for column in self.columns)

    def at(self, numbers: tuple[int, ...]) -> Numbered:
        """Give the columns at the places of other numbers; where one has none, an empty column without a name."""
        own = dict(zip(self.numbers, self.columns, strict=True))
        nothing = Column("", ("",) * len(self.columns[0].cells))
        return Numbered(self.stem, numbers, tuple(own.get(number, nothing) for number in numbers))

    def together(self, without: tuple[str, ...] = ()) -> Column:
        """Give all cells as one column, whose heading is what the columns share but for the words `without`."""
        words = [word for word in self.stem if word not in without] or self.stem
        return Column(" ".join(words), tuple(cell for column in self.columns for cell in column.cells))


def numbered_columns(look: Look, alone: bool = False) -> Iterator[Numbered]:
    """Yield the columns that are numbered, two and more of each kind, or with `alone` one too."""
    stems: dict[tuple[str, ...], list[tuple[int, Column]]] = {}
    for column in look.open:
        numbers = [ORDINALS.get(word, word) for word in column.words if _counts(word)]
        if len(numbers) == 1 and column.words[0] not in ("zip",):
            stem = _stem(column.words)
            stems.setdefault(stem, []).append((int(numbers[0]), column))
    for stem, found in stems.items():
        several = sorted(found, key=lambda item: item[0])
        several = [(1, column) for column in _unnumbered(look, stem, several[0][0])] + several
        if len(several) > 1 or alone:
            numbers, columns = zip(*several, strict=True)
            yield Numbered(stem, numbers, columns)


def _stem(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words without the number, and without ``no.`` or ``#`` before it."""
    following = (*words[1:], "")
    called = (word in ("number", "no") and after.isdecimal() for word, after in zip(words, following, strict=True))
    return tuple(word for word, drop in zip(words, called, strict=True) if not (drop or _counts(word)))


def _counts(word: str) -> bool:
    return word in ORDINALS or (word.isdecimal() and len(word) <= LONGEST_NUMBER)


def _unnumbered(look: Look, stem: tuple[str, ...], lowest: int) -> list[Column]:
    """Give the first of numbered columns where it has no number: ``Drug`` before ``Drug 2``."""
    firsts = [column for column in look.open if column.words == stem]
    return firsts[:1] if lowest == 2 else []


def beside_numbered(look: Look, leader: tuple[str, ...]) -> Iterator[tuple[Numbered, Column]]:
    """Yield the columns that are numbered as those of a leader, and all cells of each under what only they are called.

    ``Substance 1 Amount``, ``Substance 2 Amount`` beside ``Substance 1``, ``Substance 2`` are called Amount. Those of
    some numbers only, as ``Amount 2``, stand at their places, the others of which are empty.
    """
    families = list(numbered_columns(look, alone=True))
    first = next((one for one in families if one.headings == leader), None)
    if first is not None:
        some = (one for one in families if one is not first and set(one.numbers) <= set(first.numbers))
        yield from ((one.at(first.numbers), one.together(first.stem)) for one in some)


def numbered_candidates(look: Look) -> Iterator[Candidate]:
    """Yield the substances, effects and therapies that stand in numbered columns."""
    for family in numbered_columns(look):
        if not any(flag_labels(column) for column in family.columns):
            for target in ("substance", "effect", "therapy"):
                if candidate := _several(look, target, family):
                    yield candidate


def _several(look: Look, target: str, family: Numbered) -> Candidate | None:
    first, stem = family.columns[0], Column(" ".join(family.stem), family.columns[0].cells)
    heading = look.words.heading(target, stem)
    if target == "substance":
        share = share_of_substances(look, first)
    else:
        share = first.share(known_labels(first, look.codebook[TARGETS[target]]))
    if not first.counts or not (heading or share > 0.3) or look.words.forbids(target, stem):
        return None
    sure = min(0.97, 0.55 * heading + 0.45 * min(1.0, 3 * share) + (0 if heading else 0.2))
    # the first, without a number, would say less by itself
    sure += 0 if any(word.isdecimal() for word in first.words) else 0.02
    why = f"{len(family.columns)} numbered columns from {first.heading!r} to {family.columns[-1].heading!r}"
    if number_share(first, float("-inf"), float("inf")) > 0.5:
        why += ", whose cells are numbers: codes without names"
    return Candidate(target, sure, why, Source(columns=family.headings))


def share_of_substances(look: Look, column: Column) -> float:
    """Give the share of filled cells that hold a word of a substance."""
    named = (label for label in column.counts if set(re.findall(r"[a-z]+", label.casefold())) & look.words.substances)
    return column.share(named)
