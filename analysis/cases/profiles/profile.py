"""What an analyst asks for: the profile, whether case numbers are replaced, and which ZIP areas are small."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...errors import DataError
from ..privacy import LIMITED, SAFE_HARBOR

PROFILES = (LIMITED, SAFE_HARBOR)
CASE_NUMBERS = ("kept", "serial")


@dataclass(frozen=True, slots=True)
class Privacy:
    """How an import holds the records of people.

    Attributes
    ----------
    profile : {"limited", "safe-harbor"}
        ``"limited"``: a limited data set, not de-identified (45 CFR 164.514(e)): direct identifiers are left out, days,
        ages, counties and three digits of ZIP codes stay. ``"safe-harbor"``: all eighteen items of
        45 CFR 164.514(b)(2)(i) are dealt with; see `analysis.cases.profiles.eighteen`.
    case_numbers : {"kept", "serial"}
        ``"serial"`` replaces the case numbers by numbers of the store's own, in random order: exports stand in the
        order of their numbers, which is that of time, so numbers by place would give back what the dates no longer say.
        Safe Harbor has serial numbers always.
    key : path, optional
        A file outside the store that takes which serial number is which case (``case_number,case_id``), readable by its
        owner alone. Without it nobody can tell any more.
    zip_areas : path, optional
        A CSV file ``zip3,population,census`` of all three-digit ZIP areas with their people, instead of the shipped
        list of small ones. An area that it does not have, or has with 20,000 or fewer, is held as 000.
    keep : frozenset of str
        Set by an import from its own argument: plain names of the columns that it keeps word for word.
    rejected_lines : bool
        Set by an import from its own argument: raw lines of rejected rows are kept word for word.

    Raises
    ------
    DataError
        For an unknown profile, a key without serial numbers, and a key file that is there already.

    Examples
    --------
    >>> Privacy("safe-harbor").serial, Privacy().serial
    (True, False)
    """

    profile: str = LIMITED
    case_numbers: str = "kept"
    key: str | Path | None = None
    zip_areas: str | Path | None = None
    keep: frozenset[str] = frozenset()
    rejected_lines: bool = False

    def __post_init__(self):
        for name, value, options in (
            ("privacy", self.profile, PROFILES),
            ("case_numbers", self.case_numbers, CASE_NUMBERS),
        ):
            if not (isinstance(value, str) and value in options):
                from ...stats.arguments import choice  # pandas comes with it: as long as the import of 100,000 rows

                choice(value, name, options)
        if self.key and not self.serial:
            raise DataError("key: expected case_numbers = 'serial' with it, got 'kept'; case numbers kept need no key.")
        if self.key and Path(self.key).exists():
            raise DataError(f"key: {self.key} is there already; name a new file, or remove that one first.")
        if self.zip_areas and not self.safe_harbor:
            raise DataError("zip_areas: expected the profile 'safe-harbor' with it; limited holds all three digits.")

    @property
    def safe_harbor(self) -> bool:
        """Whether Safe Harbor is asked for."""
        return self.profile == SAFE_HARBOR

    @property
    def serial(self) -> bool:
        """Whether case numbers are replaced."""
        return self.safe_harbor or self.case_numbers == "serial"


def privacy_of(privacy: str | Privacy) -> Privacy:
    """Give what is asked for of a profile's name."""
    return privacy if isinstance(privacy, Privacy) else Privacy(privacy)
