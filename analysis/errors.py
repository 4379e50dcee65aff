"""The one exception class of the toolkit."""

from __future__ import annotations

from collections.abc import Iterable


class DataError(ValueError):
    """Input that cannot be used: says what, where, what was expected, what was got, and the next step.

    Parameters
    ----------
    faults : str or iterable of str
        One sentence per fault. Everything wrong with one file or one call is reported at once.

    Attributes
    ----------
    faults : tuple of str
        The same sentences, one per fault.
    """

    def __init__(self, faults: str | Iterable[str]):
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


def meant(got: object, known: Iterable[object], otherwise: str = ".") -> str:
    """End a sentence about a wrong name: with the known one that it nearly is, else as given.

    Examples
    --------
    >>> f"expected one of sex, state; got 'sexx'{meant('sexx', ['sex', 'state'])}"
    "expected one of sex, state; got 'sexx'; did you mean 'sex'?"
    >>> meant("weight", ["sex", "state"])
    '.'
    """
    near = nearest(got, known)
    return f"; did you mean {near!r}?" if near else otherwise


def nearest(got: object, known: Iterable[object]) -> str | None:
    """Give the known name that a wrong one nearly is, in any case; None where none is near."""
    import difflib

    if not isinstance(got, str):  # a missing value or a number is near no name
        return None
    names = {str(name).lower(): str(name) for name in known if name != got}
    near = difflib.get_close_matches(str(got).lower(), names, n=1, cutoff=0.6)
    return names[near[0]] if near else None
