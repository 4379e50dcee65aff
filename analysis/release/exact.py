"""The least loss: Benders cuts say which sets of cells cannot all be shown, and a master program hides the cheapest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .greedy import Pattern, shown_again, witness_of
from .problem import Need, Problem
from .programs import NEAR, Programs

ROUNDS, NODES, SHARE = 60, 3_000, 0.75  # of the programs that are left


@dataclass(eq=False)
class Cuts:
    """Rows ``coefficients @ x >= right`` over the candidates; x is 1 where a candidate is hidden."""

    rows: list[np.ndarray] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def add(self, row: np.ndarray, right: float) -> None:
        """Add a cut, divided by its right side so that all are alike."""
        self.rows.append(np.round(row / right, 9))
        self.right.append(1.0)


def least_loss(problem: Problem, pattern: Pattern, programs: Programs) -> tuple[Pattern, float]:
    """Give the best pattern found and a loss that no pattern falls below; they are equal when it is the least.

    Notes
    -----
    The deviation of a cell p lies within the ranges of all cells, and those of a candidate grow with x. When its
    largest value falls short of a need, the dual solution of that linear program gives a cut: the ranges weighted by
    their reduced costs must reach the need (Benders; Fischetti and Salazar 2001, doi:10.1287/mnsc.47.7.1008.9800).
    Cuts are first made from fractional masters, with the ranges of candidates clipped to the size of the needs; a cut
    is then widened to the true ranges, which keeps it valid.
    """
    if not problem.needs or not pattern.witnesses:
        return pattern, 0.0
    needs = tuple(pattern.witnesses)  # with the amounts that can be reached
    weights, cuts, bound = problem.weights[problem.candidate], Cuts(), 0.0
    last = programs.solved + SHARE * (programs.most - programs.solved)
    for whole in (False, True):
        for _ in range(ROUNDS):
            if programs.solved >= last or bound >= pattern.loss(problem) - NEAR:
                break
            x, bound_now = _master(weights, cuts, programs, whole)
            bound = max(bound, bound_now)
            if not _separate(problem, needs, x, programs, cuts, whole):
                pattern = _better(problem, pattern, x, programs) if whole or _is_whole(x) else pattern
                break
    return pattern, round(min(bound, pattern.loss(problem)), 6)


def _is_whole(x: np.ndarray) -> bool:
    return bool((np.abs(x - np.round(x)) < NEAR).all())


def _master(weights: np.ndarray, cuts: Cuts, programs: Programs, whole: bool) -> tuple[np.ndarray, float]:
    """Give the cheapest candidates that satisfy all cuts, and what no choice falls below."""
    count = len(weights)
    if not cuts.rows:
        return np.zeros(count), 0.0
    from scipy.sparse import csr_array

    matrix = csr_array(np.array(cuts.rows))
    sides = np.array(cuts.right), np.full(len(cuts.right), np.inf)
    kinds = np.ones(count) if whole else None
    x, bound = programs.least_with_bound(weights, matrix, np.zeros(count), np.ones(count), sides, kinds, NODES)
    return (np.ones(count) if x is None else np.round(x) if whole else np.clip(x, 0, 1)), bound


def _separate(problem: Problem, needs: tuple[Need, ...], x, programs: Programs, cuts: Cuts, whole: bool) -> bool:
    """Add a cut for each need that these candidates do not meet; tell whether there was one."""
    hidden = problem.always.astype(float)
    hidden[problem.candidate] = x
    clip = np.inf if whole else 2.0 * max(need.amount for need in needs)
    before = len(cuts.rows)
    for need in needs:
        if programs.spent:
            return True
        found = _cut(problem, need, hidden, clip, programs)
        if found is not None:
            cuts.add(*found)
    return len(cuts.rows) > before


def _cut(problem: Problem, need: Need, hidden: np.ndarray, clip: float, programs: Programs):
    """Give the cut of one need, or nothing where it is met."""
    clipped_low = np.where(problem.candidate, np.maximum(problem.hidden_low, -clip), problem.hidden_low)
    clipped_high = np.where(problem.candidate, np.minimum(problem.hidden_high, clip), problem.hidden_high)
    with np.errstate(invalid="ignore"):  # nothing of an endless range is nothing
        low = problem.shown_low + np.where(hidden > 0, hidden * (clipped_low - problem.shown_low), 0.0)
        high = problem.shown_high + np.where(hidden > 0, hidden * (clipped_high - problem.shown_high), 0.0)
    if need.side > 0:
        high[need.cell] = min(high[need.cell], need.amount)
    else:
        low[need.cell] = max(low[need.cell], -need.amount)
    most, reduced = programs.largest(need.cell, need.side, problem.matrix, low, high)
    if most >= need.amount - NEAR:
        return None
    lower, upper = np.maximum(reduced, 0), np.maximum(-reduced, 0)
    shown = lower * -problem.shown_low + upper * problem.shown_high
    full = _times(lower, -problem.hidden_low) + _times(upper, problem.hidden_high)
    right = need.amount - shown[~problem.always].sum() - full[problem.always].sum()
    if not np.isfinite(right) or right <= NEAR:
        return None
    gain = np.minimum((full - shown)[problem.candidate], right)
    return gain, right


def _times(price: np.ndarray, room: np.ndarray) -> np.ndarray:
    return np.where(price > 0, price * np.where(price > 0, room, 0.0), 0.0)


def _better(problem: Problem, pattern: Pattern, x: np.ndarray, programs: Programs) -> Pattern:
    """Give the pattern that hides these candidates, when it costs less and a witness is found for every need."""
    hidden = problem.always.copy()
    hidden[problem.candidate] = x > 0.5
    if problem.weights[hidden & problem.candidate].sum() >= pattern.loss(problem) - NEAR:
        return pattern
    witnesses = {}
    for need in pattern.witnesses:
        witnesses[need] = witness_of(problem, need, hidden, programs, problem.weights)
        if witnesses[need] is None:
            return pattern
    return shown_again(problem, Pattern(hidden, witnesses, pattern.lowered), programs)
