"""One-compartment curves after a single dose, their peaks and areas.

Every function takes numbers or arrays that broadcast against each other. Units are the caller's and must
agree: with a dose in mg, a volume in L and time in h, concentrations are mg/L, clearances L/h and areas
mg*h/L. Concentrations before the dose (negative times) are 0; for an absorption lag pass ``time - lag``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import exprel, lambertw

from ...errors import DataError
from ..arguments import numbers


def elimination_rate(half_life):
    """Give the first-order rate constant of a half-life: ``ln(2) / half_life``.

    Raises
    ------
    DataError
        When the half-life is not above 0.
    """
    return (np.log(2) / positive(half_life, "half_life"))[()]


def half_life(rate):
    """Give the half-life of a first-order rate constant: ``ln(2) / rate``.

    Raises
    ------
    DataError
        When the rate is not above 0.
    """
    return (np.log(2) / positive(rate, "rate"))[()]


def oral_concentration(time, *, dose, ka, ke, volume, bioavailability=1.0):
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
        When a rate or the volume is not above 0, the dose is negative, or F lies outside 0 to 1.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.
    """
    time = np.maximum(numbers(time, "time", ndim=2), 0)
    ka, ke = finite_positive(ka, "ka"), finite_positive(ke, "ke")
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    absorbed = numbers(dose, "dose", low=0) * share(bioavailability, "bioavailability")
    scale = absorbed * ka / positive(volume, "volume")
    return (scale * np.exp(-slow * time) * time * exprel(-(fast - slow) * time))[()]


def bolus_concentration(time, *, dose, ke, volume):
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
        When the rate or the volume is not above 0, or the dose is negative.
    """
    time = numbers(time, "time", ndim=2)
    start = numbers(dose, "dose", low=0) / positive(volume, "volume")
    return np.where(time < 0, 0.0, start * np.exp(-positive(ke, "ke") * np.maximum(time, 0)))[()]


def infusion_concentration(time, *, dose, duration, ke, volume):
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
        When the duration, the rate or the volume is not above 0, or the dose is negative.
    """
    time, ke = np.maximum(numbers(time, "time", ndim=2), 0), positive(ke, "ke")
    duration = positive(duration, "duration")
    running = np.minimum(time, duration)
    scale = numbers(dose, "dose", low=0) / (duration * positive(volume, "volume"))
    return (scale * np.exp(-ke * (time - running)) * running * exprel(-ke * running))[()]


def saturable_concentration(time, *, dose, ka, volume, vmax, km):
    """Concentration after one oral dose when elimination saturates (Michaelis-Menten), as with ethanol.

    ``dC/dt = ka A / V - vmax C / (km + C)`` with ``dA/dt = -ka A``, solved numerically (relative 1e-11).

    Parameters
    ----------
    time : float or array
        Times since the dose, in any order.
    dose : float
        Amount absorbed (dose times bioavailability).
    ka, volume : float
        Absorption rate constant and volume of distribution.
    vmax, km : float
        Largest elimination rate (concentration per time) and the concentration at half of it.

    Raises
    ------
    DataError
        When a constant is not above 0, the dose is negative, or the integration fails.

    References
    ----------
    Wagner JG. A modern view of pharmacokinetics. J Pharmacokinet Biopharm 1973;1:363-401.
    """
    from scipy.integrate import solve_ivp

    time = numbers(time, "time", ndim=2)
    start = float(numbers(dose, "dose", low=0))
    ka, volume, vmax, km = (
        float(positive(v, n)) for v, n in ((ka, "ka"), (volume, "volume"), (vmax, "vmax"), (km, "km"))
    )
    wanted, place = np.unique(np.append(np.maximum(np.nan_to_num(time), 0), 0), return_inverse=True)
    if start == 0 or wanted[-1] == 0:
        return np.where(np.isnan(time), np.nan, 0.0)[()]

    def slope(t, concentration):
        return ka * start * np.exp(-ka * t) / volume - vmax * concentration / (km + concentration)

    solved = solve_ivp(
        slope, (0, wanted[-1]), [0.0], method="LSODA", t_eval=wanted, rtol=1e-11, atol=1e-13 * start / volume
    )
    if not solved.success:
        raise DataError(f"time: the concentration could not be integrated to {wanted[-1]:g}: {solved.message}")
    curve = np.maximum(solved.y[0], 0)[place[:-1]].reshape(time.shape)
    return np.where(np.isnan(time), np.nan, curve)[()]


def time_of_peak(ka, ke):
    """Time of the peak of an oral dose: ``ln(ka / ke) / (ka - ke)``, ``1 / k`` when the rates are equal.

    Parameters
    ----------
    ka, ke : float or array
        Rate constants of absorption and elimination; the result is symmetric in them.

    Raises
    ------
    DataError
        When a rate is not above 0.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 1.
    """
    ka, ke = positive(ka, "ka"), positive(ke, "ke")
    slow, fast = np.minimum(ka, ke), np.maximum(ka, ke)
    return (log1p_ratio((fast - slow) / slow) / slow)[()]


def absorption_rate(tmax, ke):
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
        When one of them is not above 0.

    References
    ----------
    Corless RM et al. On the Lambert W function. Adv Comput Math 1996;5:329-359. doi:10.1007/BF02124750
    """
    tmax, ke = np.broadcast_arrays(positive(tmax, "tmax"), positive(ke, "ke"))
    peak = tmax * ke
    argument = -peak * np.exp(-peak)
    branch = np.where(peak < 1, lambertw(argument, -1).real, lambertw(argument, 0).real)
    half_log = -np.log(np.clip(peak, 0.99, 1.01))
    log_ratio = 2 * half_log
    for _ in range(6):
        log_ratio = 2 * (half_log - log_ratio**2 / 24 + log_ratio**4 / 2880)
    return np.where(np.abs(peak - 1) < 0.01, ke * np.exp(log_ratio), -branch / tmax)[()]


def area_under_curve(*, dose, ke, volume, bioavailability=1.0):
    """Area under the concentration from the dose to infinity: ``F D / (ke V)``, whatever the route.

    Parameters
    ----------
    dose, ke, volume, bioavailability : float or array
        As for `oral_concentration`.

    Raises
    ------
    DataError
        When the rate or the volume is not above 0, the dose is negative, or F lies outside 0 to 1.
    """
    absorbed = numbers(dose, "dose", low=0) * share(bioavailability, "bioavailability")
    return (absorbed / (positive(ke, "ke") * positive(volume, "volume")))[()]


def log1p_ratio(x):
    """Give ``log(1 + x) / x``, which is 1 at 0."""
    safe = np.where(x == 0, 1.0, x)
    return np.where(x == 0, 1.0, np.log1p(safe) / safe)


def positive(value, name: str) -> np.ndarray:
    """Give `value` as floats above 0."""
    given = numbers(value, name, low=0)
    if (given == 0).any():
        raise DataError(f"{name}: expected numbers above 0, got 0.")
    return given


def finite_positive(value, name: str) -> np.ndarray:
    """Give `value` as finite floats above 0."""
    given = positive(value, name)
    if np.isinf(given).any():
        raise DataError(f"{name}: expected finite rates, got infinity; use bolus_concentration for a bolus.")
    return given


def share(value, name: str) -> np.ndarray:
    """Give `value` as floats from 0 to 1."""
    return numbers(value, name, low=0, high=1)
