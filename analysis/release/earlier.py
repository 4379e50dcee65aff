"""Earlier releases of cases that hold these, or are among them: what they printed cannot be hidden again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..errors import DataError
from .cells import JOINT, PRINTED, PUBLIC, VIRTUAL, WITHHELD, Cell, Key, System
from .policies import Policy
from .programs import Programs
from .released import Released, beyond, in_release, names_of
from .together import are_apart, beside_each_other, link_together


class Before(NamedTuple):
    """An earlier release, with its true counts where the house still has them."""

    released: Released
    truth: Mapping[Key, int] | None = None


def with_earlier(system: System, before: Sequence[Before], rule: Policy, *, linked: bool = True) -> System:
    """Give a system with the cells of earlier releases beside its own, and the differences that a reader subtracts.

    Parameters
    ----------
    system : System
        What is to be released now.
    before : sequence of Before
        Releases of a selection that holds this one, or lies in it. Others say nothing of its cells: leave them out.
    rule : Policy
        The policy of an earlier release that does not name its own.
    linked : bool
        Whether the differences are added, or the releases stand side by side as if a reader could not subtract.

    Raises
    ------
    DataError
        When a selection differs from that of an earlier release by a small number of cases: subtracted, all their
        tables are tables of those cases.

    Notes
    -----
    What an earlier release showed is known whatever is hidden now; what it hid stays hidden. Where the true counts of
    hidden cells are no longer at hand, any that agree with the release stand in for them. Releases that fit into the
    widest one beside each other (two of three years, and all years) are taken from it together.
    """
    joined = System()
    joined.cells, joined.sums, joined.percentages = dict(system.cells), dict(system.sums), dict(system.percentages)
    told = []
    for one, name in zip(before, names_of([one.released for one in before]), strict=True):
        old = one.released.rule or rule
        side = _side(system, one, old)
        values = one.truth or _stand_in(system, one.released, old, side)
        if values is not None:
            told.append((name, Before(one.released, values), side))
            _add(joined, told[-1][1], name, old)
    if linked:
        _link_all(joined, system, told, rule)
    return joined


def _link_all(joined: System, system: System, told: Sequence[tuple[str, Before, int]], rule: Policy) -> None:
    """Add what this release and each earlier one differ by, and what all that fit beside each other leave over."""
    values = {name: one.truth or {} for name, one, _ in told}
    whole, parts = beside_each_other(system, values)
    for name, one, side in told:
        if not ({"", name} <= set(parts) and are_apart(system, values[name])):
            _link(joined, system, one, name, side)
            _refuse_few(joined, name, rule)
    if parts:
        _refuse_few(joined, link_together(joined, system, values, whole, parts), rule)


def _side(system: System, before: Before, rule: Policy) -> int:
    """Tell which selection holds the other: 1 the earlier one, -1 this one, 0 they are the same."""
    released, truth = before
    common = [key for key in (truth or released.shown) if key in system.cells]
    more = {}
    for key in common:
        low, high = (truth[key],) * 2 if truth else released.means(key, rule)
        here = system.cells[key].value
        more[key] = int(low > here) - int(high < here)
    return more.get(Key(), 0) or int(np.sign(sum(more.values())))


def _add(joined: System, before: Before, name: str, rule: Policy) -> None:
    for key in before.released.keys:
        joined.cells[in_release(key, name)] = _cell(key, before, rule)
    for total, parts in before.released.sums:
        joined.sum(in_release(total, name), [in_release(part, name) for part in parts])


def _link(joined: System, system: System, before: Before, name: str, side: int) -> None:
    released, values = before.released, before.truth or {}
    for key in released.keys:
        if key not in system.cells or system.cells[key].kind in (PUBLIC, JOINT):
            continue
        more = values[key] - system.cells[key].value
        if more * side < 0:  # no part of the other: what they differ by is no group of cases
            continue
        whole, part = (in_release(key, name), key) if side >= 0 else (key, in_release(key, name))
        if side == 0 and more == 0:
            joined.sum(whole, [part])
        elif side:
            joined.cells[beyond(key, name)] = Cell(abs(more), VIRTUAL, 0.0)
            joined.sum(whole, [part, beyond(key, name)])


def _cell(key: Key, before: Before, rule: Policy) -> Cell:
    released, values = before.released, before.truth or {}
    if key in released.shown:
        return Cell(int(values[key]), PUBLIC, 0.0, known=released.means(key, rule))
    kind = WITHHELD if key in released.hidden else JOINT if key in released.joint else VIRTUAL
    return Cell(int(values[key]), kind, 0.0)


def _refuse_few(joined: System, name: str, rule: Policy) -> None:
    more = joined.cells.get(beyond(Key(), name))
    if more is not None and more.value and rule.is_small(more.value) and rule.rounding == "none":
        raise DataError(
            f"release: these cases and those of {name!r}, released before, differ by fewer than {rule.threshold}, so "
            "that their tables, subtracted, are tables of those; release the selection of before, or rounded counts."
        )


def _stand_in(system: System, released: Released, rule: Policy, side: int) -> dict[Key, int] | None:
    """Give counts that agree with a release and with which selection holds the other; nothing where none do."""
    from scipy.sparse import lil_array

    keys = released.keys
    place = {key: number for number, key in enumerate(keys)}
    low, high = np.zeros(len(keys)), np.full(len(keys), np.inf)
    for key, number in place.items():
        if key in released.shown:
            low[number], high[number] = released.means(key, rule)
        elif key in released.hidden:
            low[number] = rule.least
        if key in system.cells and key not in released.shown and system.cells[key].kind == PRINTED:
            here = system.cells[key].value
            low[number] = max(low[number], here) if side >= 0 else low[number]
            high[number] = min(high[number], here) if side <= 0 else high[number]
    matrix = lil_array((len(released.sums), len(keys)))
    for row, (total, parts) in enumerate(released.sums):
        matrix[row, place[total]] = 1.0
        for part in parts:
            matrix[row, place[part]] = -1.0
    if (low > high).any():
        return None
    found = Programs(1).least(np.zeros(len(keys)), matrix.tocsr(), low, high, whole=np.ones(len(keys)))
    return None if found is None else {key: round(found[number]) for key, number in place.items()}
