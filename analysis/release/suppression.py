"""Suppression: which cells of a system carry the mark, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..errors import DataError
from ..stats.arguments import number
from .cells import JOINT, PRINTED, PUBLIC, VIRTUAL, Key, System, in_words
from .earlier import Before, with_earlier
from .exact import least_loss
from .greedy import Lowered, Pattern, again_with_other_weights, first_pattern, reach, shown_again, witness_of
from .policies import Policy
from .problem import Need, Problem, problem_of
from .programs import Programs
from .released import Released

PROGRAMS = 4_000


@dataclass(frozen=True, eq=False)
class Suppression:
    """What is hidden of a system, and what it took.

    Attributes
    ----------
    problem : Problem
        The arrays; true counts are in it: it stays in the house.
    hidden : frozenset of Key
        Printed cells that carry the mark.
    lowered : tuple of Lowered
        Needs that hiding everything does not meet.
    loss, bound : float
        Weight of the cells hidden only to protect others; no pattern has less than `bound`.
    programs : int
        How many programs were solved.
    """

    problem: Problem
    hidden: frozenset[Key]
    lowered: tuple[Lowered, ...]
    loss: float
    bound: float
    programs: int

    @property
    def must_hide(self) -> dict[Key, tuple[int, int]]:
        """The counts that a reader must not be able to exclude, for each sensitive cell."""
        ends = {need.cell: [int(self.problem.values[need.cell])] * 2 for need in self.problem.needs}
        reached = {entry.need: entry.reached for entry in self.lowered}
        for need in self.problem.needs:
            amount = reached.get(need, need.amount)
            ends[need.cell][need.side > 0] += need.side * amount
        return {self.problem.keys[cell]: (low, high) for cell, (low, high) in ends.items()}

    def hiding_more(self, broken: Iterable[str]) -> Suppression:
        """Hide, for each of these cells named in words, what another table of whole numbers moves."""
        problem, names = self.problem, set(broken)
        hidden = problem.always | np.array([key in self.hidden for key in problem.keys])
        reached = {entry.need: entry.reached for entry in self.lowered}
        for need in problem.needs:
            if in_words(problem.keys[need.cell]) in names:
                asked = need._replace(amount=reached.get(need, need.amount))
                everything, cost = problem.always | problem.candidate, np.where(hidden, 0, problem.weights)
                witness = witness_of(problem, asked, everything, Programs(1), cost, whole=True)
                hidden = hidden if witness is None else hidden | problem.moved(witness)
        keys = frozenset(problem.keys[cell] for cell in np.flatnonzero(hidden & problem.candidate))
        loss = float(problem.weights[hidden & problem.candidate].sum())
        return replace(self, hidden=self.hidden | keys, loss=loss)

    def reasons(self, rule: Policy) -> pd.DataFrame:
        """Give ``cell, count, reason`` of every hidden or unprinted cell; it holds true counts: keep it in the house.

        Reasons: ``small``, ``protects`` another cell, ``follows`` (small, never printed, would follow by subtraction).
        """
        sensitive = {need.cell for need in self.problem.needs}
        rows = []
        for place, key in enumerate(self.problem.keys):
            count = int(self.problem.values[place])
            if key in self.hidden:
                rows.append((in_words(key), count, "small" if rule.is_small(count) else "protects"))
            elif place in sensitive:
                rows.append((in_words(key), count, "follows"))
        return pd.DataFrame(rows, columns=["cell", "count", "reason"])


def suppress(system: System, rule: Policy, *, earlier: Sequence[Before] = (), programs: int = PROGRAMS) -> Suppression:
    """Choose the cells of a system to hide: the small ones, and with least loss those that would give them back.

    Parameters
    ----------
    system : System
        All that is printed, with what follows by subtraction.
    rule : Policy
        What is small, and what a reader knows.
    earlier : sequence of Before
        Releases of a selection that holds this one or lies in it, with the true counts where they are still at hand.
    programs : int
        Most linear programs of the search. It is the count that ends it, not the clock, so that two runs hide the same
        cells; wherever it ends, what is hidden suffices.

    Raises
    ------
    DataError
        When the system contradicts itself, or what it differs by from an earlier release is few cases, or cannot be
        protected in full.

    Notes
    -----
    One system over all tables (Fischetti and Salazar 2001, doi:10.1287/mnsc.47.7.1008.9800 for the problem). A cell is
    protected when a reader can exclude none of the policy's small counts for it.

    Examples
    --------
    >>> from analysis.release import System, cell_key, policy, suppress
    >>> system, parts = System(), [cell_key(outcome=name) for name in ("Minor", "Moderate", "Death")]
    >>> for key, count in zip([cell_key(), *parts], [900, 700, 197, 3]):
    ...     _ = system.cell(key, count, weight=20 if not key else 1)
    >>> system.sum(cell_key(), parts)
    >>> suppress(system, policy("cms")).reasons(policy("cms"))
                    cell  count    reason
    0     outcome: Death      3     small
    1  outcome: Moderate    197  protects
    """
    counted = Programs(int(number(programs, "programs", low=0)))
    joined = with_earlier(system.checked(), earlier, rule)
    problem = rounded_enough(problem_of(joined, rule), rule, counted)
    pattern = first_pattern(problem, counted, problem.weights)
    _refuse_lowered(joined, with_earlier(system, earlier, rule, linked=False), pattern.lowered, rule, problem)
    pattern = shown_again(problem, pattern, counted)
    pattern, bound = least_loss(problem, pattern, counted)
    pattern = again_with_other_weights(problem, pattern, bound, counted)
    return _suppression(problem, joined, pattern, bound, counted)


def rounded_enough(problem: Problem, rule: Policy, programs: Programs) -> Problem:
    """Drop the needs of what is never printed where rounding alone leaves a reader as many counts as its base.

    Rounding is there for what follows by subtraction: two counts to the nearest 5 differ by any of five or more.
    """
    if rule.rounding == "none":
        return problem
    left = {}
    for cell in {need.cell for need in problem.needs if problem.unprinted[need.cell]}:
        ends = Need(cell, 1, rule.base), Need(cell, -1, min(rule.base, int(problem.values[cell])))
        left[cell] = 1 + sum(reach(problem, end, problem.always, programs) for end in ends)
    return replace(problem, needs=tuple(need for need in problem.needs if left.get(need.cell, 0) < rule.base))


def _refuse_lowered(
    joined: System, alone: System, lowered: tuple[Lowered, ...], rule: Policy, problem: Problem
) -> None:
    """Refuse where an earlier release, and nothing else, keeps a small count from being hidden."""
    if joined.sums.keys() == alone.sums.keys():
        return
    apart, counted = problem_of(alone, rule), Programs(1)
    place = {key: number for number, key in enumerate(apart.keys)}
    for need, reached in lowered:
        key = problem.keys[need.cell]
        here = need._replace(cell=place[key]) if key in place else None
        if here is None or reach(apart, here, apart.always | apart.candidate, counted) > reached:
            raise DataError(
                f"release: expected that no count below {rule.threshold} follows from the earlier releases, "
                f"{in_words(key)!r} does whatever is hidden; release the selection of before, or rounded counts."
            )


def _suppression(problem: Problem, system: System, pattern: Pattern, bound: float, counted: Programs) -> Suppression:
    hidden = frozenset(
        problem.keys[number]
        for number in np.flatnonzero(pattern.hidden)
        if system.cells[problem.keys[number]].kind == PRINTED
    )
    return Suppression(problem, hidden, pattern.lowered, pattern.loss(problem), bound, counted.solved)


def released_of(system: System, hidden: frozenset[Key], rule: Policy, selection: str = "") -> Released:
    """Give what a reader sees of a system when these cells carry the mark.

    Counts are printed as the policy rounds them; a percentage stays where its count and its denominator stay.

    Examples
    --------
    >>> from analysis.release import System, cell_key, policy, released_of
    >>> system, deaths = System(), cell_key(outcome="Death")
    >>> for key, count in {cell_key(): 812, deaths: 3}.items():
    ...     _ = system.cell(key, count)
    >>> released_of(system, frozenset({deaths}), policy("opensafely")).to_frame()
                 cell  shown
    0             all    810
    1  outcome: Death   <NA>
    """
    printed = [key for key, cell in system.cells.items() if cell.kind == PRINTED and key not in hidden]
    shown = {key: rule.printed(system.cells[key].value) for key in printed}
    public = {key: cell.value for key, cell in system.cells.items() if cell.kind == PUBLIC}
    unprinted = frozenset(key for key, cell in system.cells.items() if cell.kind in (VIRTUAL, JOINT))
    kept = () if rule.percentages == "none" else system.percentages
    percentages = tuple(entry for entry in kept if entry.part in shown and entry.whole in shown)
    joint = frozenset(key for key, cell in system.cells.items() if cell.kind == JOINT)
    return Released(
        shown | public, hidden, unprinted, tuple(system.sums), percentages, selection, rule, frozenset(public), joint
    )
