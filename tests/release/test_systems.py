"""Systems of cells: joint counts, complements, flows, whole groups, public counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from analysis.release import (
    System,
    attack,
    cell_key,
    policy,
    protect_system,
    released_of,
    with_joint,
)


def test_the_joint_counts_of_a_cycle_of_tables_bind_what_the_tables_alone_do_not():
    """Two levels each: a and b agree in every case, b and c too, so a and c must; the margins alone leave all open."""
    system = System()
    for one, other in ("ab", "bc"):
        for i, j in product("01", "01"):
            system.cell(cell_key(**{one: i, other: j}), 20 if i == j else 0)
    hidden = frozenset(system.cell(cell_key(a=i, c=j), 20 if i == j else 0) for i, j in product("01", "01"))
    rule = policy("acro")
    alone = attack(released_of(system, hidden, rule), rule)
    assert alone["high"].isna().all()
    system = with_joint(system, dict.fromkeys("abc", ("0", "1")))
    known = attack(released_of(system, hidden, rule), rule).set_index("cell")
    assert known.loc["a: 0, c: 0", ["low", "high"]].tolist() == [20, 20]


def test_that_everybody_of_a_group_has_a_thing_is_hidden_where_the_policy_says_so():
    system = System()
    system.cell(cell_key(), 90, weight=20)
    system.cell(cell_key(effect="drowsiness"), 90)
    rest = system.difference(cell_key(), cell_key(effect="drowsiness"))
    rule = replace(policy("cms"), whole_group=True)
    assert not protect_system(system, "cms").released.hidden
    done = protect_system(system, rule)
    assert done.released.hidden == {cell_key(effect="drowsiness")}
    assert done.suppression.must_hide[rest] == (0, 10)


def test_the_cases_that_a_step_of_a_flow_leaves_out_are_cells():
    system = System()
    steps = [system.cell(cell_key(step=name), count, weight=8) for name, count in [("all", 906), ("of age", 903)]]
    assert system.flow(steps)
    done = protect_system(system, "pcornet")
    assert len(done.released.hidden) == 1
    assert done.statement["reason"].tolist() == ["protects", "follows"]


def test_two_cycles_that_share_no_variable_are_looked_at_one_by_one_and_a_large_one_is_named():
    system, levels = System(), dict.fromkeys("abcxyz", ("0", "1"))
    for one, other in ("ab", "bc", "ac", "xy", "yz", "xz"):
        for i, j in product("01", "01"):
            system.cell(cell_key(**{one: i, other: j}), 5)
    assert len(with_joint(system, levels, most=8).cells) == 24 + 16
    assert not system.notes
    assert with_joint(system, levels, most=7).notes[0] == (
        "a by b by c: 8 joint counts are too many, the cycle was not looked at"
    )


def test_a_public_count_is_never_hidden_and_is_read_to_the_last_case():
    system = System()
    everybody, ill = system.cell(cell_key(), 903, public=True), system.cell(cell_key(ill="yes"), 899)
    system.difference(everybody, ill)
    done = protect_system(system, "opensafely")
    assert done.released.shown[everybody] == 903
    assert done.released.shown[ill] == 900
    assert done.attacked[["low", "high"]].to_numpy().tolist() == [[1, 5]]  # 903 less 898 to 902
    assert protect_system(system, "cms").released.hidden == {ill}
