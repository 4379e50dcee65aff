"""The random draws behind synthetic cases: how age, reason, dose, outcome and care hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .terms import (
    ACUITIES,
    AGE_GROUPS,
    AGE_STARTS,
    ANIMAL,
    CALLER_SITES,
    CALLS,
    CARE,
    CARE_SHARES,
    CLASSES,
    EFFECT_NAMES,
    EXPOSURE_SITES,
    GROWING,
    HUMAN,
    INFORMATION,
    NONEXPOSURE,
    OUTCOMES,
    REASONS,
    ROUTES,
    SITES,
    STATES,
    SUBSTANCE_NAMES,
    THERAPY_NAMES,
)

FIRST_DAY, LAST_DAY = np.datetime64("2000-01-01"), np.datetime64("2023-12-31")


@dataclass(frozen=True)
class Several:
    """What a case has several of: `codes` in order, `offsets` where each case starts."""

    codes: np.ndarray
    offsets: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """How many each case has."""
        return np.diff(self.offsets)

    @property
    def owner(self) -> np.ndarray:
        """Position of the case that each code belongs to."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.counts)

    @property
    def rank(self) -> np.ndarray:
        """Position of each code within its case, from 1."""
        return np.arange(len(self.codes)) - self.offsets[:-1].repeat(self.counts) + 1

    def first(self, n: int) -> Several:
        """Give what belongs to the first `n` cases."""
        return Several(self.codes[: self.offsets[n]], self.offsets[: n + 1])


@dataclass(frozen=True)
class Piece:
    """Cases as arrays; `labels` has (codes, terms) per column, code -1 for missing."""

    row: np.ndarray
    date: np.ndarray
    age_years: np.ndarray
    weight_kg: np.ndarray
    zip_tail: np.ndarray
    labels: dict[str, tuple[np.ndarray, tuple[str, ...]]]
    substance: Several
    dose: np.ndarray
    effect: Several
    relatedness: np.ndarray
    therapy: Several
    therapy_status: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    @property
    def year(self) -> np.ndarray:
        """Calendar year of each date."""
        return self.date.astype("datetime64[Y]").astype(int) + 1970

    def first(self, n: int) -> Piece:
        """Give the first `n` cases with what belongs to them."""
        if n == len(self):
            return self
        short = {name: getattr(self, name)[:n] for name in ("row", "date", "age_years", "weight_kg", "zip_tail")}
        labels = {name: (codes[:n], terms) for name, (codes, terms) in self.labels.items()}
        several = {name: getattr(self, name).first(n) for name in ("substance", "effect", "therapy")}
        ends = {name: len(part.codes) for name, part in several.items()}
        return replace(
            self,
            **short,
            **several,
            labels=labels,
            dose=self.dose[: ends["substance"]],
            relatedness=self.relatedness[: ends["effect"]],
            therapy_status=self.therapy_status[: ends["therapy"]],
        )


def draw_piece(rng: np.random.Generator, start: int, n: int) -> Piece:
    """Draw cases number `start` + 1 to `start` + `n`."""
    date = _dates(rng, n)
    age, band = _ages(rng, n)
    on_purpose = (age >= 10) & (rng.random(n) < np.where(age < 20, 0.62, np.where(age < 60, 0.45, 0.18)))
    profile = np.where(age < 6, 0, np.where(on_purpose, 2, 1))
    call, call_terms = _term(rng, n, CALLS)
    substance, dose = _substances(rng, date, on_purpose)
    severity, labels = _clinical(rng, age, on_purpose, substance, dose)
    human = call == HUMAN
    for name, (codes, terms) in labels.items():
        labels[name] = np.where(human, codes, -1), terms
    labels["medical_outcome"][0][call == NONEXPOSURE] = len(OUTCOMES) - 1
    group = np.where(np.isnan(age), band, np.searchsorted(AGE_STARTS, np.nan_to_num(age), side="right"))
    state = _term(rng, n, STATES)[0]
    labels |= {
        "call_type": (call, call_terms),
        "species": ((call == ANIMAL).astype(int), ("human", "animal")),
        "age_group": (group, AGE_GROUPS),
        "sex": _sexes(rng, age),
        "state": (np.where(rng.random(n) < 0.01, -1, state), tuple(STATES)),
        "caller_site": _term(rng, n, CALLER_SITES),
        "exposure_site": _term(rng, n, EXPOSURE_SITES),
        "route": _term(rng, n, ROUTES),
        "acuity": _term(rng, n, ACUITIES),
        "reason": _conditional(rng, profile, np.array(list(REASONS.values())).T, tuple(REASONS)),
    }
    labels["reason_group"] = _reason_groups(labels["reason"])
    for name in set(labels) - {"call_type", "state", "caller_site"}:  # a request for information has no patient
        labels[name][0][call == INFORMATION] = -1
    felt = np.where(human & (severity >= 0), severity, 0)
    effect = _effects(rng, substance, felt)
    therapy = _several(rng, np.minimum(rng.poisson(np.where(human, 0.35 + 0.8 * felt, 0)), 8), len(THERAPY_NAMES))
    return Piece(
        row=np.arange(start + 1, start + n + 1),
        date=date,
        age_years=np.where(call == INFORMATION, np.nan, age),
        weight_kg=np.where(call == INFORMATION, np.nan, _weights(rng, age)),
        zip_tail=rng.integers(0, 1000, n),
        labels=labels,
        substance=substance,
        dose=dose,
        effect=effect,
        relatedness=rng.choice(3, len(effect.codes), p=[0.85, 0.05, 0.10]),
        therapy=therapy,
        therapy_status=rng.choice(3, len(therapy.codes), p=[0.78, 0.14, 0.08]),
    )


