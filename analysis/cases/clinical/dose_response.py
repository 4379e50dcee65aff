"""How a serious outcome or admission grows with the dose of a substance taken alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ...errors import DataError
from ...estimate import Estimate
from ...stats.arguments import checked_level
from ...stats.proportions import proportion
from ...stats.severity import (
    DoseThreshold,
    FirthLogistic,
    IsotonicResponse,
    dose_threshold,
    firth_logistic,
    isotonic_response,
)
from ..codebook.values import unit_of
from ..study.derived import outcome
from ..study.selection import Study
from .outcomes import check_graded

NO_DOSE = "none: the dose does not tell (the limits of its odds ratio hold 1)"
_CURVE = 60  # doses at which the logistic curve is given, evenly spaced on the log scale


def doses(study: Study, *, of: str = "serious", unit: str = "mg", per_kg: bool = False) -> pd.DataFrame:
    """Count cases and events at each dose of the study's substance, in single-substance cases.

    Parameters
    ----------
    study : Study
        With a substance.
    of : str
        As in `outcome_shares`.
    unit : str
        Unit of the doses to take; no unit is converted into another.
    per_kg : bool
        Divide by body weight, in cases where it is known.

    Returns
    -------
    DataFrame
        ``dose, events, n`` by rising dose.
    """
    check_graded(study, of)
    cases = study.single.cases
    had, known = outcome(cases, of)
    told = cases.filter(known).select("case_id", "weight_kg", had=had.ifelse(1, 0))
    taken = study.mentions.filter(study.mentions.dose_unit.isin(sorted({unit, unit_of(unit)}))).select(
        "case_id", "dose"
    )
    both = taken.join(told, "case_id")
    # a weight of 0 is none: DuckDB would divide by it, Spark refuse to
    dose = both.dose / both.weight_kg.nullif(0) if per_kg else both.dose
    both = both.select(dose=dose, had=both.had)
    both = both.filter(both.dose > 0)
    found = study.run(both.group_by("dose").aggregate(events=both.had.sum(), n=both.count()))
    shown = found.astype({"events": int, "n": int}).sort_values("dose", ignore_index=True)
    shown.attrs = _told(study, of, unit, per_kg)
    return shown


def severity_by_dose(
    study: Study,
    *,
    of: str = "serious",
    unit: str = "mg",
    per_kg: bool = False,
    seed: int = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Say how the outcome grows with the dose in single-substance cases.

    Parameters
    ----------
    study, of, unit, per_kg
        As in `doses`.
    seed : int
        Of the bootstrap behind the limits of the threshold.
    level : float

    Returns
    -------
    DataFrame
        ``quantity, value, low, high, method``: the odds ratio per doubling of the dose (Firth), the odds ratio's
        p-value in ``attrs["p"]``, the smallest dose at which the isotonic share reaches 50%, the dose that best
        separates (Youden) and the area under the ROC curve. Where the limits of the odds ratio hold 1 the dose does
        not tell: the two doses are then missing, and ``method`` says why. ``attrs`` has ``n`` and ``events``; the
        curves themselves are in `dose_curve`.

    Raises
    ------
    DataError
        When fewer than two doses are known, or nobody or everybody had the outcome.
    """
    fits = _fitted(study, of, unit, per_kg, seed, level)
    ratio, cut, named = fits.firth.odds_ratios().iloc[0], fits.cut, dose_unit(unit, per_kg)
    half, best = (fits.steps.crossing(0.5), np.nan, np.nan, "isotonic regression"), _ends(cut.threshold)
    if not fits.tells:  # a dose that separates no better than chance is found in any cases
        half, best = [(np.nan, np.nan, np.nan, NO_DOSE)] * 2
    rows = [
        ("odds ratio per doubling of the dose", *ratio[["value", "low", "high"]], "Firth, profile limits"),
        (f"dose at which half had the outcome ({named})", *half),
        (f"threshold ({named})", *best),
        ("area under the ROC curve", *_ends(cut.auc)),
    ]
    shown = pd.DataFrame(rows, columns=["quantity", "value", "low", "high", "method"])
    shown.attrs = {"n": fits.n, "events": fits.events, "p": float(fits.firth.p[1]), "level": level}
    shown.attrs |= _told(study, of, unit, per_kg)
    return shown


