"""Everything a user calls is reached from `analysis`, `analysis.stats` or `analysis.audit`; opening them is light."""

from __future__ import annotations

import subprocess
import sys

import pytest
from surface import FAMILIES, IN_THEIR_ROOM, MACHINERY, modules, public_functions, rooms

import analysis
import analysis.cases
import analysis.charts.cases
import analysis.release

FUNCTIONS = [(family, path, function) for family in FAMILIES for path, function in public_functions(family).items()]
DOORS = [
    analysis,
    analysis.cases,
    analysis.charts,
    analysis.charts.cases,
    analysis.documents,
    analysis.loaders,
    analysis.paper,
    analysis.plots,
    analysis.release,
    analysis.summaries,
]
HEAVY = {"matplotlib", "numpy", "pandas", "scipy", "statsmodels"}


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(("family", "path", "function"), FUNCTIONS, ids=[path for _, path, _ in FUNCTIONS])
def test_a_public_function_is_reached_by_its_name(family, path, function):
    door, room = FAMILIES[family], path.split(".")[1]
    if f"{room}.{function.__name__}" in IN_THEIR_ROOM:
        door = getattr(door, room)
    assert function.__name__ in door.__all__, f"{path} is missing in {door.__name__}"
    assert getattr(door, function.__name__) is function


@pytest.mark.parametrize("package", [*DOORS, *FAMILIES.values()], ids=lambda package: package.__name__)
def test_every_name_of_a_door_opens(package):
    assert set(dir(package)) == set(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_room_is_reached(family):
    assert rooms(family).keys() <= set(FAMILIES[family].__all__)


def test_no_name_of_a_door_is_that_of_two_functions():
    names = [path.rpartition(".")[2] for _, path, _ in FUNCTIONS]
    assert sorted(set(names)) == sorted(names)


def test_the_lists_of_this_test_hold_no_name_too_many():
    known = {f"{path.split('.')[1]}.{function.__name__}" for _, path, function in FUNCTIONS}
    assert known >= IN_THEIR_ROOM
    paths = {module.__name__.removeprefix("analysis.") for family in FAMILIES for module in modules(family)}
    assert paths >= MACHINERY


def test_a_function_is_found_although_its_file_has_its_name():
    code = """
        import analysis.stats.odds_ratio, analysis.stats.rate_ratio, analysis.stats.strata
        from analysis.stats.risk_ratio import risk_ratio
        from analysis import stats
        print(*map(callable, (stats.odds_ratio, stats.rate_ratio, stats.risk_ratio, stats.risk_difference)))
    """
    assert run("\n".join(line.strip() for line in code.splitlines())) == ["True"] * 4


@pytest.mark.parametrize("package", ["analysis", "analysis.stats", "analysis.audit", "analysis.cases"])
def test_opening_a_door_loads_nothing_heavy(package):
    assert not run(f"import sys, {package}; print(*{HEAVY} & sys.modules.keys())")


def test_an_estimate_needs_neither_the_heavy_statistics_nor_a_drawing_library():
    heavy = {"matplotlib", "scipy.stats", "statsmodels"}
    code = f"import sys; from analysis import stats; stats.proportion(23, 36); print(*{heavy} & sys.modules.keys())"
    assert not run(code)


@pytest.mark.parametrize(
    ("room", "wrong", "right"),
    [
        ("stats", "odd_ratio", "odds_ratio"),
        ("cases", "anual_counts", "annual_counts"),
        ("audit", "check_percent", "check_percentage"),
        ("plots", "forrest", "forest"),
        ("release", "protekt", "protect"),
    ],
)
def test_a_wrong_name_says_which_is_meant(room, wrong, right):
    with pytest.raises(AttributeError, match=f"did you mean '{right}'"):
        getattr(getattr(analysis, room), wrong)
    with pytest.raises(AttributeError, match=r"analysis\.guide"):
        _ = getattr(analysis, room).zzz


def test_every_room_that_the_guide_names_is_in_the_top_door():
    from analysis.guiding import DOORS

    assert {door.partition(".")[0] for door in DOORS} <= set(dir(analysis))
