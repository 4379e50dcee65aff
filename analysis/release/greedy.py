"""Which cells to hide: the cheapest ways out need by need, then cells shown again while every need is met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .problem import Need, Problem
from .programs import NEAR, Programs

REPEATS = 8


class Lowered(NamedTuple):
    """A need that hiding everything does not meet, and how far it does."""

    need: Need
    reached: int


@dataclass(eq=False)
class Pattern:
    """A set of hidden cells with a witness for each need: another table that a reader cannot exclude.

    Whenever a search is stopped after `first_pattern`, the pattern is safe: every need has its witness.
    """

    hidden: np.ndarray
    witnesses: dict[Need, np.ndarray]
    lowered: tuple[Lowered, ...] = ()

    def loss(self, problem: Problem) -> float:
        """Give the weight of the cells that are hidden only to protect others."""
        return float(problem.weights[self.hidden & problem.candidate].sum())


def first_pattern(problem: Problem, programs: Programs, weights: np.ndarray) -> Pattern:
    """Hide, need by need, the cheapest cells that let a reader think of another table.

    Where the count of programs is spent, every candidate is hidden: that meets whatever can be met.
    """
    everything, hidden = problem.always | problem.candidate, problem.always.copy()
    witnesses, lowered = {}, []
    needs = sorted(problem.needs, key=lambda need: (-need.amount, need.cell, need.side))
    for place, need in enumerate(needs):
        known = next((other for other in witnesses.values() if _meets(other, need)), None)
        if known is None and programs.spent:
            reached = ((late, reach(problem, late, everything, programs)) for late in needs[place:])
            return Pattern(everything, {}, (*lowered, *(Lowered(*one) for one in reached if one[1] < one[0].amount)))
        cost = np.where(hidden, 0, weights)
        witness = witness_of(problem, need, everything, programs, cost) if known is None else known
        if witness is None:
            lowered.append(Lowered(need, reach(problem, need, everything, programs)))
            need = need._replace(amount=lowered[-1].reached)
            witness = witness_of(problem, need, everything, programs, cost) if need.amount else None
        if witness is not None:
            witnesses[need] = witness
            hidden |= problem.moved(witness)
    return Pattern(hidden, witnesses, tuple(lowered))


def shown_again(problem: Problem, pattern: Pattern, programs: Programs) -> Pattern:
    """Show hidden cells again, the dearest first, while every need keeps a witness."""
    extra = np.flatnonzero(pattern.hidden & problem.candidate)
    for cell in sorted(extra, key=lambda cell: (-problem.weights[cell], cell)):
        hidden = pattern.hidden.copy()
        hidden[cell] = False
        renewed = _renewed(problem, pattern, hidden, programs)
        if renewed is not None:
            pattern = Pattern(hidden, pattern.witnesses | renewed, pattern.lowered)
        if programs.spent:
            break
    return pattern


def again_with_other_weights(problem: Problem, pattern: Pattern, bound: float, programs: Programs) -> Pattern:
    """Search again with weights that chance has changed a little, and give the best pattern; the seed is fixed."""
    draw = np.random.default_rng(20)
    for _ in range(REPEATS):
        if not pattern.witnesses or programs.spent or pattern.loss(problem) <= bound + NEAR:
            break
        weights = np.round(problem.weights * np.exp(draw.normal(0, 0.35, len(problem.weights))), 6)
        other = shown_again(problem, first_pattern(problem, programs, weights), programs)
        if other.witnesses and other.loss(problem) < pattern.loss(problem) - NEAR:
            pattern = other
    return pattern


def _renewed(problem: Problem, pattern: Pattern, hidden: np.ndarray, programs: Programs) -> dict | None:
    """Give new witnesses for the needs whose witness needs a cell that is shown; nothing where one has none."""
    renewed: dict[Need, np.ndarray] = {}
    for need, witness in pattern.witnesses.items():
        if not (problem.moved(witness) & ~hidden).any():
            continue
        known = next((other for other in renewed.values() if _meets(other, need)), None)
        if known is None:
            known = None if programs.spent else witness_of(problem, need, hidden, programs, problem.weights)
        if known is None:
            return None
        renewed[need] = known
    return renewed


def witness_of(problem: Problem, need: Need, hidden: np.ndarray, programs: Programs, weights, *, whole: bool = False):
    """Give the cheapest deviation that meets a need when these cells are hidden; nothing where there is none."""
    low, high = problem.ranges(hidden)
    if need.side > 0:
        low[need.cell] = need.amount
    else:
        high[need.cell] = -need.amount
    if low[need.cell] > high[need.cell]:
        return None
    cells = np.flatnonzero((low != 0) | (high != 0))
    matrix = _rows_of(problem.matrix, cells)
    cost = weights[cells] + 1e-3  # of two ways that cost the same, the one through fewer cells
    up, down = np.clip(low[cells], 0, None), np.clip(-high[cells], 0, None)
    found = programs.least(
        np.concatenate([cost, cost]),
        _beside(matrix),
        np.concatenate([up, down]),
        np.concatenate([np.clip(high[cells], 0, None), np.clip(-low[cells], 0, None)]),
        whole=np.ones(2 * len(cells)) if whole else None,
    )
    if found is None:
        return None
    witness = np.zeros(len(problem.values))
    witness[cells] = found[: len(cells)] - found[len(cells) :]
    return witness


def reach(problem: Problem, need: Need, hidden: np.ndarray, programs: Programs) -> int:
    """Give how far a need is met when these cells are hidden, in whole cases."""
    low, high = problem.ranges(hidden)
    low[need.cell], high[need.cell] = max(low[need.cell], -need.amount), min(high[need.cell], need.amount)
    cells = np.flatnonzero((low != 0) | (high != 0))
    cost = np.where(cells == need.cell, -float(need.side), 0.0)
    found = programs.least(cost, _rows_of(problem.matrix, cells), low[cells], high[cells])
    return 0 if found is None else int(np.floor(-(cost @ found) + NEAR))


def _meets(witness: np.ndarray, need: Need) -> bool:
    return witness[need.cell] * need.side >= need.amount - NEAR


def _rows_of(matrix, cells: np.ndarray):
    """Give the columns of these cells and the rows that they are in."""
    part = matrix[:, cells].tocsr()
    return part[np.flatnonzero(np.diff(part.indptr))]


def _beside(matrix):
    from scipy.sparse import hstack

    return hstack([matrix, -matrix], format="csc")
