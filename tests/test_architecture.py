"""The shape of the house: which room may import which, and what no room may hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "analysis"

LAYERS = {
    "ground": (
        "errors",
        "doors",
        "estimate",
        "forms",
        "readable",
        "shown",
        "printed",
        "sources",
        "references",
        "cards",
        "style",
        "plots",
        "toml",
        "visible",
        "formulas",
        "replaced",
        "files",
        "patterns",
        "documents",
    ),
    "wings": ("loaders", "stats", "audit", "cases", "release"),
    "answers": ("summaries", "ledgers"),
    "drawing": ("charts", "citing", "render", "tables", "checks"),
    "paper": ("paper",),
    "door": ("cli", "__main__", "__init__", "guiding"),
}
HEIGHT = {room: height for height, rooms in enumerate(LAYERS.values()) for room in rooms}

# Rooms of the ground may use each other as long as there is no circle.
# Rooms of the other layers are strangers to their neighbors, but for these.
NEIGHBORS = {
    ("audit", "stats"),
    ("cases", "stats"),
    ("release", "stats"),
    ("render", "charts"),
    ("tables", "citing"),
    ("tables", "render"),
    ("checks", "charts"),
    ("checks", "render"),
    ("cli", "__init__"),
    ("__init__", "cli"),
    ("__main__", "cli"),
}

# The rooms of `cases`, by floor: each may use those below it and none beside it.
CASES = (
    ("codebook", "privacy", "masking"),
    ("mapping", "store"),
    ("proposal", "synthetic", "study", "profiles"),
    ("importing", "counts", "clinical"),
)
FLOOR = {room: floor for floor, rooms in enumerate(CASES) for room in rooms}

FILES = sorted(path for path in HOUSE.rglob("*.py") if "_data" not in path.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def room_of(path: Path) -> str:
    """Give the top-level module that a file belongs to; `loaders/table.py` belongs to `loaders`."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_rooms(tree: ast.Module, package: list[str]):
    """Yield (line, room) for every import of this package, at whatever depth of the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            modules = [f"{base}.{alias.name}" for alias in node.names] if base == "analysis" else [base]
        else:
            continue
        for parts in (module.split(".") for module in modules):
            if parts[0] == "analysis":
                yield node.lineno, parts[1] if len(parts) > 1 and parts[1] in HEIGHT else "__init__"


def arrows() -> dict[tuple[str, str], str]:
    """Give every (room, imported room) of the house with the place of one such import."""
    found = {}
    for path, tree in TREES.items():
        here = room_of(path)
        package = ["analysis", *path.relative_to(HOUSE).parent.parts]
        for line, there in imported_rooms(tree, package):
            if there != here:
                found[here, there] = f"{path.relative_to(HOUSE.parent)}:{line}"
    return found


def module_of(path: Path) -> str:
    """Give the dotted name of a file: `analysis/cases/__init__.py` is `analysis.cases`."""
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_files(path: Path, modules: set[str]) -> set[str]:
    """Give the files that a file imports, inside functions and for type checkers too."""
    package, found = [*path.relative_to(HOUSE.parent).parent.parts], set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {name if (name := f"{base}.{alias.name}") in modules else base for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & modules - {module_of(path)}


def file_arrows() -> dict[str, set[str]]:
    """Give every file of the house, by its dotted name, with the files that it imports."""
    modules = {module_of(path) for path in FILES}
    return {module_of(path): imported_files(path, modules) for path in FILES}


def allowed(here: str, there: str) -> bool:
    both_on_the_ground = {here, there} <= set(LAYERS["ground"])
    return HEIGHT[there] < HEIGHT[here] or both_on_the_ground or (here, there) in NEIGHBORS


def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its signature and docstring."""
    start = function.body[0].end_lineno + 1 if ast.get_docstring(function) else function.body[0].lineno
    return function.end_lineno - start + 1


def where(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(HOUSE.parent)}{f':{node.lineno}' if node else ''}"


def nodes(kind: type[ast.AST]):
    """Yield (file, node) for every node of one kind in the house."""
    for path, tree in TREES.items():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, kind))


def test_every_room_has_a_layer():
    unknown = {room_of(path) for path in FILES} - HEIGHT.keys()
    assert not unknown, f"rooms that LAYERS does not name: {', '.join(sorted(unknown))}"


