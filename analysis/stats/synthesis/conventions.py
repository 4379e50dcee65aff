"""Conventions under which programs pool: the same studies give other effects and other intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ZERO_CELLS = ("cells", "variance", "events", "nothing")


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
        ``"tau2"``: I2 is the share of the between-study variance in the total. ``"Q"``: ``(Q - df) / Q``, H2 is
        ``Q / df`` and at least 1, both are missing for one study, and their limits are those of Higgins and
        Thompson. Equal for DL.
    zero_cells : mapping of str to str
        Where the increment of a study with a zero cell goes, by measure: ``"cells"`` (to every cell, unless said
        otherwise), ``"variance"`` (to every cell, for the variance only: the effect is that of the counts),
        ``"events"`` (to events and group size, the others stay), ``"nothing"`` (nowhere).
    without_events, events_only : tuple of str
        Measures for which studies without an event (with nothing but events) in both groups are left out.
    mantel_haenszel : str
        ``"exact"``: nothing is added to zero cells. ``"corrected"``: 1/2 is added to every cell of studies with a
        zero cell, for a risk difference to its variance only.
    """

    method: str
    test: str
    prediction: str
    i2_from: str
    zero_cells: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    without_events: tuple[str, ...] = ()
    events_only: tuple[str, ...] = ()
    mantel_haenszel: str = "exact"


# R package metafor: help pages of escalc, rma.uni and rma.mh (add, to, drop00).
# R package meta from version 7 (prediction before: "k-2"): help pages of metabin, metaprop, metainc and metarate.
# RevMan 5, inverse variance: Deeks JJ, Higgins JPT. Statistical algorithms in Review Manager 5. Cochrane; 2010; that
# the zero cells of a risk difference change its variance only is said in meta's help page of metabin. It prints no
# prediction interval (the one here is that of the Cochrane Handbook, 10.10.4.3) and pools no single shares or rates.
CONVENTIONS = {
    "metafor": Convention("REML", "z", "model", "tau2"),
    "meta": Convention(
        "REML",
        "z",
        "k-1",
        "Q",
        zero_cells=MappingProxyType(
            {"PR": "variance", "RD": "variance", "IRD": "variance", "PLN": "events", "RR": "events", "PETO": "nothing"}
        ),
        without_events=("OR", "RR"),
        events_only=("OR",),
        mantel_haenszel="corrected",
    ),
    "revman5": Convention(
        "DL",
        "z",
        "k-2",
        "Q",
        zero_cells=MappingProxyType({"RD": "variance", "PETO": "nothing"}),
        without_events=("OR", "RR"),
        events_only=("OR", "RR"),
        mantel_haenszel="corrected",
    ),
}
