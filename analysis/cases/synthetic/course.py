"""The course of synthetic cases: how ill, where treated, with which effects and therapies."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .guides import drawn_by, guide
from .likely import AT_HOME, Likely, in_hospital
from .piece import Several
from .shares import Shares
from .terms import CARE, CARE_SHARES, FOLLOWED_AT_HOME, OUTCOMES, SITE_SHARES, SITES

_OF_ANOTHER = 0.5  # how likely an effect or therapy of the second substance is, compared with a case of it alone


@cache
def _guides() -> tuple[np.ndarray, np.ndarray]:
    return guide(SITE_SHARES), guide(CARE_SHARES)


class Course(NamedTuple):
    """The state of each case (see `shares`), and its labels."""

    state: np.ndarray
    labels: dict[str, tuple[np.ndarray, tuple[str, ...]]]


def course(rng, shares: Shares, profile: np.ndarray, *, size, age, on_purpose, others) -> Course:
    """Draw severity 0 to 4 on a proportional-odds scale, then follow-up, management site and level of care."""
    n = len(profile)
    worse = 0.8 * size + 0.5 * np.minimum(others, 2) + 0.4 * ((age >= 60) - shares.old[profile])
    worse += on_purpose - shares.alone_on_purpose[profile]
    severity = (rng.logistic(size=n) + worse > shares.severity[profile].T).sum(axis=0)
    hospital = rng.random(n) < in_hospital(severity, on_purpose)
    followed = hospital | (rng.random(n) < FOLLOWED_AT_HOME)
    lost = np.array([6, 7, 8, 8, 8])[severity]
    outcome = np.where(followed, severity, lost)
    outcome = np.where((outcome == 4) & (rng.random(n) < 0.2), 5, outcome)
    outcome = np.where((outcome < 3) & (rng.random(n) < 0.02), 9, outcome)
    site_guide, care_guide = _guides()
    site = drawn_by(rng, site_guide, hospital.astype(int))
    care = drawn_by(rng, care_guide, severity)
    labels = {
        "management_site": (site, SITES),
        "level_of_care": (np.where(hospital, care, -1), CARE),
        "medical_outcome": (outcome, OUTCOMES),
    }
    return Course(np.where(followed, 2 * severity + hospital, AT_HOME), labels)


def effects(rng, shares: Shares, substance: Several, state: np.ndarray, human: np.ndarray) -> Several:
    """Draw the effects of the first substance and, less often, of the second."""
    felt = human & (state > 1) & (state < AT_HOME)
    return _had(rng, shares.profile[substance.codes], shares.effect, substance, np.where(felt, state, -1))


def therapies(rng, shares: Shares, substance: Several, state: np.ndarray, human: np.ndarray) -> Several:
    """Draw the therapies for the first substance and, less often, for the second."""
    return _had(rng, shares.profile[substance.codes], shares.therapy, substance, np.where(human, state, -1))


def _had(rng, profile: np.ndarray, likely: Likely, substance: Several, state: np.ndarray) -> Several:
    """Draw for each case with a state (not -1) which of its likely codes it has, each once."""
    first, hospital = substance.offsets[:-1], state % 2 == 1
    several = substance.counts > 1
    most = likely.codes.shape[1]
    keys = []
    for asked, columns in (((state >= 0) & ~hospital, likely.at_home), ((state >= 0) & hospital, most)):
        for who, place, factor in ((asked, 0, 1.0), (asked & several, 1, _OF_ANOTHER)):
            cases = np.flatnonzero(who)
            keys.append(_drawn(rng, likely, profile[first[cases] + place], state[cases], (columns, factor), cases))
    found = np.sort(np.concatenate(keys))
    found = found[np.append(True, found[1:] != found[:-1])[: len(found)]]  # np.unique would hash them: twice the time
    case, codes = np.divmod(found, likely.kinds)
    return Several(codes, np.concatenate([[0], np.cumsum(np.bincount(case, minlength=len(state)))]))


def _drawn(rng, likely: Likely, profile: np.ndarray, state: np.ndarray, how: tuple, cases: np.ndarray) -> np.ndarray:
    columns, factor = how
    chances = likely.chances[:, :, :columns][profile, state]
    row, place = np.nonzero(rng.random(chances.shape, dtype="float32") < factor * chances)
    return cases[row] * likely.kinds + likely.codes[profile[row], place]
