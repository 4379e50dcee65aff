"""Synthetic cases as arrays: what each has once, and what it has several of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


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
