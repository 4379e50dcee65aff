"""What a store held under Safe Harbor cannot answer, said before it is asked."""

from __future__ import annotations

from ...errors import DataError
from ..privacy import SAFE_HARBOR
from ..store.store import Store

NEXT = "import the export as a limited data set to ask for it"


def check_days(store: Store, what: str) -> None:
    """Refuse, of a store whose cases have years and no days, what needs days.

    Raises
    ------
    DataError
        Says what was asked, and whether it is Safe Harbor that keeps the year alone.
    """
    if store.privacy == SAFE_HARBOR:
        raise DataError(f"{what}: expected dates, got a store under Safe Harbor, which has the year alone; {NEXT}.")
    raise DataError(f"{what}: expected dates, got cases that have the year alone; count them by year.")


def check_column(store: Store, name: str | None, where: str) -> None:
    """Refuse a column that a store under Safe Harbor holds for no case.

    Raises
    ------
    DataError
        Names the column.
    """
    if name in ("county", "date") and store.privacy == SAFE_HARBOR:
        raise DataError(f"{where}: {name} is held for no case of a store under Safe Harbor; {NEXT}.")
