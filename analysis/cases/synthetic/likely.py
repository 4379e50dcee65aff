"""Effects and therapies of a synthetic case: how likely each is, by how ill it is and where it is treated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .terms import (
    EFFECT_GRAVITY,
    EFFECT_NAMES,
    FOLLOWED_AT_HOME,
    HOME_CARE,
    HOSPITAL,
    SEVERITIES,
    THERAPY_GRAVITY,
    THERAPY_NAMES,
)

# How much likelier than on the whole an effect, or a therapy (in hospital), is at each severity, by its gravity.
_EFFECT_AT = np.array([(0, 1, 1.3, 1.1, 0.8), (0, 0.35, 1.2, 1.6, 1.2), (0, 0.02, 0.6, 2.2, 2.4)])
_THERAPY_AT = np.array([(1, 1, 0.8, 0.6, 0.5), (0.25, 0.6, 1.2, 1.6, 1.3), (0, 0, 0.25, 3, 3)])
_MOST = 0.97
AT_HOME = 2 * len(SEVERITIES)  # the state of a case that was not followed; else twice the severity, plus 1 in hospital
RELATED = (0.9, 0.03, 0.07)  # related, not related, unknown: the shares of the table are those of related effects
PERFORMED = (0.8, 0.12, 0.08)  # recommended and performed, not performed, performed alone: and of therapies performed
NAMES = {"effect": EFFECT_NAMES, "therapy": THERAPY_NAMES}
_AT = {"effect": _EFFECT_AT[EFFECT_GRAVITY], "therapy": _THERAPY_AT[THERAPY_GRAVITY]}
_TOLD = {"effect": RELATED[0], "therapy": PERFORMED[0] + PERFORMED[2]}


@dataclass(frozen=True)
class Likely:
    """Codes that a case may have, by profile, and how likely each is by profile and state.

    Outside of hospitals only the first `at_home` of a profile have a chance.
    """

    codes: np.ndarray
    chances: np.ndarray
    at_home: int
    kinds: int


def states_of(outcome: np.ndarray, on_purpose: np.ndarray) -> np.ndarray:
    """Give the share of the cases of each profile in each state."""
    hospital = in_hospital(np.arange(len(SEVERITIES)), on_purpose[:, None])
    home = outcome * (1 - hospital)
    states = np.stack([home * FOLLOWED_AT_HOME, outcome * hospital], axis=2).reshape(len(outcome), -1)
    return np.column_stack([states, (home * (1 - FOLLOWED_AT_HOME)).sum(axis=1)])


def in_hospital(severity: np.ndarray, on_purpose: np.ndarray) -> np.ndarray:
    """Give the chance of care in hospital; three of four who took it on purpose go there who else would not."""
    return 1 - (1 - HOSPITAL[severity]) * (1 - 0.75 * on_purpose)


def likely_of(field: str, profiles: list[dict[str, float]], states: np.ndarray) -> Likely:
    """Spread the share that each term has of all cases over the states, so that it comes out on the whole."""
    most = max(map(len, profiles))
    codes, chances = np.zeros((len(profiles), most), dtype=int), np.zeros((len(profiles), states.shape[1], most))
    for row, shares in enumerate(profiles):
        for place, term in enumerate(sorted(shares, key=lambda term: term not in HOME_CARE)):
            codes[row, place] = code = NAMES[field].index(term)
            home = field == "effect" or term in HOME_CARE
            weights = np.append(np.column_stack([_AT[field][code] * home, _AT[field][code]]), float(term in HOME_CARE))
            chances[row, :, place] = _chances(shares[term] / _TOLD[field], states[row], weights)
    at_home = most if field == "effect" else len(HOME_CARE)
    return Likely(codes, chances.astype("float32"), at_home, len(NAMES[field]))


def _chances(share: float, states: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give chances in proportion to the weights, none above 0.97, whose mean over the states is the share."""
    chances = weights * share / max((weights * states).sum(), 1e-12)
    for _ in range(5):
        chances = np.minimum(chances, _MOST)
        free = chances < _MOST
        missing = share - (chances * states).sum()
        rest = (chances * states)[free].sum()
        if missing <= 1e-9 or rest <= 0:
            break
        chances[free] *= 1 + missing / rest
    return np.minimum(chances, _MOST)
