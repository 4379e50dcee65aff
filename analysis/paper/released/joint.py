"""The table that the two-way tables of a paper are margins of: groups of Table 1, factors and outcomes of Table 3.

Table 1 crosses its groups with factors and outcomes, Table 3 crosses factors with outcomes: a cycle. Its counts are
those of one table that nobody prints, of whole numbers from 0, which narrows what a withheld count can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from ...cases.clinical.table_one import DENOMINATORS
from ...cases.study.derived import MISSING, unknown_terms
from ...errors import DataError
from ...release import cell_key
from ...release.cells import MENTIONS, Key, ordered
from .classes import UNTOLD, Source, count_classes, sources_of
from .counted import Counted
from .keys import IN_MODEL, IN_NO_GROUP

COMPLETE, NO_GROUP, NO_LEVEL = "factors", "(in no group)", "(in no table)"
MOST = 6_000

Entry = Mapping[str, str]  # the level of every variable of one count


class Frame(NamedTuple):
    """The variables of every joint table: the group, what tells the outcomes, and whether all factors are known.

    No model takes a case of which a factor is not known.
    """

    by: str | None
    groups: dict[str, Key]
    sources: list[Source]
    factors: tuple[str, ...]

    def entries(self) -> list[Entry]:
        """Give each combination of their levels that a case can have."""
        levels = {f"class of {source.name}": list(source.classes) for source in self.sources}
        levels |= {COMPLETE: ["known", "not known"]} | ({self.by: list(self.groups)} if self.by else {})
        found = [dict(zip(levels, entry, strict=True)) for entry in product(*levels.values())]
        return [entry for entry in found if self.by is None or self._agrees(entry, self.by, entry[self.by])]

    def with_factor(self, entry: Entry, name: str, levels: Sequence[str]) -> list[Entry]:
        """Give an entry with each level of a factor that it can have."""
        return [{**entry, name: level} for level in levels if self._agrees(entry, name, level)]

    def _agrees(self, entry: Entry, name: str, level: str) -> bool:
        """Tell whether a level can stand beside the others: it may not be known, or tell an outcome."""
        untold = level in _untold(name)
        if untold and name in self.factors and entry[COMPLETE] == "known":
            return False
        for source in self.sources:
            said = entry[f"class of {source.name}"]
            if name == source.name and said != (UNTOLD if untold else source.of_level.get(level, UNTOLD)):
                return False
            if name in source.outcomes and said not in source.fit(name, MISSING if untold else level):
                return False
        return True

    def fits(self, entry: Entry, key: Key) -> bool:
        """Tell whether the cases of an entry are among those that a key counts."""
        return all(self._says(entry, name, level) for name, level in key)

    def _says(self, entry: Entry, name: str, level: str) -> bool:
        if (name, level) in IN_NO_GROUP:
            return entry[self.by] == NO_GROUP
        if name == "model":
            return (entry[COMPLETE] == "known") is ((name, level) in IN_MODEL)
        told = self._told_by(name)
        if told and (name != self.by or level in ("yes", "known")):
            return entry[f"class of {told.name}"] in told.fit(name, level)
        return entry[name] in (_untold(name) if level == "none" else (level,))

    def _told_by(self, outcome: str) -> Source | None:
        return next((source for source in self.sources if outcome in source.outcomes), None)

    def understands(self, key: Key, *more: str) -> bool:
        """Tell whether every part of a key is of these variables; `model` says more beside an outcome alone."""
        told = {name for name, _ in key}
        names = {self.by, *more, *self.outcomes, "model", *(f"class of {source.name}" for source in self.sources)}
        own = told <= names or (told - names == {"group"} and key >= IN_NO_GROUP)
        return own and ("model" not in told or bool(told & self.outcomes))

    @property
    def outcomes(self) -> set[str]:
        """The outcomes that any of the columns tells."""
        return {of for source in self.sources for of in source.outcomes}


def count_joint(counted: Counted, by: str | None, factors: Sequence[str]) -> None:
    """Add the unprinted counts of group by factor by outcome, a table for each factor, with all that they sum to.

    Two of these tables share what is left of them without their factor.

    Raises
    ------
    DataError
        When they hold more counts than can be looked at.
    """
    sources = sources_of(counted)
    groups = _groups(counted, by)
    for source in sources:
        if source.name != by:
            count_classes(counted, source, list(groups.values()))
    frame = Frame(by, groups, sources, tuple(factors))
    tables = {name: _levels(counted, frame, name) for name in dict.fromkeys([*factors, "age_band"]) if name != by}
    tables = {name: levels for name, levels in tables.items() if levels}
    if not sources or (not tables and by is None):
        return
    base = frame.entries()
    _refuse_many(len(base) * sum(map(len, tables.values())), list(tables))
    _bind(counted, frame, base, ())
    for name, levels in tables.items():
        below = [frame.with_factor(entry, name, levels) for entry in base]
        for entry, parts in zip(base, below, strict=True):
            counted.joint(_named(entry), [_named(one) for one in parts])
        _bind(counted, frame, [one for parts in below for one in parts], (name,))
    if {*tables, by} >= set(factors):
        _any_unknown(counted, frame, base, tables)


def _any_unknown(counted: Counted, frame: Frame, base: Sequence[Entry], tables: Mapping[str, Sequence[str]]) -> None:
    """Say that a case that no model takes has a factor that is not known, and counts at each such factor."""
    for entry in base:
        if entry[COMPLETE] == "known" or (frame.by in frame.factors and entry[frame.by] in _untold(frame.by)):
            continue
        parts = [
            _named(one)
            for name in set(frame.factors) & tables.keys()
            for one in frame.with_factor(entry, name, [level for level in tables[name] if level in _untold(name)])
        ]
        mentions = _named(entry) | cell_key(**{MENTIONS: "factors that are not known"})
        counted.joint(mentions, sorted(parts, key=ordered))
        counted.joint(mentions, [_named(entry), mentions | cell_key(more="beyond one for each")])


def _groups(counted: Counted, by: str | None) -> dict[str, Key]:
    groups = [group for group in dict.fromkeys(counted.tables["table-1"]["group"]) if group != "Total"]
    return {str(group): cell_key(**{by: group}) for group in groups} | {NO_GROUP: IN_NO_GROUP} if by and groups else {}


def _levels(counted: Counted, frame: Frame, name: str) -> list[str]:
    """Give the levels of a factor: those of Table 1, where each case has one, else of what crosses it with outcomes."""
    rows = counted.tables["table-1"]
    rows = rows[(rows["variable"] == name) & (rows["several"] == 0) & (rows["percent_of"] != DENOMINATORS["facility"])]
    keys = [dict(key) for key in counted.printed if frame.understands(key, name)]
    told = dict.fromkeys(key[name] for key in keys if name in key and key.keys() & frame.outcomes)
    levels = list(dict.fromkeys(rows["level"]))
    return (levels or [*told, NO_LEVEL]) if told or (levels and name in frame.factors) else []


def _bind(counted: Counted, frame: Frame, entries: Sequence[Entry], names: tuple[str, ...]) -> None:
    """Say of each count of these variables, printed or not, which entries it holds."""
    for key in [*counted.printed, *counted.unprinted, *counted.unseen]:
        if frame.understands(key, *names) and all(name in dict(key) for name in names):
            counted.joint(key, [_named(entry) for entry in entries if frame.fits(entry, key)])


def _untold(name: str) -> tuple[str, ...]:
    return (NO_GROUP, NO_LEVEL, *unknown_terms(name))


def _named(entry: Entry) -> Key:
    return cell_key(joint="of groups, factors and outcomes", **entry)


def _refuse_many(size: int, names: Sequence[str]) -> None:
    if size > MOST:
        raise DataError(
            f"release: expected tables that can be looked at together, got {size:,} combinations of groups, outcomes "
            f"and levels of {', '.join(names)}; take coarser groups for Table 1 or fewer factors."
        )
