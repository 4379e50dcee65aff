"""Doors: what a room shows loads on first use, and a wrong name says which one is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lazy_loader

from .errors import meant


def opened(module: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Give ``__getattr__``, ``__dir__`` and ``__all__`` of a room, from the stub beside its file.

    Examples
    --------
    >>> import analysis
    >>> analysis.stats.odd_ratio
    Traceback (most recent call last):
    ...
    AttributeError: module 'analysis.stats' has no attribute 'odd_ratio'; did you mean 'odds_ratio'?
    """
    load, listed, names = lazy_loader.attach_stub(module, file)

    def found(name: str) -> Any:
        if name in names or name.startswith("_"):
            return load(name)
        said = f"module {module!r} has no attribute {name!r}"
        raise AttributeError(
            f"{said}{meant(name, names, f'; dir({module}) lists what it has, analysis.guide() what for')}"
        )

    return found, listed, names
