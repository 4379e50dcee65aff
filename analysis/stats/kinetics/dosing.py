"""Repeated doses, their steady state, and impaired kidneys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import exprel

from ...errors import DataError
from ...shown import shown
from ..arguments import numbers, paired
from .quantities import amount, finite, log1p_ratio, positive, share, together


def renal_clearance_factor(kidney_function: ArrayLike, *, fraction_renal: ArrayLike) -> float | np.ndarray:
    """Factor on total clearance when kidneys fail: ``1 - fraction_renal * (1 - kidney_function)``.

    The other routes are taken as unchanged. At equal volume the elimination rate is multiplied by the factor
    and the half-life and the area under the curve are divided by it.

    Parameters
    ----------
    kidney_function : float or array
        Share of normal kidney function that remains, 0 to 1 (a creatinine clearance over 120 mL/min, say).
    fraction_renal : float or array
        Share of an absorbed dose that healthy kidneys excrete unchanged, 0 to 1.

    Raises
    ------
    DataError
        When either lies outside 0 to 1, or lengths or labels differ.

    References
    ----------
    Dettli L. Drug dosage in renal disease. Clin Pharmacokinet 1976;1:126-134.
    doi:10.2165/00003088-197601020-00004

    Examples
    --------
    Baclofen, of which about 70% is excreted unchanged, with a quarter of the kidney function left: the half-life
    is divided by the factor.

    >>> round(3.5 / float(renal_clearance_factor(0.25, fraction_renal=0.7)), 1)
    7.4
    """
    kidney_function, fraction_renal = together(kidney_function=kidney_function, fraction_renal=fraction_renal)
    lost = 1 - share(kidney_function, "kidney_function")
    return (1 - share(fraction_renal, "fraction_renal") * lost)[()]


def repeated_doses(time: ArrayLike, curve: Callable, *, dose_times: ArrayLike, doses: ArrayLike) -> float | np.ndarray:
    """Concentration under several doses: the sum of the single-dose curves (superposition, linear kinetics).

    Parameters
    ----------
    time : float or array
        Times at which the concentration is wanted. A dose counts from its own time on.
    curve : callable
        ``curve(time, dose=...)`` gives the curve of one dose and 0 before it, for example
        ``functools.partial(oral_concentration, ka=1.5, ke=0.1, volume=30)``.
    dose_times : array
        When the doses are taken.
    doses : float or array
        One dose for all, or one per time.

    Returns
    -------
    float or numpy.ndarray
        Of the shape of `time`; missing where a time is missing, and everywhere when a dose or its time is.

    Raises
    ------
    DataError
        When there are neither one nor as many doses as times, labels differ, a time is infinite, or `curve` is no
        function of a time and a dose.

    Examples
    --------
    Three doses of 20 mg eight hours apart: mg/L two hours after the last.

    >>> from functools import partial
    >>> from analysis.stats.kinetics import oral_concentration
    >>> curve = partial(oral_concentration, ka=1.6, ke=0.198, volume=59)
    >>> round(float(repeated_doses(18, curve, dose_times=[0, 8, 16], doses=20)), 3)
    0.309
    """
    dose_times, doses = paired(dose_times=dose_times, doses=doses)
    time = finite(time, "time")
    when, given = np.atleast_1d(finite(dose_times, "dose_times")), np.atleast_1d(finite(doses, "doses", low=0))
    if given.size not in (1, when.size):
        raise DataError(f"doses: expected 1 or {when.size} (one per dose time), got {given.size}.")
    try:
        each = curve(time[..., None] - when, dose=np.broadcast_to(given, when.shape))
    except TypeError as error:
        raise DataError(f"curve: expected a function such as partial(oral_concentration, ...), got {error}.") from None
    return np.sum(each, axis=-1)[()]


@dataclass(frozen=True, slots=True)
class SteadyState:
    """One dosing interval at steady state; `peak_time` counts from the dose, `trough` is at the end.

    `accumulation` is ``1 / (1 - exp(-ke interval))``, the ratio of steady-state to single-dose levels once
    absorption is over.
    """

    peak_time: float
    peak: float
    trough: float
    average: float
    accumulation: float

    def to_frame(self) -> pd.DataFrame:
        """One row per regimen: ``peak_time, peak, trough, average, accumulation``."""
        named = asdict(self)
        return pd.DataFrame(dict(zip(named, np.broadcast_arrays(*map(np.atleast_1d, named.values())), strict=True)))

    def __repr__(self) -> str:
        rows = self.to_frame()
        return f"steady state\n{rows.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return shown("One dosing interval at steady state", self.to_frame())


def steady_state(
    *,
    dose: ArrayLike,
    interval: ArrayLike,
    ke: ArrayLike,
    volume: ArrayLike,
    ka: ArrayLike = np.inf,
    bioavailability: ArrayLike = 1.0,
) -> SteadyState:
    """Peak, trough and average once equal doses at equal intervals have reached their plateau.

    Parameters
    ----------
    dose, interval : float or array
        Each dose, and the time between two.
    ke, volume : float or array
        Elimination rate constant and volume of distribution.
    ka : float or array
        Absorption rate constant; infinity (the default) is a bolus. ``ka = ke`` is taken at its limit.
    bioavailability : float or array
        Fraction of the dose that reaches the circulation, 0 to 1.

    Raises
    ------
    DataError
        When a rate, the volume or the interval is not above 0, a number other than `ka` is infinite, some of `ka`
        are infinite and others not, or lengths or labels differ.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 3.

    Examples
    --------
    20 mg every eight hours, half-life 3.5 h (an illustration, no advice):

    >>> plateau = steady_state(dose=20, interval=8, ke=0.198, volume=59, ka=1.6)
    >>> [round(float(x), 3) for x in (plateau.peak, plateau.trough, plateau.accumulation)]
    [0.328, 0.1, 1.258]
    """
    dose, interval, ke, volume, ka, bioavailability = together(
        dose=dose, interval=interval, ke=ke, volume=volume, ka=ka, bioavailability=bioavailability
    )
    interval, ke, volume = positive(interval, "interval"), positive(ke, "ke"), positive(volume, "volume")
    start = amount(dose) * share(bioavailability, "bioavailability") / volume
    kept = -np.expm1(-ke * interval)
    average, accumulation = start / (ke * interval), 1 / kept
    if np.all(np.isinf(numbers(ka, "ka", low=0))):
        peak = start / kept
        return SteadyState(*_scalars(0 * peak, peak, peak * np.exp(-ke * interval), average, accumulation))
    absorption = positive(ka, "ka")
    when = _steady_peak_time(absorption, ke, interval)
    peak, trough = (start * (absorption * _steady_shape(t, absorption, ke, interval)) for t in (when, interval))
    return SteadyState(*_scalars(when, peak, trough, average, accumulation))


def _steady_shape(time, ka, ke, interval):
    """(exp(-ke t)/(1-exp(-ke T)) - exp(-ka t)/(1-exp(-ka T))) / (ka-ke), as a sum of positive terms."""
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    gap, left = fast - slow, interval - time
    rising = np.exp(-slow * time) * time * exprel(-gap * time)
    carried = np.exp(-fast * time - slow * interval) * left * exprel(-gap * left)
    return (rising + carried) / (np.expm1(-slow * interval) * np.expm1(-fast * interval))


def _steady_peak_time(ka, ke, interval):
    """ln(ka (1 - exp(-ke T)) / (ke (1 - exp(-ka T)))) / (ka - ke), without the cancellation near ka = ke."""
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    gap = fast - slow
    carried = interval * np.exp(-slow * interval) * exprel(-gap * interval) / -np.expm1(-slow * interval)
    return log1p_ratio(gap / slow) / slow - carried * log1p_ratio(gap * carried)


def _scalars(*values):
    return (np.asarray(value)[()] for value in values)
