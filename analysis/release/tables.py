"""Frames of counts with margins as one system: links and sums are found from the names of variables and levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from ..errors import DataError
from ..stats.arguments import counts
from .cells import Key, System, ordered
from .joint import with_joint
from .margins import Margins, levels_of, margins_of
from .policies import Policy
from .released import Released

# What hiding a cell costs: an inner one, a margin, everybody.
INNER, MARGIN, EVERYBODY = 1.0, 2.5, 20.0


@dataclass(frozen=True, eq=False)
class TableSet:
    """Tables as they are to be printed, and the system that they make.

    Attributes
    ----------
    frames : dict of str to DataFrame
        The tables, as given.
    places : dict of str to dict
        For each table, the key of each of its cells by (row, column) position.
    system : System
        All cells, sums and what follows from them.
    """

    frames: dict[str, pd.DataFrame]
    places: dict[str, dict[tuple[int, int], Key]]
    system: System

    def printed(self, released: Released, rule: Policy) -> tuple[dict, dict, dict]:
        """Give the tables with the mark in hidden cells, as numbers that are missing there, and where that is."""
        tables, numbers, masks = {}, {}, {}
        for name, frame in self.frames.items():
            texts, counts, mask = frame.astype(object), frame.astype(object), frame.notna() & False
            for (row, column), key in self.places[name].items():
                hidden = key in released.hidden
                texts.iloc[row, column] = rule.mark if hidden else released.shown[key]
                counts.iloc[row, column] = pd.NA if hidden else released.shown[key]
                mask.iloc[row, column] = hidden
            for column in sorted({column for _, column in self.places[name]}):
                counts.isetitem(column, counts.iloc[:, column].astype("Int64"))
            tables[name], numbers[name], masks[name] = texts, counts, mask
        return tables, numbers, masks


def table_set(
    tables: Mapping[str, pd.DataFrame],
    *,
    total: str | Mapping[str, str] = "All",
    count: str = "n",
    several: Sequence[str] = (),
    nested: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> TableSet:
    """Read frames of counts as one linked system.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Either wide, as `pandas.crosstab` gives them: counts, the levels of named variables as index and columns; or
        long: one column per variable and the counts in the column `count`.
    total : str or mapping of str to str
        Level that stands for all levels of a variable: its margin; a mapping names it by variable, "All" for those that
        it does not name. Of a variable that the mapping names, every other level is one like any other, though its
        counts happen to be the sum of the others.
    count : str
        Name of the column of counts of a long table.
    several : sequence of str
        Variables of which a case can have several levels (effects, substances): their levels do not sum to the total;
        each has a complement that a reader gets by subtraction.
    nested : mapping, optional
        For a variable with a hierarchy of levels, those below each: ``{"reason": {"Intentional": ["Abuse", ...]}}``.

    Returns
    -------
    TableSet

    Raises
    ------
    DataError
        When a table has no counts or no names of variables, a cell stands twice with two counts, levels sum to more
        than their total, or a level is the sum of the others in every line (a margin under another name, which would
        give cells back) of a variable that `total` does not name.

    Notes
    -----
    The same levels of the same variables are the same cell in every table. A total that no table prints is a cell too:
    a reader sums. Where a table prints some of the levels of a variable that a total counts, the others together
    follow by subtraction.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"sex": list("FFMMM"), "outcome": ["Minor", "Death", "Minor", "Minor", "Major"]})
    >>> found = table_set({"Table 1": pd.crosstab(cases["outcome"], cases["sex"], margins=True)})
    >>> len(found.system.cells), len(found.system.sums)
    (12, 7)
    """
    if not isinstance(tables, Mapping) or not tables:
        got = "none" if isinstance(tables, Mapping) else type(tables).__name__
        raise DataError(f"tables: expected a dict of names and frames, got {got}; name each table.")
    system, places, faults, margins = System(), {}, [], margins_of(total)
    below = {
        name: {str(k): [str(v) for v in part] for k, part in levels.items()} for name, levels in (nested or {}).items()
    }
    for name, frame in tables.items():
        try:
            cells = _long_cells(frame, count) if _is_long(frame, count) else _wide_cells(frame)
        except DataError as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
            continue
        places[name] = {place: _key(pairs, margins) for place, (pairs, _) in cells.items()}
        for place, (pairs, value) in cells.items():
            key, depth = places[name][place], len(pairs) - len(places[name][place])
            system.cell(key, value, weight=EVERYBODY if not key else MARGIN if depth else INNER)
    if faults:
        raise DataError(faults)
    faults = margins.faults(system, places, {*several, *below})
    if faults:
        raise DataError(faults)
    levels = levels_of(key for cells in places.values() for key in cells.values())
    for name in tables:
        _link(system, set(places[name].values()), set(map(str, several)), below, levels)
    single = {name: sorted(here - set(below.get(name, {}))) for name, here in levels.items() if name not in several}
    return TableSet(dict(tables), places, with_joint(system, single))


def _key(pairs: tuple[tuple[str, str], ...], margins: Margins) -> Key:
    return Key((name, level) for name, level in pairs if level != margins.of(name))


def _is_long(frame: object, count: str) -> bool:
    return isinstance(frame, pd.DataFrame) and count in frame.columns


def _long_cells(frame: pd.DataFrame, count: str) -> dict:
    """Read the levels from the other columns and from a named index."""
    values, column = _counts(frame[count], count), frame.columns.get_loc(count)
    plain = frame.index.nlevels == 1 and frame.index.name is None
    if not plain:
        _pairs(frame.index, "index")
    levels = (frame.reset_index(drop=True) if plain else frame.reset_index()).drop(columns=count)
    names = [str(name) for name in levels.columns]
    if not names:
        raise DataError(f"expected columns or a named index beside the counts {count!r}, got none; name the variables.")
    levels = levels.astype(str).to_numpy()
    return {
        (row, column): (tuple(zip(names, map(str, levels[row]), strict=True)), int(value))
        for row, value in enumerate(values)
        if not pd.isna(value)
    }


def _wide_cells(frame: pd.DataFrame) -> dict:
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"expected a frame of counts, got {type(frame).__name__}.")
    rows, columns = _pairs(frame.index, "index"), _pairs(frame.columns, "columns")
    values = [_counts(frame.iloc[:, column], str(frame.columns[column])) for column in range(frame.shape[1])]
    return {
        (row, column): ((*rows[row], *columns[column]), int(values[column][row]))
        for row, column in product(range(len(rows)), range(len(columns)))
        if not pd.isna(values[column][row])
    }


def _pairs(index: pd.Index, what: str) -> list[tuple[tuple[str, str], ...]]:
    """Give the (variable, level) pairs of each entry of an index; a single unnamed column named for counts has none."""
    if any(name is None for name in index.names):
        raise DataError(
            f"expected the name of the variable at the {what}, got none; without it cells of other tables cannot be "
            f"linked. Set frame.{what}.name, or give a long frame with a column of counts."
        )
    names = [str(name) for name in index.names]
    entries = index if isinstance(index, pd.MultiIndex) else [(level,) for level in index]
    # `crosstab` leaves the lower levels of a total empty
    return [
        tuple((name, str(level) if str(level) else str(entry[0])) for name, level in zip(names, entry, strict=True))
        for entry in entries
    ]


def _counts(column: pd.Series, name: str):
    return counts(column, name)


def _link(system: System, keys: set[Key], several: set[str], below: dict, levels: dict[str, set[str]]) -> None:
    """Add the sums and complements of one table, variable by variable."""
    for name, here in sorted(levels_of(keys).items()):
        lines: dict[Key, dict[str, Key]] = {}
        for key in keys:
            level = dict(key).get(name)
            if level is not None:
                lines.setdefault(key - {(name, level)}, {})[level] = key
        for whole, parts in sorted(lines.items(), key=lambda line: ordered(line[0])):
            if name in several:
                _complements(system, whole, sorted(parts.values(), key=ordered))
            elif whole in system.cells or (here == levels[name] and len(here) > 1):
                _sums(system, whole, name, parts, below.get(name, {}))


def _complements(system: System, whole: Key, parts: Iterable[Key]) -> None:
    for part in parts:
        if whole in system.cells:
            system.difference(whole, part)


def _sums(system: System, whole: Key, name: str, parts: dict[str, Key], below: dict[str, list[str]]) -> None:
    upper = {name: level for level, lower in below.items() for name in lower}
    groups = [
        (parts[level], [parts[below] for below in lower if below in parts])
        for level, lower in below.items()
        if level in parts
    ]
    top = [part for level, part in parts.items() if not any(above in parts for above in _above(level, upper))]
    for total, printed in (*groups, (whole, top)):
        if printed:
            _sum_with_rest(system, total, name, printed)


def _sum_with_rest(system: System, whole: Key, name: str, parts: list[Key]) -> None:
    """Add a sum; where a table prints some of the levels, the others together are what a reader gets by subtraction."""
    got = sum(system.cells[part].value for part in parts)
    if whole not in system.cells:
        system.cell(whole, got, virtual=True, weight=0.0)
    rest = system.cells[whole].value - got
    if rest > 0:
        others = ", ".join(sorted(dict(part)[name] for part in parts))
        parts = [*parts, system.cell(whole | {(name, f"none of {others}")}, rest, virtual=True, weight=0.0)]
    system.sum(whole, parts)


def _above(level: str, upper: dict[str, str]) -> list[str]:
    found: list[str] = []
    while (level := upper.get(level, "")) and level not in found:
        found.append(level)
    return found
