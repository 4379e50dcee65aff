"""The random draws behind synthetic cases: what was taken, by whom and why, how much, and what came of it."""

from __future__ import annotations

from functools import cache

import numpy as np

from .course import course, effects, therapies
from .guides import drawn, drawn_by, guide
from .likely import PERFORMED, RELATED
from .piece import Piece, Several
from .shares import BY_ACCIDENT, Shares, read_shares
from .terms import (
    ACUITIES,
    AGE_GROUPS,
    AGE_STARTS,
    ANIMAL,
    CALLER_SITES,
    CALLS,
    EXPOSURE_SITES,
    GROWING,
    HUMAN,
    INFORMATION,
    NONEXPOSURE,
    OUTCOMES,
    REASONS,
    ROUTES,
    STATES,
)

FIRST_DAY, LAST_DAY = np.datetime64("2000-01-01"), np.datetime64("2023-12-31")
_DAY_SLOTS = 2**20  # more than a hundred for each day


def draw_piece(rng: np.random.Generator, start: int, n: int) -> Piece:
    """Draw cases number `start` + 1 to `start` + `n`."""
    shares = read_shares()
    date = FIRST_DAY + drawn(rng, _days(), n)
    first = _first_substance(rng, shares, date)
    profile = shares.profile[first]
    age, band = _ages(rng, shares, profile)
    reason = drawn_by(rng, shares.reason, 3 * profile + np.searchsorted([6, 13], age, "right"))
    on_purpose = np.array([term.startswith("Intentional") for term in REASONS])[reason]
    substance = _with_others(rng, shares, first, on_purpose)
    size, dose = _doses(rng, shares, profile, on_purpose)
    told = course(rng, shares, profile, size=size, age=age, on_purpose=on_purpose, others=substance.counts - 1)
    usual = _circumstances(rng, n)
    call = usual["call_type"][0]
    human = call == HUMAN
    labels = {name: (np.where(human, codes, -1), terms) for name, (codes, terms) in told.labels.items()}
    labels["medical_outcome"][0][call == NONEXPOSURE] = len(OUTCOMES) - 1
    labels |= usual | {
        "species": ((call == ANIMAL).astype(int), ("human", "animal")),
        "age_group": (_age_groups(rng, age, band), AGE_GROUPS),
        "sex": _sexes(rng, age, shares.female[profile]),
        "route": (drawn_by(rng, shares.route, profile), ROUTES),
        "reason": (reason, REASONS),
        "reason_group": _reason_groups(reason),
    }
    for name in set(labels) - {"call_type", "state", "caller_site"}:  # a request for information has no patient
        labels[name][0][call == INFORMATION] = -1
    effect, therapy = (draw(rng, shares, substance, told.state, human) for draw in (effects, therapies))
    unknown = (call == INFORMATION) | (band >= 0)
    return Piece(
        row=np.arange(start + 1, start + n + 1),
        date=date,
        age_years=np.where(unknown, np.nan, age),
        weight_kg=np.where(unknown, np.nan, _weights(rng, age)),
        zip_tail=rng.integers(0, 1000, n),
        labels=labels,
        substance=substance,
        dose=_beside(dose, substance),
        effect=effect,
        relatedness=drawn(rng, guide(RELATED), len(effect.codes)),
        therapy=therapy,
        therapy_status=drawn(rng, guide(PERFORMED), len(therapy.codes)),
    )


@cache
def _days() -> np.ndarray:
    """Weigh days: slow growth until 2008 and decline after it, more calls in summer and on weekdays."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    year = (days - FIRST_DAY).astype(float) / 365.25
    weekday = (days.astype(int) + 3) % 7
    season = 1 + 0.08 * np.sin(2 * np.pi * (year - 0.3))
    return guide((1 - 0.0015 * (year - 8) ** 2) * season * np.where(weekday < 5, 1.0, 0.9), _DAY_SLOTS)


@cache
def _usual() -> dict[str, tuple[np.ndarray, tuple[str, ...]]]:
    """Give the guides of what does not follow the substance."""
    shares: dict[str, dict] = {
        "call_type": CALLS,
        "state": STATES,
        "caller_site": CALLER_SITES,
        "exposure_site": EXPOSURE_SITES,
    }
    shares |= {"acuity": ACUITIES}
    return {name: (guide(list(each.values())), tuple(each)) for name, each in shares.items()}


def _circumstances(rng, n: int) -> dict[str, tuple[np.ndarray, tuple[str, ...]]]:
    found = {name: (drawn(rng, table, n), terms) for name, (table, terms) in _usual().items()}
    found["state"][0][rng.random(n) < 0.01] = -1
    return found


def _ages(rng, shares: Shares, profile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw ages in years and, where only a group is known, the position of it in AGE_GROUPS (else -1)."""
    n = len(profile)
    group = drawn_by(rng, shares.age, profile)
    share = rng.random(n)
    small = np.minimum(rng.gamma(4.0, 0.6, n), 5.99)
    starts, spans = np.array([0, 6, 13, 20, 60]), np.array([0, 7, 7, 40, 38])
    age = np.where(group == 0, small, starts[group] + spans[group] * np.where(group == 4, share**2, share))
    age = np.where(age < 2, np.round(age * 12) / 12, np.floor(age))
    told = np.where(age < 6, 16, np.where(age < 20, 17, np.where(rng.random(n) < 0.7, 18, 19)))
    return age, np.where(rng.random(n) < 0.05, told, -1)


