"""Slips of the pen: what a number may have been before one of them."""

from __future__ import annotations

from functools import lru_cache

SWAPPED = "two cells swapped"
REWRITTEN = "another number, which several rules ask for"
# In the order in which they are proposed.
SLIPS = (
    "one digit changed",
    "two adjacent digits transposed",
    "a digit dropped",
    "a digit doubled",
    "a digit too many",
    SWAPPED,
    REWRITTEN,
)


@lru_cache(maxsize=50_000)
def slips(units: int, decimals: int = 0) -> dict[int, str]:
    """Give the numbers of which `units` may be a misprint, each with the slip that made it.

    Parameters
    ----------
    units : int
        The printed number in units of its last digit: 185 for 18.5.
    decimals : int
        Decimals of the print; a number keeps at least one digit before them.

    Examples
    --------
    >>> slips(77228)[78228], slips(185, 1)[85]
    ('one digit changed', 'a digit too many')
    """
    digits = str(units).zfill(decimals + 1)
    found: dict[int, str] = {}
    for kind, text in _changed(digits):
        fine = len(text) > decimals and (len(text) == decimals + 1 or text[0] != "0")
        if fine and int(text) != units:
            found.setdefault(int(text), kind)
    return found


def _changed(digits: str):
    places = range(len(digits))
    yield from ((SLIPS[0], f"{digits[:k]}{new}{digits[k + 1 :]}") for k in places for new in "0123456789")
    yield from ((SLIPS[1], f"{digits[:k]}{digits[k + 1]}{digits[k]}{digits[k + 2 :]}") for k in places[:-1])
    yield from ((SLIPS[2], f"{digits[:k]}{new}{digits[k:]}") for k in range(len(digits) + 1) for new in "0123456789")
    for k in places:
        doubled = digits[k] in (digits[k - 1 : k], digits[k + 1 : k + 2])
        yield SLIPS[3] if doubled else SLIPS[4], digits[:k] + digits[k + 1 :]
