"""Counts that no table prints but that bind the tables of a cycle: sex by age, age by outcome, outcome by sex."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np

from ..errors import DataError
from .cells import JOINT, PRINTED, Cell, Key, System, ordered
from .programs import Programs

MOST = 1_000


def with_joint(system: System, levels: Mapping[str, Sequence[str]], *, most: int = MOST) -> System:
    """Add the joint counts of each cycle of tables to a system, and give it back.

    Tables that share variables like the branches of a tree say nothing more than their margins; those of a cycle are
    margins of one table of whole numbers from 0, which narrows them.

    Parameters
    ----------
    system : System
    levels : mapping of str to sequence of str
        For each variable of which a case has one level, the levels that exclude each other and leave none out.
    most : int
        A cycle with more joint counts is left out, and the system's `notes` say so.

    Examples
    --------
    >>> from analysis.release import cell_key
    >>> system, both = System(), ("0", "1")
    >>> for one, other in ("ab", "bc", "ac"):
    ...     for i, j in product(both, both):
    ...         _ = system.cell(cell_key(**{one: i, other: j}), 5)
    >>> len(with_joint(system, dict.fromkeys("abc", both)).cells)  # 12 printed, 8 joint
    20
    """
    edges = {frozenset(name for name, _ in key) for key, cell in system.cells.items() if cell.kind == PRINTED}
    for cycle in _apart(_core(edge for edge in edges if edge <= levels.keys())):
        names = sorted(frozenset().union(*cycle))
        size = math.prod(len(levels[name]) for name in names)
        if size > most:
            system.notes.append(
                f"{' by '.join(names)}: {size:,} joint counts are too many, the cycle was not looked at"
            )
        else:
            _add(system, cycle, {name: levels[name] for name in names})
    return system


def _apart(edges: list[frozenset[str]]) -> list[list[frozenset[str]]]:
    """Give the tables in groups that share no variable."""
    groups: list[list[frozenset[str]]] = []
    for edge in edges:
        near = [group for group in groups if any(edge & other for other in group)]
        groups = [group for group in groups if group not in near] + [[*(one for group in near for one in group), edge]]
    return groups


def _core(edges: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Give what is left of the tables when those that hang like leaves of a tree are taken away (Graham; Yu)."""
    left = {edge for edge in edges if edge}
    while True:
        alone = {name for name in frozenset().union(*left) if sum(name in edge for edge in left) == 1}
        cut = {edge - alone for edge in left}
        cut = {edge for edge in cut if edge and not any(edge < other for other in cut)}
        if cut == left:
            return sorted(left, key=sorted)
        left = cut


def _add(system: System, core: list[frozenset[str]], levels: dict[str, Sequence[str]]) -> None:
    joint = [Key(zip(levels, entry, strict=True)) for entry in product(*levels.values())]
    sums: list[tuple[Key, tuple[Key, ...]]] = []
    for edge in core:
        lines: dict[Key, list[Key]] = {}
        for key in joint:
            lines.setdefault(Key(pair for pair in key if pair[0] in edge), []).append(key)
        sums += [(whole, tuple(sorted(parts, key=ordered))) for whole, parts in lines.items() if whole in system.cells]
    values = _stand_in(system, [key for key in joint if key not in system.cells], sums)
    if values is None:  # the levels do not exclude each other, or some are not among them
        system.notes.append(f"{' by '.join(levels)}: no joint table has these margins, the cycle was not looked at")
        return
    for key, value in values.items():
        system.cells[key] = Cell(value, JOINT, 0.0)
    for whole, parts in sums:
        system.sum(whole, parts)


def stood_in(system: System) -> System:
    """Give each unseen count of a system a value that agrees with every sum, and the system back.

    Raises
    ------
    DataError
        When no counts from 0 agree: the sums say something that the printed counts do not.

    Examples
    --------
    >>> from analysis.release import cell_key
    >>> system, deaths, parts = System(), cell_key(outcome="Death"), [cell_key(sex=name) for name in ("F", "M")]
    >>> system.sum(system.cell(deaths, 7), [system.unseen(part) for part in parts])
    >>> sum(stood_in(system).cells[part].value for part in parts)
    7
    """
    unseen = [key for key, cell in system.cells.items() if cell.kind == JOINT]
    sums = [entry for entry in system.sums if any(_is_unseen(system, key) for key in (entry[0], *entry[1]))]
    values = _stand_in(system, unseen, sums)
    if values is None:
        raise DataError("release: expected tables that are margins of one table of cases, got some that are not.")
    system.cells |= {key: Cell(value, JOINT, 0.0) for key, value in values.items()}
    return system


def _is_unseen(system: System, key: Key) -> bool:
    return key in system.cells and system.cells[key].kind == JOINT


def _stand_in(system: System, unseen: list[Key], sums: list) -> dict[Key, int] | None:
    """Give unseen counts that agree with the others: what a reader can think of does not hang on which."""
    from scipy.sparse import csr_array

    if not unseen:
        return {}
    place = {key: number for number, key in enumerate(unseen)}
    entries, known = [], np.zeros(len(sums))
    for row, (total, parts) in enumerate(sums):
        for key, sign in ((total, -1), *((part, 1) for part in parts)):
            if key in place:
                entries.append((row, place[key], sign))
            else:
                known[row] -= sign * system.cells[key].value
    rows, columns, signs = zip(*entries, strict=True)
    matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(unseen)), dtype=float)
    low, high = np.zeros(len(unseen)), np.full(len(unseen), np.inf)
    found = Programs(1).least(np.zeros(len(unseen)), matrix, low, high, (known, known), whole=np.ones(len(unseen)))
    return None if found is None else {key: round(found[number]) for key, number in place.items()}
