"""What no severe case among the patients below the cited dose can exclude."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..audit.arguments import whole_number
from ..errors import DataError
from ..loaders import load_overdose_studies, load_severity_threshold
from ..stats.severity import zero_event_bound
from .registry import summary
from .severity import cited_threshold


@summary(
    "What no severe case among the low-dose patients can exclude",
    tables=("overdose_studies", "cited_figures"),
    methods=("hanley_1983",),
    caveat=(
        "How many of the 23 patients took less than 200 mg is not printed. What the abstract prints allows 1 to 15 "
        "(derived): even in the best case, 0 of 15, a risk of 18% below 200 mg is not excluded."
    ),
    needs={
        "studies": "study measure statistic relation value severity",
    },
)
def severity_upper_bound(
    n: int = 30, *, level: float = 0.95, studies: pd.DataFrame | None = None, threshold: float | None = None
) -> pd.DataFrame:
    """Exact one-sided upper limit of the risk when 0 of 1, 2, ... `n` patients were severe.

    ``1 - (1 - level)**(1/n)``. Which numbers of patients the series behind the cited line allows follows from what it
    prints (see `low_dose_patients`): 1 to 15, so that at 95% anything from 95% down to 18% is not excluded.

    Parameters
    ----------
    n : int
        Largest number of patients.
    level : float
        One-sided confidence level.
    studies : DataFrame, optional
        Columns as from `load_overdose_studies`; the shipped series when left out.
    threshold : float, optional
        Dose in mg; the cited line when left out.

    Returns
    -------
    DataFrame
        ``patients``, ``severe`` (0), ``upper_bound`` (share, exact), ``rule_of_three`` (3/n, at most 1), ``allowed``
        (whether the series can have so many patients below the threshold) and ``source``.
    """
    n = whole_number(n, "n")
    fewest, most = low_dose_patients(studies, threshold=threshold)
    patients = np.arange(1, n + 1)
    bound: pd.DataFrame = zero_event_bound(patients, level=level)
    return pd.DataFrame(
        {
            "patients": patients,
            "severe": np.zeros(n, dtype=int),
            "upper_bound": bound["high"].to_numpy(),
            "rule_of_three": np.minimum(1, 3 / patients),
            "allowed": pd.array((fewest <= patients) & (patients <= most), dtype="boolean"),
            "source": series_of_the_line(),
        }
    )


def low_dose_patients(studies: pd.DataFrame | None = None, *, threshold: float | None = None) -> tuple[int, int]:
    """Give the fewest and the most patients below the threshold that the series behind the cited line allows.

    At least one when the smallest known dose lies below it, else none. Severe toxicity was seen at or above it only: of
    the most frequent severe effect, at most as many patients as have no known dose can be among those, and all others
    are known doses above. With 19 of 23 doses known and 8 in coma, at least 8 - 4 = 4 of the 19 are high and at most 15
    are low.

    Raises
    ------
    DataError
        When the series lacks one of these numbers, or no known dose reaches the threshold.
    """
    rows = load_overdose_studies() if studies is None else studies
    threshold = cited_threshold() if threshold is None else float(threshold)
    series = series_of_the_line()
    own = rows[(rows["study"] == series) & (rows["relation"] == "=")]
    cases, known = _number(own, "cases", "count"), _number(own, "dose_known", "count")
    smallest, largest = _number(own, "dose", "min"), _number(own, "dose", "max")
    if largest < threshold:
        raise DataError(f"threshold: expected at most the largest dose of {series}, {largest:g} mg, got {threshold:g}.")
    if smallest >= threshold:
        return 0, 0
    severe = own.loc[own["severity"].fillna(False).astype(bool) & (own["statistic"] == "count"), "value"].max()
    return 1, int(known - max(severe - (cases - known), 1))


def series_of_the_line() -> str:
    """Give the publication whose dose the documents cite as the line of severity: the first that the ledger names."""
    rows = load_severity_threshold()
    behind = rows.loc[rows["kind"] == "primary", "source"]
    if behind.empty:
        raise DataError("severity_upper_bound: the ledger names no publication behind the cited line (topic severity).")
    return str(behind.iloc[0])


def _number(rows: pd.DataFrame, measure: str, statistic: str) -> float:
    found = rows.loc[(rows["measure"] == measure) & (rows["statistic"] == statistic), "value"]
    if len(found) != 1:
        raise DataError(
            f"studies: expected one row {statistic} of {measure} in {series_of_the_line()}, got {len(found)}."
        )
    return float(found.iloc[0])
