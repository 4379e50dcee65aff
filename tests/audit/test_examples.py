"""Every public function of the audit, and of printed numbers, shows an example that holds."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

from analysis import audit, forms, printed

MODULES = [
    module.name for room in (audit, printed) for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
]


@pytest.mark.parametrize("name", [*MODULES, printed.__name__, forms.__name__])
def test_examples_hold(name):
    failed, _ = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert failed == 0


@pytest.mark.parametrize("room", [audit, printed], ids=lambda room: room.__name__)
def test_every_public_function_has_an_example(room):
    shown = {name: inspect.getdoc(getattr(room, name)) or "" for name in room.__all__ if callable(getattr(room, name))}
    without = [name for name, words in shown.items() if ">>>" not in words]
    assert not without, without