def dose_curve(
    study: Study,
    *,
    of: str = "serious",
    unit: str = "mg",
    per_kg: bool = False,
    seed: int = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give observed shares by dose, the two fitted curves and the threshold: the numbers of the picture of severity.

    Parameters
    ----------
    study, of, unit, per_kg, seed, level
        As in `severity_by_dose`.

    Returns
    -------
    DataFrame
        ``kind, dose, events, n, value, low, high``. ``"observed"``: share at each dose with Wilson limits.
        ``"isotonic"``: the non-decreasing fit with limits that hold at all doses at once. ``"firth"``: the logistic
        curve in log dose at 60 doses from the lowest to the highest, without limits. ``"threshold"``: one row, in
        which ``value, low, high`` are doses; only where the limits of the odds ratio leave out 1.
        ``attrs["odds_ratio"]``: value, low and high per doubling of the dose.

    Raises
    ------
    DataError
        As `severity_by_dose`.
    """
    fits = _fitted(study, of, unit, per_kg, seed, level)
    seen, cut = fits.seen, fits.cut.threshold
    shares: pd.DataFrame = proportion(seen["events"], seen["n"], level=level)
    observed = seen.join(shares[["value", "low", "high"]])
    grid = np.geomspace(seen["dose"].iloc[0], seen["dose"].iloc[-1], _CURVE)
    parts = {
        "observed": observed,
        "isotonic": fits.steps.to_frame().drop(columns="share"),
        "firth": pd.DataFrame({"dose": grid, "value": fits.firth.predict(np.log2(grid))}),
        "threshold": pd.DataFrame([{"dose": cut.value, "value": cut.value, "low": cut.low, "high": cut.high}]),
    }
    if not fits.tells:
        del parts["threshold"]
    columns = ["kind", "dose", "events", "n", "value", "low", "high"]
    frames = [part.assign(kind=kind).reindex(columns=columns) for kind, part in parts.items()]
    shown = pd.concat([frame.astype(dict.fromkeys(columns[1:], float)) for frame in frames], ignore_index=True)
    ratio = fits.firth.odds_ratios().iloc[0]
    shown.attrs = {"level": level, "method": "isotonic regression and Firth's logistic regression"}
    shown.attrs |= _told(study, of, unit, per_kg)
    shown.attrs["odds_ratio"] = tuple(float(ratio[end]) for end in ("value", "low", "high"))
    return shown


def dose_unit(unit: str, per_kg: bool) -> str:
    """Give the unit of the doses of a table in words: ``"mg"`` or ``"mg/kg"``."""
    return f"{unit}/kg" if per_kg else unit


class _Fits(NamedTuple):
    seen: pd.DataFrame
    events: int
    n: int
    firth: FirthLogistic
    steps: IsotonicResponse
    cut: DoseThreshold

    @property
    def tells(self) -> bool:
        """Tell whether the limits of the odds ratio of the dose leave out 1."""
        ratio = self.firth.odds_ratios().iloc[0]
        return bool(ratio["low"] > 1 or ratio["high"] < 1)


def _fitted(study: Study, of: str, unit: str, per_kg: bool, seed: int, level: float) -> _Fits:
    level = checked_level(level)
    seen = doses(study, of=of, unit=unit, per_kg=per_kg)
    events, n = int(seen["events"].sum()), int(seen["n"].sum())
    if len(seen) < 2 or not 0 < events < n:
        raise DataError(
            f"study: expected at least two doses in {unit}, with and without the outcome, in single-substance cases; "
            f"got {len(seen)} doses, {events} of {n} cases with it."
        )
    dose, counted = seen["dose"].to_numpy(), (seen["events"], seen["n"])
    firth = firth_logistic(np.log2(dose), *counted, level=level)
    steps = isotonic_response(dose, *counted, level=level)
    return _Fits(seen, events, n, firth, steps, dose_threshold(dose, *counted, level=level, seed=seed))


def _told(study: Study, of: str, unit: str, per_kg: bool) -> dict:
    """Say what a table of doses is about."""
    return study.single.stamped(pd.DataFrame(), of=of, unit=dose_unit(unit, per_kg)).attrs


def _ends(estimate: Estimate) -> tuple[float, float, float, str]:
    return estimate.value, estimate.low, estimate.high, estimate.method
