"""Concentration when elimination saturates."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import number
from .quantities import amount, finite, positive


def saturable_concentration(
    time: ArrayLike, *, dose: ArrayLike, ka: ArrayLike, volume: ArrayLike, vmax: ArrayLike, km: ArrayLike
) -> float | np.ndarray:
    """Concentration after one oral dose when elimination saturates (Michaelis-Menten), as with ethanol.

    ``dC/dt = ka A / V - vmax C / (km + C)`` with ``dA/dt = -ka A``, solved numerically (to about 1e-10 of the value,
    but no better than 1e-13 of dose over volume).

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
        When a constant is not one number above 0, the dose is negative, or the integration fails.

    References
    ----------
    Wagner JG. A modern view of pharmacokinetics. J Pharmacokinet Biopharm 1973;1:363-401.
    doi:10.1007/BF01059664

    Examples
    --------
    40 g of ethanol in 40 L, 0.2 g/L an hour at most: g/L after 1, 3 and 6 hours.

    >>> saturable_concentration([1, 3, 6], dose=40, ka=3, volume=40, vmax=0.2, km=0.1).round(2).tolist()
    [0.78, 0.49, 0.08]
    """
    time, start = finite(time, "time", ndim=2), number(amount(dose), "dose")
    constants = {"ka": ka, "volume": volume, "vmax": vmax, "km": km}
    ka, volume, vmax, km = (number(positive(v, n), n) for n, v in constants.items())
    wanted, place = np.unique(np.append(np.maximum(np.nan_to_num(time), 0), 0), return_inverse=True)
    if start == 0 or wanted[-1] == 0:
        return np.where(np.isnan(time), np.nan, 0.0)[()]
    full, end = start / volume, wanted[-1]

    # Time as a share of the last one and concentration as a share of dose over volume: any units integrate alike.
    def slope(t, level):
        return end * (ka * np.exp(-ka * end * t) - vmax * level / (km + full * level))

    curve = full * np.maximum(_integrated(slope, wanted / end), 0)[place[:-1]].reshape(time.shape)
    return np.where(np.isnan(time), np.nan, curve)[()]


def _integrated(slope, wanted: np.ndarray) -> np.ndarray:
    """Solve the equation ``du/dt = slope(t, u)`` from u = 0 at time 0 to each of the wanted times."""
    from scipy.integrate import solve_ivp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the solver warns of what its answer says too
        solved = solve_ivp(slope, (0, wanted[-1]), [0.0], method="LSODA", t_eval=wanted, rtol=1e-11, atol=1e-13)
    if not solved.success:
        raise DataError(f"time: the concentration could not be integrated that far: {solved.message}")
    return solved.y[0]