def test_imports_point_down():
    upward = {pair: place for pair, place in arrows().items() if not allowed(*pair)}
    wrong = [f"{place}: {here} imports {there}" for (here, there), place in upward.items()]
    assert not wrong, "\n".join(sorted(wrong))


def test_the_rooms_have_no_circle():
    graph: dict[str, set[str]] = {}
    for here, there in arrows():
        if "__init__" not in (here, there):
            graph.setdefault(here, set()).add(there)
    TopologicalSorter(graph).prepare()  # raises CycleError and names the circle


def test_the_files_have_no_circle():
    TopologicalSorter(file_arrows()).prepare()  # raises CycleError and names the circle


def test_the_rooms_of_cases_stand_on_their_floors():
    wrong = []
    for here, there in ((here, there) for here, files in file_arrows().items() for there in files):
        rooms = [name.split(".")[2] for name in (here, there) if name.startswith("analysis.cases.")]
        if len(set(rooms)) == 2 and FLOOR[rooms[1]] >= FLOOR[rooms[0]]:
            wrong.append(f"{here} imports {there}")
    assert not wrong, "\n".join(sorted(wrong))
    inside = [path.relative_to(HOUSE).parts for path in FILES]
    assert {parts[1].removesuffix(".py") for parts in inside if parts[0] == "cases"} == {*FLOOR, "__init__"}


@pytest.mark.parametrize(
    ("source", "package", "rooms"),
    [
        ("from ..errors import DataError", ["analysis", "stats"], ["errors"]),
        ("from .. import render, stats", ["analysis", "charts"], ["render", "stats"]),
        ("from .. import load_trials", ["analysis", "charts"], ["__init__"]),
        ("from ...loaders.table import read", ["analysis", "stats", "kinetics"], ["loaders"]),
        ("from . import arguments", ["analysis", "stats"], ["stats"]),
        ("def f():\n    import analysis.cli", ["analysis"], ["cli"]),
        ("import numpy\nfrom scipy import stats", ["analysis"], []),
    ],
)
def test_an_import_is_found_however_it_is_written(source, package, rooms):
    assert [room for _, room in imported_rooms(ast.parse(source), package)] == rooms


@pytest.mark.parametrize(
    ("here", "there", "fine"),
    [
        ("summaries", "stats", True),
        ("audit", "stats", True),
        ("stats", "audit", False),
        ("loaders", "stats", False),
        ("stats", "loaders", False),
        ("charts", "render", False),
        ("errors", "stats", False),
        ("summaries", "render", False),
        ("loaders", "__init__", False),
    ],
)
def test_what_is_allowed(here, there, fine):
    assert allowed(here, there) is fine


def test_only_the_door_prints():
    printing = [
        where(path, call)
        for path, call in nodes(ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id == "print" and room_of(path) not in ("cli", "__main__")
    ]
    assert not printing, printing


def test_nothing_relies_on_assert():
    asserts = [where(path, statement) for path, statement in nodes(ast.Assert)]
    assert not asserts, asserts


def test_every_module_says_what_it_is():
    silent = [where(path) for path, tree in TREES.items() if not ast.get_docstring(tree)]
    assert not silent, silent


def test_files_stay_small():
    lengths = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    large = [f"{place}: {lines} lines" for place, lines in lengths.items() if lines > 300]
    assert not large, "\n".join(large)


def test_functions_stay_small():
    large = [
        f"{where(path, function)}: {function.name} has {body_lines(function)} lines"
        for path, function in nodes(ast.FunctionDef)
        if body_lines(function) > 60
    ]
    assert not large, "\n".join(large)


def test_the_front_door_has_few_names_and_all_of_them_open():
    import analysis

    assert 1 <= len(analysis.__all__) <= 44
    assert len(set(analysis.__all__)) == len(analysis.__all__)
    missing = [name for name in analysis.__all__ if not hasattr(analysis, name)]
    assert not missing, missing


def test_importing_the_package_leaves_the_heavy_libraries_alone():
    heavy = {"matplotlib", "scipy.stats", "statsmodels", "seaborn"}
    code = f"import sys, analysis; print(*{heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
