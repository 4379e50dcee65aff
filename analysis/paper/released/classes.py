"""Levels of outcome and of care by what they say of the outcomes of Table 3: the link between its rows and Table 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...cases.clinical.table_one import DENOMINATORS
from ...cases.codebook.vocabularies import read_codebook
from ...cases.study.derived import MISSING, known_levels_of_care
from ...release import cell_key
from ...release.cells import MENTIONS, Key
from .counted import Counted
from .keys import CASES, outcome_keys

UNTOLD = "unknown"
TOLD_BY = {"medical_outcome": ("serious",), "level_of_care": ("admitted", "medically_admitted")}
SAID = {"yes": ("yes",), "known": ("yes", "no"), "Yes": ("yes",), "No": ("no",), MISSING: (UNTOLD,)}


class Source(NamedTuple):
    """A column that tells outcomes, the outcomes, and for each class of its levels what it says of each of them."""

    name: str
    outcomes: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    of_level: Mapping[str, str]

    def key(self, said: str) -> Key:
        """Name the cases of a class."""
        return cell_key(**{f"class of {self.name}": said})

    def fit(self, of: str, level: str) -> list[str]:
        """Give the classes that a level of an outcome holds: ``yes``, ``known``, or a row of Table 1."""
        place = self.outcomes.index(of)
        return [said for said, entries in self.classes.items() if entries[place] in SAID[level]]


def sources_of(counted: Counted) -> list[Source]:
    """Give the columns that tell the outcomes which tables or pictures of a paper count."""
    named = {name for key in counted.printed for name, level in key if level == "known"}
    found = {name: tuple(of for of in told if of in named) for name, told in TOLD_BY.items()}
    return [_source(name, outcomes) for name, outcomes in found.items() if outcomes]


def _source(name: str, outcomes: tuple[str, ...]) -> Source:
    book, of_level, classes = read_codebook(), {}, {}
    known = book.known_outcome if name == "medical_outcome" else known_levels_of_care()
    for term in (*book[name].terms, MISSING):
        entries = tuple(
            UNTOLD if term not in known else "yes" if term in getattr(book, of) else "no" for of in outcomes
        )
        said = UNTOLD if UNTOLD in entries else "/".join(entries)
        classes[said], of_level[term] = entries, said
    return Source(name, outcomes, classes, of_level)


def count_classes(counted: Counted, source: Source, groups: Sequence[Key]) -> None:
    """Add the levels of Table 1 up to classes in every group and in all, and the classes up to the outcomes."""
    for of in source.outcomes:
        for key, level in zip(outcome_keys(of), ("yes", "known"), strict=True):
            counted.joint(key, [source.key(said) for said in source.fit(of, level)])
    rows = counted.tables["table-1"]
    rows = rows[rows["variable"] == source.name]
    levels = list(dict.fromkeys(rows["level"]))
    for group in dict.fromkeys([CASES, *groups]) if levels else ():
        parts: dict[str, list[Key]] = {said: [] for said in source.classes}
        for level in levels:
            key = group | cell_key(**{source.name: level})
            parts[source.of_level.get(level, UNTOLD)].append(_alone(key) if rows["several"].any() else key)
        if rows["several"].any():
            parts[UNTOLD].append(_several(counted, group, source.name, levels))
        if (rows["percent_of"] == DENOMINATORS["facility"]).any():
            parts[UNTOLD].append(group | cell_key(managed="not in a facility", **{source.name: MISSING}))
        for said, keys in parts.items():
            counted.joint(group | source.key(said), keys)
        counted.joint(group, [group | source.key(said) for said in parts])


def _alone(key: Key) -> Key:
    return key | cell_key(values="this one alone")


def _several(counted: Counted, group: Key, name: str, levels: Sequence[str]) -> Key:
    """Say of levels of which a case may have several: each counts those that have it alone, and beside others.

    What an outcome is told of are cases with one level. Those with several have two or more.
    """
    many, beside = group | cell_key(several=name), []
    for level in levels:
        key = group | cell_key(**{name: level})
        beside.append(key | cell_key(values="others too"))
        counted.joint(key, [_alone(key), beside[-1]])
        counted.joint(many, [beside[-1], key | cell_key(values="others alone")])
    mentions, second, more = (
        many | cell_key(**{MENTIONS: word}) for word in ("all", "second and more", "third and more")
    )
    counted.joint(mentions, beside)
    counted.joint(mentions, [many, second])
    counted.joint(second, [many, more])
    return many
