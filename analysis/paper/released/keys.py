"""What the counts of a paper are called: the keys that its tables, pictures and sentences share."""

from __future__ import annotations

from ...release import cell_key
from ...release.cells import Key

CASES: Key = cell_key()
SINGLE: Key = cell_key(mention="Single substance")
IN_MODEL: Key = cell_key(model="in it")
FACILITY = cell_key(managed_in_a_facility="yes")
IN_NO_GROUP = cell_key(group="none")
OUT = "in no model of it"  # what is left of a count without those of its cases that a model of Table 3 takes
# What hiding a count costs: the paper is about its totals; a level of a characteristic is one of many.
GROUP, YEAR, STEP, ALL = 10.0, 3.0, 8.0, 100.0


def outcome_keys(of: str) -> tuple[Key, Key]:
    """Give the keys of the cases with an outcome, and of those in which it is known."""
    return cell_key(**{of: "yes"}), cell_key(**{of: "known"})


def left_out_key(of: str) -> Key:
    """Give the key of the cases with a known outcome of which a factor is not known."""
    return cell_key(**{of: "known", "model": "left out"})
