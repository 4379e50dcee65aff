"""Damaged inputs to every verb: refused in one line, or taken without a lost row; ``python -m damage`` tries more."""

from __future__ import annotations

import random

import pytest
from damage.mutators import damaged
from damage.verbs import SHARES, VERBS, tried, whole

PAPERS = (124,)  # a page of a store's table that is none; others that are made take seconds
OTHERS = [seed for seed in (*range(20), 307) if random.Random(seed).choices(VERBS, SHARES)[0] != "paper"]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damage") / "whole"
    whole(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [*OTHERS, *PAPERS])
def test_a_damaged_input_is_refused_in_one_line_or_accepted(source, tmp_path, seed):
    assert tried(seed, source, tmp_path).fate in ("refused", "accepted")
    assert not list(tmp_path.iterdir())


def test_the_same_seed_damages_alike():
    data = b"a,b\n1,2\n3,4\n" * 3
    first, second = ([damaged(data, "text", random.Random(seed)) for seed in range(50)] for _ in range(2))
    assert first == second
    assert len(set(first)) > 40
