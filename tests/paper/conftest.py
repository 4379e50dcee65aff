"""One package on synthetic cases for the whole of these tests."""

from __future__ import annotations

import shutil

import pytest

from analysis.cases.store.store import open_store
from analysis.cases.synthetic.synthesize import synthesize
from analysis.paper import read_plan, write_paper
from analysis.paper.ask import ask

PLAN = """
title = "Baclofen exposures"
authors = ["A. Author", "B. Author"]
store = "store"

[selection]
substance = "Baclofen"
years = [2010, 2022]

[denominator]
file = "population.csv"

[table_1]
by = "mention"

[figures]
formats = ["png"]
"""


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """A folder with a synthetic store, a population and a file of choices."""
    folder = tmp_path_factory.mktemp("desk")
    synthesize(12_000, into=folder / "store", seed=5)
    rows = [f"{year},{300_000_000 + 2_000_000 * (year - 2000)}" for year in range(2000, 2024)]
    (folder / "population.csv").write_text("\n".join(["year,population", *rows]) + "\n")
    (folder / "STUDY.toml").write_text(PLAN)
    return folder


@pytest.fixture(scope="session")
def answers(desk):
    """The numbers of that package."""
    plan = read_plan(desk / "STUDY.toml")
    return ask(plan, open_store(plan.store))


@pytest.fixture(scope="session")
def package(desk):
    """The package of that file."""
    write_paper(desk / "STUDY.toml", into=desk / "paper")
    return desk / "paper"


@pytest.fixture
def own(package, tmp_path):
    """A copy of the package to tamper with."""
    return shutil.copytree(package, tmp_path / "paper")
