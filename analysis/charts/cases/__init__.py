"""Pictures of the analyst's own cases: one function per kind of table, the same look as the shipped pictures."""

from .counts import counts
from .doses import severity
from .facts import caption_of, told
from .flow import flow
from .outcomes import odds, outcomes
from .pairs import combination_shares, combinations
from .places import states
from .registry import CASE_CHARTS, case_chart, find_case_chart, is_synthetic
from .series import partial_words
from .shares import coingestants, effects, therapies
from .trend import trend
from .words import worded

__all__ = [
    "CASE_CHARTS",
    "caption_of",
    "case_chart",
    "coingestants",
    "combination_shares",
    "combinations",
    "counts",
    "effects",
    "find_case_chart",
    "flow",
    "is_synthetic",
    "odds",
    "outcomes",
    "partial_words",
    "severity",
    "states",
    "therapies",
    "told",
    "trend",
    "worded",
]


def __dir__() -> list[str]:
    return sorted(__all__)
