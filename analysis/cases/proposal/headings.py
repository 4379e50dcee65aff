"""What the words of a heading say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...sources import data_directory
from ...toml import read_toml
from ..mapping.model import TARGETS
from .columns import Column


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of ``data/headings.toml``."""

    noise: frozenset[str]
    never: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    substances: frozenset[str]
    codes: tuple[Mapping, ...]
    roles: tuple[str, ...]
    sums: frozenset[str]
    circumstances: frozenset[str]
    counts: Mapping[str, frozenset[str]]
    records: Mapping[str, tuple[tuple[str, ...], ...]]
    attributes: Mapping[str, tuple[tuple[str, ...], ...]]
    dates: Mapping[str, frozenset[str]]
    coded: frozenset[str]

    def heading(self, target: str, column: Column) -> float:
        """Score a heading: 1 for the very words of a target, less for words around them, 0 for another heading."""
        if self.forbids(target, column):
            return 0.0
        core = tuple(word for word in column.words if word not in self.noise) or column.words
        joined, some = {"".join(column.words), "".join(core)}, frozenset(column.words)
        near = (phrase for phrase in self.phrases[target] if not some.isdisjoint(phrase) or "".join(phrase) in joined)
        scores = [_overlap(phrase, words) for phrase in near for words in (column.words, core)]
        return max(scores, default=0.0)

    def tells(self, records: str, column: Column) -> tuple[str, ...]:
        """Give the phrase by which a heading names what only this kind of records has; nothing for another heading."""
        fits = (phrase for phrase in self.records.get(records, ()) if _overlap(phrase, column.words))
        return next(fits, ())

    def forbids(self, target: str, column: Column) -> bool:
        """Say whether a heading has a word with which a column is not the target, whatever its labels are.

        The very words of the target are never forbidden: of effects, "related" is not, but for "related effects".
        """
        return (
            bool(set(column.words) & self.never.get(target, frozenset())) and column.words not in self.phrases[target]
        )

    def attribute(self, column: Column) -> str:
        """Give the name of the usual attribute that a heading names; empty for another heading."""
        fits = (
            name for name, phrases in self.attributes.items() for phrase in phrases if _overlap(phrase, column.words)
        )
        return next(fits, "")

    def order(self, target: str, column: Column) -> int:
        """Give the place of the first phrase that a heading holds, to choose between equally good headings."""
        fits = (place for place, phrase in enumerate(self.phrases[target]) if _overlap(phrase, column.words))
        return next(fits, len(self.phrases[target]))


def _overlap(phrase: tuple[str, ...], words: tuple[str, ...]) -> float:
    if words == phrase or "".join(words) == "".join(phrase):
        return 1.0
    width = len(phrase)
    places = [start for start in range(len(words) - width + 1) if words[start : start + width] == phrase]
    if not places:
        return 0.0
    return (0.8 if places[-1] + width == len(words) else 0.65) - 0.03 * (len(words) - width)


def read_words() -> Words:
    """Read ``data/headings.toml``."""
    raw = read_toml(data_directory() / "headings.toml")
    return Words(
        noise=frozenset(raw["noise"]),
        never={target: frozenset(words) for target, words in raw["never"].items()},
        phrases={target: (tuple(target.split("_")),) for target in TARGETS} | _split(raw["phrases"]),
        substances=frozenset(raw["words"]["substance"]),
        codes=tuple(raw["codes"]),
        roles=tuple(raw["roles"]["order"]),
        sums=frozenset(raw["sums"]["words"]),
        circumstances=frozenset(raw["circumstances"]["words"]),
        counts={part: frozenset(words) for part, words in raw["counts"].items()},
        records=_split(raw["records"]),
        attributes=_split(raw["attributes"]),
        dates={part: frozenset(words) for part, words in raw["dates"].items()},
        coded=frozenset(raw["coded"]["icd10"]),
    )


def _split(phrases: Mapping[str, list[str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {name: tuple(tuple(phrase.split()) for phrase in each) for name, each in phrases.items()}