def _age_groups(rng, age: np.ndarray, band: np.ndarray) -> np.ndarray:
    return np.where(band >= 0, band, np.searchsorted(AGE_STARTS, age, side="right"))


def _sexes(rng, age: np.ndarray, female: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    draw = rng.random(len(age))
    code = (draw < np.where(age < 13, 0.47, female)).astype(int)
    return np.where(rng.random(len(age)) < 0.01, 2, code), ("Male", "Female", "Unknown")


def _weights(rng, age: np.ndarray) -> np.ndarray:
    """Draw body weights in kg, recorded for two fifths of the cases with a known age."""
    typical = np.where(age < 18, 4 + 3.2 * age, 78)
    kilograms = np.round(typical * np.exp(rng.normal(0, 0.2, len(age))), 1)
    return np.where(rng.random(len(age)) < 0.4, kilograms, np.nan)


def _first_substance(rng, shares: Shares, date: np.ndarray) -> np.ndarray:
    """Draw the substance held responsible; a few grow over the years."""
    codes = drawn(rng, shares.first, len(date))
    year = (date - FIRST_DAY).astype(float) / 365.25
    grows = rng.random(len(date)) < 0.002 * np.exp(0.12 * year)
    codes[grows] = rng.choice(GROWING, grows.sum())
    return codes


def _with_others(rng, shares: Shares, first: np.ndarray, on_purpose: np.ndarray) -> Several:
    """Add other substances, different ones: more often where it was on purpose."""
    n, profile = len(first), shares.profile[first]
    several = rng.random(n) < shares.several[profile] * np.where(on_purpose, 1.0, BY_ACCIDENT)
    counts = np.ones(n, dtype=int)
    counts[several] += np.minimum(rng.geometric(0.6, several.sum()), 7)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    codes = np.empty(offsets[-1], dtype=int)
    more = np.ones(len(codes), dtype=bool)
    more[offsets[:-1]] = False
    codes[offsets[:-1]], codes[more] = first, drawn(rng, shares.beside, int(more.sum()))
    # within a case the substances are kept different: the k-th moves up until it meets none before it
    for rank in range(2, int(counts.max(initial=1)) + 1):
        at = offsets[:-1][counts >= rank] + rank - 1
        for _ in range(rank):
            for back in range(1, rank):
                codes[at] = np.where(codes[at] == codes[at - back], (codes[at] + 1) % len(shares.profile), codes[at])
    return Several(codes, offsets)


def _doses(rng, shares: Shares, profile: np.ndarray, on_purpose: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw how large a dose is on a normal scale, and the dose in mg, whole tablets of it, where it is known."""
    n = len(profile)
    size = rng.normal(size=n)
    strength, accident, purpose = shares.dose[profile].T
    typical = np.where(on_purpose, purpose, accident)
    known = (rng.random(n) < 0.35) & (strength > 0)
    tablets = np.maximum(np.round(typical * np.exp(0.9 * size) / np.where(strength > 0, strength, 1)), 1)
    return np.where(strength > 0, size, 0.0), np.where(known, tablets * strength, np.nan)


def _beside(dose: np.ndarray, substance: Several) -> np.ndarray:
    """Put the dose beside the first substance of each case."""
    found = np.full(len(substance.codes), np.nan)
    found[substance.offsets[:-1]] = dose
    return found


def _reason_groups(reason: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    groups = ("Unintentional", "Intentional", "Adverse reaction", "Other", "Unknown reason")
    of_term = np.array([next(i for i, group in enumerate(groups) if term.startswith(group)) for term in REASONS])
    return of_term[reason], groups
