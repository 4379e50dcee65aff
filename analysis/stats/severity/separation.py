"""Do the covariates tell events and non-events apart without error, so that no finite estimate exists?"""

from __future__ import annotations

import numpy as np


def separated(design: np.ndarray, events: np.ndarray, n: np.ndarray) -> bool:
    """Tell whether a binomial regression has no finite maximum likelihood estimate.

    Parameters
    ----------
    design : array of shape (rows, terms)
        Columns of the linear predictor, the intercept first.
    events, n : array of shape (rows,)

    Returns
    -------
    bool
        True for complete and for quasi-complete separation; having only events, or none, is separation too.

    Notes
    -----
    With one covariate it is enough to compare its ranges, without any rounding. Else a linear program: maximize the
    sum of ``s_i x_i'b`` with every ``s_i x_i'b >= 0`` and ``|b| <= 1``, where ``s_i`` is 1 for an event and -1 for
    none, the columns centered and of range 1. The maximum is positive exactly when the data are separated; below
    1e-8 of a range it is rounding.

    References
    ----------
    Albert A, Anderson JA. On the existence of maximum likelihood estimates in logistic regression models.
    Biometrika 1984;71:1-10. doi:10.1093/biomet/71.1.1
    """
    from scipy.optimize import linprog

    if not events.any() or (events == n).all():
        return True
    if design.shape[1] == 2:
        some, none = (design[rows] @ [0.0, 1.0] for rows in (events > 0, events < n))
        return bool(some.min() >= none.max() or some.max() <= none.min())
    # Centered, a year in 2010 to 2020 keeps its digits; the intercept takes up what the centers were.
    spread = np.ptp(design, axis=0)
    scaled = np.where(spread > 0, (design - design.mean(axis=0)) / np.where(spread > 0, spread, 1), 1.0)
    signed = np.unique(np.vstack([scaled[events > 0], -scaled[events < n]]), axis=0)
    exact = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    solved = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs-ds", options=exact
    )
    return bool(-solved.fun > 1e-8)
