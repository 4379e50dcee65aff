"""Conventions under which programs pool: the same studies give other intervals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convention:
    """What a program does unless told otherwise.

    Attributes
    ----------
    method : str
        Estimator of the between-study variance.
    test : str
        ``"z"`` for a normal interval of the pooled effect.
    prediction : str
        Quantile of the prediction interval: ``"model"`` that of the test, ``"k-1"`` and ``"k-2"`` Student's t
        with the number of studies less 1 or 2.
    i2_from : str
        ``"tau2"``: share of the between-study variance in the total; ``"Q"``: ``(Q - df) / Q``. Equal for DL.
    keeps_double_zero : bool
        Whether ratios of studies without events in both groups enter, with 1/2 added.
    """

    method: str
    test: str
    prediction: str
    i2_from: str
    keeps_double_zero: bool

    def drops_double_zero(self, measure: str) -> bool:
        """Whether double-zero studies are left out of `measure` (differences always keep them)."""
        return not self.keeps_double_zero and measure in ("OR", "RR", "PETO", "IRR")


# R package metafor (rma.uni); R package meta from version 7 (before: "k-2"); RevMan 5, inverse variance.
# RevMan 5 prints no prediction interval: the one here is that of the Cochrane Handbook, 10.10.4.3.
CONVENTIONS = {
    "metafor": Convention("REML", "z", "model", "tau2", True),
    "meta": Convention("REML", "z", "k-1", "Q", False),
    "revman5": Convention("DL", "z", "k-2", "Q", False),
}
