"""What a store held under Safe Harbor cannot answer, said before it is asked."""

from __future__ import annotations

from ...errors import DataError
from ..privacy import SAFE_HARBOR
from ..store.store import Store

NEXT = "import the export as a limited data set to ask for it"


def check_days(store: Store, what: str) -> None:
    """Refuse what needs days of a store that holds years alone.

    Raises
    ------
    DataError
        Says what was asked, and that Safe Harbor keeps the year alone.
    """
    if store.privacy == SAFE_HARBOR:
        raise DataError(f"{what}: expected dates, got a store under Safe Harbor, which has the year alone; {NEXT}.")


def check_column(store: Store, name: str | None, where: str) -> None:
    """Refuse a column that a store under Safe Harbor holds for no case.

    Raises
    ------
    DataError
        Names the column.
    """
    if name in ("county", "date") and store.privacy == SAFE_HARBOR:
        raise DataError(f"{where}: {name} is held for no case of a store under Safe Harbor; {NEXT}.")
