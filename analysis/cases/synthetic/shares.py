"""What follows the substance of a synthetic case: shares of ``data/synthetic_shares.csv``, laid out for drawing.

A few shares are published ones, most are invented; the table says which, and the cases are made up all the same.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import numpy as np

from ...sources import data_directory
from .guides import guide
from .likely import Likely, likely_of, states_of
from .terms import AGES, CHILD, FILLED, KINDS_OF_FILLED, REASONS, ROUTES, SEVERITIES, SUBSTANCE_NAMES

_SLOTS = 2**14
_SPREAD = 1.15  # of the scale of severity, which dose, intent, age and other substances add to
BY_ACCIDENT = 0.5  # how likely several substances are, compared with those taken on purpose
_RANKS = ("ranked first", "beside another")
DOSES = ("strength, mg", "by accident, mg", "on purpose, mg")


@dataclass(frozen=True)
class Shares:
    """Shares by profile (row), those of several codes as guides; `profile` gives that of every substance.

    Three rows of `reason` belong to a profile: of small children, other children, and whoever is older.
    """

    profile: np.ndarray
    first: np.ndarray
    beside: np.ndarray
    age: np.ndarray
    old: np.ndarray
    female: np.ndarray
    several: np.ndarray
    reason: np.ndarray
    alone_on_purpose: np.ndarray
    route: np.ndarray
    severity: np.ndarray
    dose: np.ndarray
    effect: Likely
    therapy: Likely


@cache
def read_shares() -> Shares:
    """Read the table once, and lay it out by profile: one for each substance that it names, and the made-up kinds."""
    table = _inherited(_rows())
    named = SUBSTANCE_NAMES[:FILLED]
    profiles = [*named, *KINDS_OF_FILLED]
    place = np.arange(len(SUBSTANCE_NAMES))
    profile = np.where(place < FILLED, place, FILLED + place % len(KINDS_OF_FILLED))
    rest = 10 / np.sqrt(np.arange(10, 10 + len(SUBSTANCE_NAMES) - FILLED))
    often = {rank: np.array([table[name]["frequency"].get(rank, 0.0) for name in named]) for rank in _RANKS}
    reason, route, age = (
        _laid(table, profiles, *what) for what in (("reason", REASONS), ("route", ROUTES), ("age", AGES))
    )
    outcome = _laid(table, profiles, "outcome", SEVERITIES)
    on_purpose = reason[:, [term.startswith("Intentional") for term in REASONS]].sum(axis=1)
    above = 1 - np.cumsum(outcome, axis=1)[:, :-1]
    told = _laid(table, profiles, "several", ("several substances",), whole=False)[:, 0]
    several = np.minimum(told / (on_purpose + BY_ACCIDENT * (1 - on_purpose)), 0.95)  # of those on purpose
    alone_on_purpose = on_purpose * (1 - several) / (1 - told)
    states = states_of(outcome, alone_on_purpose)
    return Shares(
        profile=profile,
        first=guide(np.append(often["ranked first"], rest)),
        beside=guide(np.append(often["beside another"], rest / 10)),
        age=guide(age, _SLOTS),
        old=age[:, -1],
        female=_laid(table, profiles, "sex", ("Female",), whole=False)[:, 0],
        several=several,
        reason=guide(np.concatenate([_reasons(*row) for row in zip(reason, age[:, 0], strict=True)]), _SLOTS),
        alone_on_purpose=alone_on_purpose,
        route=guide(route, _SLOTS),
        severity=_SPREAD * np.log((1 - above) / above),
        dose=_laid(table, profiles, "dose", DOSES, whole=False),
        effect=likely_of("effect", [table[name]["effect"] for name in profiles], states),
        therapy=likely_of("therapy", [table[name]["therapy"] for name in profiles], states),
    )


def _rows() -> dict[str, dict[str, dict[str, str]]]:
    """Give substance, field and term with the value as written."""
    found: dict = {}
    with (data_directory() / "synthetic_shares.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["substance"], {}).setdefault(row["field"], {})[row["term"]] = row["value"]
    return found


def _inherited(rows: dict) -> dict[str, dict[str, dict[str, float]]]:
    """Give every substance the fields of what it is like, where it has none of its own."""

    def fields(name: str) -> dict:
        own = {
            field: {term: float(value) for term, value in terms.items()}
            for field, terms in rows[name].items()
            if field != "like"
        }
        parents = [fields(other) for other in rows[name].get("like", ())]
        return {**(parents[0] if parents else {}), **own}

    return {name: fields(name) for name in rows}


def _laid(table: dict, profiles: list[str], field: str, terms, whole: bool = True) -> np.ndarray:
    """Give a row per profile and a column per term; shares of a whole add up to 1."""
    values = np.array([[table[name].get(field, {}).get(term, 0.0) for term in terms] for name in profiles])
    return values / values.sum(axis=1, keepdims=True) if whole else values


def _reasons(shares: np.ndarray, young: float) -> np.ndarray:
    """Give the reasons of small children, of other children, and of those who are older, who are what is left."""
    plausible = np.array([CHILD.get(term, 0.0) for term in REASONS])
    accident = np.array([term.startswith("Unintentional") and term != "Unintentional - Misuse" for term in REASONS])
    child = plausible if shares[0] >= 0.02 else shares * accident
    child = child / child.sum()
    older = np.maximum(shares - young * child, 0.0)
    return np.stack([child, np.where(accident, shares + 0.1 * child, 0.15 * shares), older])
