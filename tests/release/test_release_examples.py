"""Every example of the room runs, and everything its door names has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

from analysis import release

MODULES = [f"analysis.release.{found.name}" for found in pkgutil.iter_modules(release.__path__)]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
WITHOUT = {"Key", "Suppression", "Before", "TableSet"}  # an alias, and results shown by what makes them


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(importlib.import_module(name), optionflags=OPTIONS).failed == 0


@pytest.mark.parametrize("name", sorted({*release.__all__} - WITHOUT))
def test_a_public_name_has_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(release, name))
