"""The loss of a pattern beside the least, found another way; and what weaker protectors leave to the attacker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from linked import random_tables
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

from analysis.release import System, attack, cell_key, policy, released_of, suppress, table_set
from analysis.release.greedy import first_pattern, shown_again
from analysis.release.problem import problem_of
from analysis.release.programs import Programs, quietly

RULE = policy("cms")


def least_by_one_program(problem, lowered) -> float:
    """Give the least loss by one integer program that holds a copy of all cells for each need."""
    reached = {entry.need: entry.need._replace(amount=entry.reached) for entry in lowered}
    needs = [reached.get(need, need) for need in problem.needs]
    n, k = len(problem.keys), len(needs)
    if not needs:
        return 0.0
    pick = csr_array(np.eye(n)[:, problem.candidate])
    room = 400.0  # more than any deviation that is needed in tables this small
    top = np.minimum(problem.hidden_high, room)
    always = problem.always.astype(float)
    blocks, low, high = [], [], []
    for number in range(k):
        copies = [eye_array(n, format="csr") if one == number else csr_array((n, n)) for one in range(k)]
        sums = [csr_array(problem.matrix) if one == number else csr_array(problem.matrix.shape) for one in range(k)]
        blocks.append([csr_array((problem.matrix.shape[0], pick.shape[1])), *sums])
        low.append(np.zeros(problem.matrix.shape[0]))
        high.append(np.zeros(problem.matrix.shape[0]))
        blocks.append([csr_array(-top[:, None] * pick.toarray()), *copies])
        low.append(np.full(n, -np.inf))
        high.append(always * top)
        blocks.append([csr_array(-problem.hidden_low[:, None] * pick.toarray()), *copies])
        low.append(always * problem.hidden_low)
        high.append(np.full(n, np.inf))
    bottom, ceiling = np.full((k, n), -np.inf), np.full((k, n), np.inf)
    for number, need in enumerate(needs):
        if need.side > 0:
            bottom[number, need.cell] = need.amount
        else:
            ceiling[number, need.cell] = -need.amount
    chosen = int(problem.candidate.sum())
    with quietly():
        found = milp(
            np.concatenate([problem.weights[problem.candidate], np.zeros(n * k)]),
            integrality=np.concatenate([np.ones(chosen), np.zeros(n * k)]),
            bounds=Bounds(
                np.concatenate([np.zeros(chosen), bottom.ravel()]), np.concatenate([np.ones(chosen), ceiling.ravel()])
            ),
            constraints=LinearConstraint(block_array(blocks, format="csr"), np.concatenate(low), np.concatenate(high)),
        )
    return float(found.fun)


@pytest.mark.parametrize("seed", [0, 5, 8, 9, 10, 19])
def test_the_loss_is_the_least_that_another_program_finds(seed):
    system = table_set(random_tables(seed, most=45)).system
    done = suppress(system, RULE)
    assert done.loss == pytest.approx(least_by_one_program(done.problem, done.lowered), abs=1e-6)
    assert done.bound == pytest.approx(done.loss, abs=1e-6)


@pytest.mark.parametrize("programs", [0, 1, 5, 20, 60])
def test_wherever_the_search_is_stopped_what_is_hidden_suffices(programs):
    system = table_set(random_tables(4, most=40)).system
    done = suppress(system, RULE, programs=programs)
    attacked = attack(released_of(system, done.hidden, RULE), RULE, must_hide=suppress(system, RULE).must_hide)
    assert not attacked["broken"].any()
    assert done.bound <= suppress(system, RULE).loss <= done.loss


def test_a_search_that_is_stopped_at_once_knows_what_hiding_everything_does_not_reach():
    system = System()
    parts = [system.cell(cell_key(group=name), count) for name, count in {"A": 2, "B": 3}.items()]
    system.sum(system.cell(cell_key(), 5, weight=20), parts)
    stopped, done = suppress(system, RULE, programs=0), suppress(system, RULE)
    assert stopped.lowered == done.lowered
    assert stopped.must_hide[cell_key()] == (2, 10)


def broken(seeds, weaker) -> bool:
    """Tell whether the attacker breaks what a protector would release of any of these sets."""
    for seed in seeds:
        system = table_set(random_tables(seed, most=40)).system
        released, must = released_of(system, weaker(system), RULE), suppress(system, RULE, programs=50).must_hide
        if attack(released, RULE, must_hide=must)["broken"].any():
            return True
    return False


def hidden_of(problem, system) -> frozenset:
    pattern = shown_again(problem, first_pattern(problem, Programs(10**6), problem.weights), Programs(10**6))
    return frozenset(
        key
        for key, gone in zip(problem.keys, pattern.hidden, strict=True)
        if gone and system.cells[key].kind == "printed"
    )


def whole(system):
    return hidden_of(problem_of(system, RULE), system)


def with_zero_thought_possible(system):
    problem = problem_of(system, RULE)
    return hidden_of(replace(problem, hidden_low=-problem.values), system)


def without_totals(system):
    other = System()
    other.cells = dict(system.cells)
    for total, parts in list(system.sums)[::2]:
        other.sum(total, parts)
    return hidden_of(problem_of(other, RULE), system)


def small_alone(system):
    return frozenset(key for key, cell in system.cells.items() if cell.kind == "printed" and RULE.hides(cell.value))


def test_the_attacker_breaks_none_of_the_protector_and_all_of_the_weaker_ones():
    seeds = range(20, 28)
    assert not broken(seeds, whole)
    assert broken(seeds, without_totals)
    assert broken(seeds, small_alone)


def test_a_reader_who_sees_zeros_printed_knows_that_hidden_cells_are_at_least_one():
    system = System()
    parts = [system.cell(cell_key(group=name), count) for name, count in {"A": 3, "B": 4, "C": 4}.items()]
    system.cell(cell_key(), 11, weight=20)
    system.sum(cell_key(), parts)
    done = suppress(system, RULE)
    weak = with_zero_thought_possible(system)
    assert cell_key() in done.hidden - weak  # of 11 in three groups none has 10 when each has one
    seen = attack(released_of(system, weak, RULE), RULE, must_hide=done.must_hide).set_index("cell")
    assert seen.loc["group: A", ["low", "high", "broken"]].tolist() == [1, 9, True]


def effects() -> System:
    """Of 400 and 300 cases two effects are counted; nearly all of one group have one."""
    system = System()
    for group, cases, yes in (("A", 400, 396), ("B", 300, 120)):
        system.cell(cell_key(group=group), cases, weight=10)
        system.cell(cell_key(group=group, effect="drowsiness"), yes)
    system.cell(cell_key(), 700, weight=20)
    system.cell(cell_key(effect="drowsiness"), 516, weight=2.5)
    system.sum(cell_key(), [cell_key(group="A"), cell_key(group="B")])
    system.sum(cell_key(effect="drowsiness"), [cell_key(group=name, effect="drowsiness") for name in "AB"])
    return system


def test_a_complement_that_is_left_out_is_read_by_the_attacker():
    without, system = effects(), effects()
    rest = [system.difference(cell_key(group=name), cell_key(group=name, effect="drowsiness")) for name in "AB"]
    assert not suppress(without, RULE).hidden
    done = suppress(system, RULE)
    assert done.hidden
    must = done.must_hide
    assert must[rest[0]] == (1, 10)
    leaky = released_of(system, suppress(without, RULE).hidden, RULE)
    seen = attack(leaky, RULE, must_hide=must).set_index("cell")
    assert seen.loc["group: A, without: effect: drowsiness", ["low", "high", "broken"]].tolist() == [4, 4, True]
    assert not attack(released_of(system, done.hidden, RULE), RULE, must_hide=must)["broken"].any()


def test_a_percentage_that_stays_beside_a_hidden_count_gives_it_back():
    system = System()
    parts = {cell_key(outcome=name): count for name, count in {"Minor": 700, "Moderate": 197, "Death": 3}.items()}
    for key, count in {cell_key(): 900, **parts}.items():
        system.cell(key, count, weight=20 if not key else 1)
        system.percentage(key, cell_key(), round(100 * count / 900, 1), 1)
    system.sum(cell_key(), list(parts))
    done = suppress(system, RULE)
    released = released_of(system, done.hidden, RULE)
    assert {entry.part for entry in released.percentages} == set(released.shown)
    left = next(entry for entry in system.percentages if entry.part == cell_key(outcome="Moderate"))
    seen = attack(replace(released, percentages=(*released.percentages, left)), RULE, must_hide=done.must_hide)
    assert seen.set_index("cell").loc["outcome: Death", ["low", "high", "broken"]].tolist() == [3, 3, True]
