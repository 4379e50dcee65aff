"""Ledgers of one's own: proposed from documents, edited, accepted by two people, compared."""

from .accept import accept, standing
from .compare import compare_ledgers
from .new import new_ledger
from .propose import propose_rows
from .workbook import read_workbook, write_workbook

__all__ = [
    "accept",
    "compare_ledgers",
    "new_ledger",
    "propose_rows",
    "read_workbook",
    "standing",
    "write_workbook",
]
