"""One-compartment curves after a single dose, their peaks and areas.

Every function takes numbers or arrays that broadcast against each other; labelled Series are paired by their labels,
in the order of the first. Units are the caller's and must agree: with a dose in mg, a volume in L and time in h,
concentrations are mg/L, clearances L/h and areas mg*h/L. Concentrations before the dose (negative times) are 0; for an
absorption lag pass ``time - lag``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import exprel, lambertw

from .quantities import amount, finite, log1p_ratio, positive, share, together


def elimination_rate(half_life: ArrayLike) -> float | np.ndarray:
    """Give the first-order rate constant of a half-life: ``ln(2) / half_life``.

    Parameters
    ----------
    half_life : float or array

    Raises
    ------
    DataError
        When the half-life is not above 0 and finite.

    Examples
    --------
    A half-life of 3.5 hours, and one of 24 hours such as is reported after overdose:

    >>> elimination_rate([3.5, 24]).round(4).tolist()
    [0.198, 0.0289]
    """
    return (np.log(2) / positive(half_life, "half_life"))[()]


def half_life(rate: ArrayLike) -> float | np.ndarray:
    """Give the half-life of a first-order rate constant: ``ln(2) / rate``.

    Parameters
    ----------
    rate : float or array

    Raises
    ------
    DataError
        When the rate is not above 0 and finite.

    Examples
    --------
    >>> round(float(half_life(0.198)), 2)
    3.5
    """
    return (np.log(2) / positive(rate, "rate"))[()]


def oral_concentration(
    time: ArrayLike,
    *,
    dose: ArrayLike,
    ka: ArrayLike,
    ke: ArrayLike,
    volume: ArrayLike,
    bioavailability: ArrayLike = 1.0,
) -> float | np.ndarray:
    """Concentration after one oral dose: one compartment, first-order absorption and elimination.

    ``C(t) = F D ka / (V (ka - ke)) * (exp(-ke t) - exp(-ka t))``, written without the cancellation near
    ``ka = ke``, where it becomes ``F D k t exp(-k t) / V``. The curve is symmetric in the two rates but for
    the factor ka, so that ``ka < ke`` (flip-flop) needs no special care.

    Parameters
    ----------
    time : float or array
        Time since the dose. Before the dose the concentration is 0.
    dose, volume : float or array
        Dose, and volume of distribution V (not V/F: the fraction absorbed is `bioavailability`).
    ka, ke : float or array
        Rate constants of absorption and elimination, per unit of time.
    bioavailability : float or array
        Fraction F of the dose that reaches the circulation, 0 to 1.

    Returns
    -------
    float or numpy.ndarray
        Concentration in dose units per volume unit.

    Raises
    ------
    DataError
        When a rate or the volume is not above 0, the dose is negative, F lies outside 0 to 1, a number is
        infinite, or lengths or labels differ.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.

    Examples
    --------
    200 mg of baclofen, half-life 3.5 h, peak at 1.5 h, volume 59 L (an illustration, no advice): mg/L after 1.5,
    6 and 24 hours.

    >>> ke = elimination_rate(3.5)
    >>> oral_concentration([1.5, 6, 24], dose=200, ka=absorption_rate(1.5, ke), ke=ke, volume=59).round(2).tolist()
    [2.52, 1.18, 0.03]
    """
    time, dose, ka, ke, volume, bioavailability = together(
        time=time, dose=dose, ka=ka, ke=ke, volume=volume, bioavailability=bioavailability
    )
    time, ka, ke = np.maximum(finite(time, "time", ndim=2), 0), positive(ka, "ka"), positive(ke, "ke")
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    start = amount(dose) * share(bioavailability, "bioavailability") / positive(volume, "volume")
    return (start * (ka * (np.exp(-slow * time) * time * exprel(-(fast - slow) * time))))[()]


def bolus_concentration(time: ArrayLike, *, dose: ArrayLike, ke: ArrayLike, volume: ArrayLike) -> float | np.ndarray:
    """Concentration after an intravenous bolus: ``D / V * exp(-ke t)``, 0 before it.

    Parameters
    ----------
    time : float or array
        Time since the bolus.
    dose, ke, volume : float or array
        As for `oral_concentration`.

    Raises
    ------
    DataError
        As for `oral_concentration`.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.

    Examples
    --------
    >>> round(float(bolus_concentration(7, dose=100, ke=elimination_rate(3.5), volume=50)), 6)
    0.5
    """
    time, dose, ke, volume = together(time=time, dose=dose, ke=ke, volume=volume)
    time, ke = finite(time, "time", ndim=2), positive(ke, "ke")
    start = amount(dose) / positive(volume, "volume")
    return np.where(time < 0, 0.0, start * np.exp(-ke * np.maximum(time, 0)))[()]


def infusion_concentration(
    time: ArrayLike, *, dose: ArrayLike, duration: ArrayLike, ke: ArrayLike, volume: ArrayLike
) -> float | np.ndarray:
    """Concentration during and after a constant infusion of `dose` over `duration`.

    ``C(t) = D / (T V ke) * (exp(-ke max(t - T, 0)) - exp(-ke t))`` (Gibaldi and Perrier 1982, chapter 1).

    Parameters
    ----------
    time : float or array
        Time since the start of the infusion; 0 before it.
    dose, duration : float or array
        Whole amount given, and over how long.
    ke, volume : float or array
        As for `oral_concentration`.

    Raises
    ------
    DataError
        As for `oral_concentration`; the duration must be above 0 too.

    Examples
    --------
    100 mg over 2 hours: at the end of the infusion, and 3.5 hours (one half-life) later.

    >>> given = dict(dose=100, duration=2, ke=elimination_rate(3.5), volume=50)
    >>> infusion_concentration([2, 5.5], **given).round(3).tolist()
    [1.651, 0.826]
    """
    time, dose, duration, ke, volume = together(time=time, dose=dose, duration=duration, ke=ke, volume=volume)
    time, ke = np.maximum(finite(time, "time", ndim=2), 0), positive(ke, "ke")
    duration = positive(duration, "duration")
    running = np.minimum(time, duration)
    start = amount(dose) / positive(volume, "volume")
    return (start * (np.exp(-ke * (time - running)) * (running / duration) * exprel(-ke * running)))[()]


def time_of_peak(ka: ArrayLike, ke: ArrayLike) -> float | np.ndarray:
    """Time of the peak of an oral dose: ``ln(ka / ke) / (ka - ke)``, ``1 / k`` when the rates are equal.

    Parameters
    ----------
    ka, ke : float or array
        Rate constants of absorption and elimination; the result is symmetric in them.

    Raises
    ------
    DataError
        When a rate is not above 0 and finite, or lengths or labels differ.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.

    Examples
    --------
    >>> round(float(time_of_peak(1.5, elimination_rate(3.5))), 2)
    1.56
    """
    ka, ke = together(ka=ka, ke=ke)
    ka, ke = positive(ka, "ka"), positive(ke, "ke")
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    return (log1p_ratio((fast - slow) / slow) / slow)[()]


def absorption_rate(tmax: ArrayLike, ke: ArrayLike) -> float | np.ndarray:
    """Absorption rate constant that puts the peak at `tmax`: the inverse of `time_of_peak`.

    With ``T = ke * tmax`` and Lambert's W, ``ka = -W(-T exp(-T)) / tmax``: the lower branch when T < 1 (ka
    above ke, the usual case), the principal one when T > 1 (flip-flop); ``ka = ke`` at T = 1, near which the
    series ``log(ka/ke) = y`` with ``log T = -(y/2 + y^2/24 - y^4/2880)`` keeps full precision.

    Parameters
    ----------
    tmax : float or array
        Time of the peak.
    ke : float or array
        Elimination rate constant.

    Raises
    ------
    DataError
        When one of them is not above 0 and finite, or lengths or labels differ.

    References
    ----------
    Corless RM et al. On the Lambert W function. Adv Comput Math 1996;5:329-359. doi:10.1007/BF02124750

    Examples
    --------
    >>> round(float(absorption_rate(1.5, elimination_rate(3.5))), 2)
    1.58
    """
    tmax, ke = together(tmax=tmax, ke=ke)
    tmax, ke = np.broadcast_arrays(positive(tmax, "tmax"), positive(ke, "ke"))
    peak = tmax * ke
    argument = -peak * np.exp(-peak)
    branch = np.where(peak < 1, lambertw(argument, -1).real, lambertw(argument, 0).real)
    half_log = -np.log(np.clip(peak, 0.99, 1.01))
    log_ratio = 2 * half_log
    for _ in range(6):
        log_ratio = 2 * (half_log - log_ratio**2 / 24 + log_ratio**4 / 2880)
    return np.where(np.abs(peak - 1) < 0.01, ke * np.exp(log_ratio), -branch / tmax)[()]


def area_under_curve(
    *, dose: ArrayLike, ke: ArrayLike, volume: ArrayLike, bioavailability: ArrayLike = 1.0
) -> float | np.ndarray:
    """Area under the concentration from the dose to infinity: ``F D / (ke V)``, whatever the route.

    Parameters
    ----------
    dose, ke, volume, bioavailability : float or array
        As for `oral_concentration`.

    Raises
    ------
    DataError
        As for `oral_concentration`.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.

    Examples
    --------
    200 mg, 59 L, a half-life of 3.5 h and of 24 h (mg h/L):

    >>> area_under_curve(dose=200, ke=elimination_rate([3.5, 24]), volume=59).round(1).tolist()
    [17.1, 117.4]
    """
    dose, ke, volume, bioavailability = together(dose=dose, ke=ke, volume=volume, bioavailability=bioavailability)
    start = amount(dose) * share(bioavailability, "bioavailability") / positive(volume, "volume")
    return (start / positive(ke, "ke"))[()]
