"""Every public function and result of `analysis.stats` and `analysis.audit` has an example, and every example runs."""

from __future__ import annotations

import doctest
import inspect

import numpy as np
import pandas as pd
import pytest
from surface import FAMILIES, modules, public_functions

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
FUNCTIONS = {path: function for family in FAMILIES for path, function in public_functions(family).items()}

# Names that still lack an example; one that has an example must leave the list.
WAITING: set[str] = set()


def examples() -> list[doctest.DocTest]:
    """Give the examples of every docstring of both families, with ``np`` and ``pd`` at hand."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = []
    for module in (module for family in FAMILIES for module in modules(family)):
        tests = finder.find(module, module=module, extraglobs={"np": np, "pd": pd})
        found += [test for test in tests if test.examples]
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name.removeprefix("analysis."))
def test_the_examples_of_a_docstring_run(example, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False)
    runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_public_function_has_an_example_and_says_what_it_gives(path):
    text = inspect.getdoc(FUNCTIONS[path]) or ""
    assert (">>>" in text) is (path not in WAITING), path


def test_the_list_of_those_without_an_example_names_public_functions_only():
    assert FUNCTIONS.keys() >= WAITING
