"""What every kinetic function asks of its numbers: finite, in range, of one length."""

from __future__ import annotations

import numpy as np

from ...errors import DataError
from ..arguments import numbers, paired

SMALLEST, LARGEST = 1e-75, 1e75
"""Between them products and quotients of four quantities stay finite and above 0, and every unit has room."""


def log1p_ratio(x):
    """Give ``log(1 + x) / x``, which is 1 at 0."""
    safe = np.where(x == 0, 1.0, x)
    return np.where(x == 0, 1.0, np.log1p(safe) / safe)


def together(**given) -> list:
    """Give numbers and columns that belong together, Series by their labels, after checking that the lengths agree."""
    columns = paired(**given)
    shapes = {name: numbers(column, name, ndim=2).shape for name, column in zip(given, columns, strict=True)}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        lengths = ", ".join(f"{shape[-1]} in {name}" for name, shape in shapes.items() if shape)
        raise DataError(f"{', '.join(shapes)}: expected columns of one length, got {lengths}.") from None
    return columns


def finite(value, name: str, *, low: float = -LARGEST, ndim: int = 1) -> np.ndarray:
    """Give `value` as floats of at least `low`, neither infinite nor so large that no unit explains it."""
    return numbers(value, name, low=low, high=LARGEST, ndim=ndim)


def positive(value, name: str) -> np.ndarray:
    """Give `value` as finite floats above 0."""
    given = finite(value, name, low=0)
    if (given < SMALLEST).any():
        raise DataError(f"{name}: expected numbers above 0, got {np.nanmin(given):g}.")
    return given


def amount(dose) -> np.ndarray:
    """Give a dose as finite floats of 0 or more."""
    return finite(dose, "dose", low=0)


def share(value, name: str) -> np.ndarray:
    """Give `value` as floats from 0 to 1."""
    return numbers(value, name, low=0, high=1)