def _term(rng, n: int, shares: dict[str, float]) -> tuple[np.ndarray, tuple[str, ...]]:
    weights = np.array(list(shares.values()))
    return rng.choice(len(weights), n, p=weights / weights.sum()), tuple(shares)


def _conditional(rng, row: np.ndarray, shares, terms: tuple[str, ...]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Draw a term for each entry from the shares in its `row`."""
    shares = np.asarray(shares, dtype=float)
    edges = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return (rng.random(len(row))[:, None] >= edges[row]).sum(axis=1), terms


def _dates(rng, n: int) -> np.ndarray:
    """Draw days: slow growth until 2008 and decline after it, more calls in summer and on weekdays."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    year = (days - FIRST_DAY).astype(float) / 365.25
    weekday = (days.astype(int) + 3) % 7
    season = 1 + 0.08 * np.sin(2 * np.pi * (year - 0.3))
    weights = (1 - 0.0015 * (year - 8) ** 2) * season * np.where(weekday < 5, 1.0, 0.9)
    return days[rng.choice(len(days), n, p=weights / weights.sum())]


def _ages(rng, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw ages in years and, where the number is unknown (NaN), the position of its group in AGE_GROUPS."""
    young = rng.gamma(4.0, 0.6, n)
    older = np.minimum(rng.choice([8, 16, 30, 50, 72], n, p=[0.14, 0.18, 0.33, 0.22, 0.13]) + rng.normal(0, 6, n), 101)
    age = np.where(rng.random(n) < 0.47, young, np.abs(older))
    age = np.where(age < 2, np.round(age * 12) / 12, np.floor(age))
    unknown = rng.random(n) < 0.05
    band = np.where(age < 6, 16, np.where(age < 20, 17, np.where(rng.random(n) < 0.7, 18, 19)))
    return np.where(unknown, np.nan, age), band


def _sexes(rng, age: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    female = np.where(np.nan_to_num(age, nan=30) < 13, 0.47, 0.57)
    code = (rng.random(len(age)) < female).astype(int)
    return np.where(rng.random(len(age)) < 0.01, 2, code), ("Male", "Female", "Unknown")


def _weights(rng, age: np.ndarray) -> np.ndarray:
    """Draw body weights in kg, recorded for two fifths of the cases with a known age."""
    typical = np.where(age < 18, 4 + 3.2 * age, 78)
    kilograms = np.round(typical * np.exp(rng.normal(0, 0.2, len(age))), 1)
    return np.where(rng.random(len(age)) < 0.4, kilograms, np.nan)


def _substances(rng, date: np.ndarray, on_purpose: np.ndarray) -> tuple[Several, np.ndarray]:
    """Draw one or more different substances per case, and the dose of the first in mg where it is known."""
    n = len(date)
    counts = np.where(rng.random(n) < np.where(on_purpose, 0.35, 0.06), 1 + np.minimum(rng.geometric(0.6, n), 7), 1)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    total = offsets[-1]
    weights = 1 / np.arange(4, 4 + len(SUBSTANCE_NAMES)) ** 0.9
    codes = rng.choice(len(SUBSTANCE_NAMES), total, p=weights / weights.sum())
    several = Several(codes, offsets)
    year = (date - FIRST_DAY).astype(float) / 365.25
    grows = rng.random(total) < (0.002 * np.exp(0.12 * year))[several.owner]
    codes[grows] = rng.choice(GROWING, grows.sum())
    # within a case the substances are kept different: the k-th moves up until it meets none before it
    for rank in range(2, int(counts.max(initial=1)) + 1):
        at = offsets[:-1][counts >= rank] + rank - 1
        for _ in range(rank):
            for back in range(1, rank):
                codes[at] = np.where(codes[at] == codes[at - back], (codes[at] + 1) % len(SUBSTANCE_NAMES), codes[at])
    dose = np.full(total, np.nan)
    first = offsets[:-1]
    typical = np.where(on_purpose, 600, 60) * (1 + codes[first] % 7)
    dose[first] = np.where(rng.random(n) < 0.35, np.round(typical * np.exp(rng.normal(0, 0.9, n)), -1) + 10, np.nan)
    return several, dose


def _clinical(rng, age, on_purpose, substance: Several, dose):
    """Draw severity 0 to 4 on a proportional-odds scale, then follow-up, management site and level of care."""
    n = len(age)
    first = substance.offsets[:-1]
    toxic = (substance.codes[first] * 7919 % 11) / 5 - 1
    strength = np.nan_to_num(np.log10(dose[first] / 200))
    old = np.nan_to_num(age, nan=30) >= 60
    logit = -0.9 + 1.3 * on_purpose + 0.5 * np.minimum(substance.counts - 1, 2) + 0.4 * old
    logit += 0.5 * toxic + 1.1 * strength
    severity = np.searchsorted([0.0, 1.8, 3.9, 6.6], logit + rng.logistic(size=n))
    hospital = rng.random(n) < np.choose(severity, [0.12, 0.32, 0.88, 0.99, 1.0])
    followed = hospital | (rng.random(n) < 0.35)
    lost = np.select([severity == 0, severity == 1], [6, 7], 8)
    outcome = np.where(followed, severity, lost)
    outcome = np.where((outcome == 4) & (rng.random(n) < 0.2), 5, outcome)
    outcome = np.where((outcome < 3) & (rng.random(n) < 0.02), 9, outcome)
    elsewhere = rng.choice([0, 3, 4], n, p=[0.97, 0.015, 0.015])
    site = np.where(hospital, 1 + (rng.random(n) < 0.3), elsewhere)
    care, _ = _conditional(rng, severity, CARE_SHARES, CARE)
    labels = {
        "management_site": (site, SITES),
        "level_of_care": (np.where(hospital, care, -1), CARE),
        "medical_outcome": (outcome, OUTCOMES),
    }
    return np.where(followed, severity, 0), labels


def _several(rng, counts: np.ndarray, kinds: int) -> Several:
    """Draw different codes per case: a random start and a stride that is prime to `kinds` never meet again."""
    offsets = np.concatenate([[0], np.cumsum(counts)])
    several = Several(np.empty(offsets[-1], dtype=int), offsets)
    start = rng.integers(0, kinds, len(counts))
    several.codes[:] = (start[several.owner] + (several.rank - 1) * 7) % kinds
    return several


def _effects(rng, substance: Several, felt: np.ndarray) -> Several:
    """Draw effects: half of the cases start in the six of their first substance's class, the others anywhere."""
    counts = np.where(felt > 0, 1 + np.minimum(rng.poisson(0.5 + 0.6 * felt), 11), 0)
    effects = _several(rng, counts, len(EFFECT_NAMES))
    typical = 6 * (substance.codes[substance.offsets[:-1]] % CLASSES) + rng.integers(0, 6, len(felt))
    start = np.where(rng.random(len(felt)) < 0.5, typical, rng.integers(0, len(EFFECT_NAMES), len(felt)))
    effects.codes[:] = (start[effects.owner] + (effects.rank - 1) * 7) % len(EFFECT_NAMES)
    return effects


def _reason_groups(reason: tuple[np.ndarray, tuple[str, ...]]) -> tuple[np.ndarray, tuple[str, ...]]:
    codes, terms = reason
    groups = ("Unintentional", "Intentional", "Adverse reaction", "Other", "Unknown reason")
    of_term = np.array([next(i for i, group in enumerate(groups) if term.startswith(group)) for term in terms])
    return of_term[codes], groups
