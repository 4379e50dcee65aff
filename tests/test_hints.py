"""Public names say what they take and give, and the package tells type checkers that they may rely on it."""

from __future__ import annotations

import inspect

import pytest

import analysis
from analysis.guiding import public_names

FUNCTIONS = {path: item for path, item in public_names().items() if inspect.isfunction(item)}


def unsaid(function) -> list[str]:
    """Give the parameters without a hint, and ``return``."""
    signature = inspect.signature(function)
    parameters = [one.name for one in signature.parameters.values() if one.annotation is one.empty]
    return [*parameters, "return"] if signature.return_annotation is signature.empty else parameters


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_public_function_has_hints(path):
    assert not unsaid(FUNCTIONS[path])


def test_the_package_is_marked_as_typed():
    assert (analysis.sources.data_directory().parent / "analysis" / "py.typed").exists()
