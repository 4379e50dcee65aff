"""Two-way tables of one paper that form a cycle: sex by age, sex by outcome, outcome by age bind a three-way table."""

from __future__ import annotations

import pytest
from paper.atoms import ALONE, PLAN, Attack, cases, random_counts
from paper.test_release_edges import FEW, answers_of

from analysis.paper.released.gate import pass_gate
from analysis.paper.released.withhold import without_single_doses
from analysis.release import policy

NO, MINOR, MODERATE, DEATH = "No effect", "Minor effect", "Moderate effect", "Death"
CYCLE = {
    **{("Female", "13-19", one): n for one, n in {NO: 20, MINOR: 85, MODERATE: 19, DEATH: 18}.items()},
    **{("Male", "13-19", one): n for one, n in {NO: 32, MINOR: 8, MODERATE: 39, DEATH: 36}.items()},
    **{("Female", "20-39", one): n for one, n in {NO: 3, MINOR: 11, MODERATE: 4, DEATH: 1}.items()},
    **{("Male", "20-39", one): n for one, n in {NO: 3, MINOR: 4}.items()},
    **{("Female", "40-59", one): n for one, n in {NO: 11, MINOR: 21, MODERATE: 16, DEATH: 5}.items()},
    **{("Male", "40-59", one): n for one, n in {NO: 3, MINOR: 15, MODERATE: 3, DEATH: 7}.items()},
    **{("Female", ">=60", one): n for one, n in {NO: 2, DEATH: 2}.items()},
    **{("Male", ">=60", one): n for one, n in {NO: 1, MINOR: 3, DEATH: 2}.items()},
}


def broken(folder, counts, name, text):
    answers, rule = without_single_doses(answers_of(folder, cases(counts), text)), policy(name)
    attack = Attack(pass_gate(answers, rule, programs=FEW).answers, answers, rule)
    return list(attack.broken()), len(attack.small)


@pytest.mark.parametrize("text", [PLAN, ALONE], ids=["sex is a factor", "sex is none"])
def test_a_cycle_of_two_way_tables_does_not_tell_a_small_count_more_narrowly(tmp_path, text):
    """By sex and age, sex and outcome, age and outcome: 5 serious outcomes at 20-39 were known to be 1 to 8."""
    found, small = broken(tmp_path, CYCLE, "cms", text)
    assert small >= 7 and found == []


@pytest.mark.parametrize("name", ["cms", "opensafely", "acro"])
@pytest.mark.parametrize("seed", [0, 1])
def test_random_papers_with_unknown_values(tmp_path, seed, name):
    found, _ = broken(tmp_path, random_counts(seed), name, (PLAN, ALONE)[seed % 2])
    assert found == []
