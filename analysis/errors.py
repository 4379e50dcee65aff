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
