"""A sample survey: weights, strata and clusters of its records, and the variance that they give a total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ...forms import significant
from ...shown import shown
from ..arguments import choice, numbers, paired

LONE = ("error", "adjust", "certainty")


@dataclass(frozen=True, eq=False)
class SurveyDesign:
    """Records of a stratified sample of clusters; every estimate is asked of it.

    Attributes
    ----------
    weights : column of float
        How many of the population each record stands for; a Series where the weights had labels.
    strata : tuple of str
        Names of the strata, in order.
    cluster : array of int, shape (records,)
        Number of the cluster (primary sampling unit) of each record.
    stratum : array of int, shape (clusters,)
        Number of the stratum of each cluster.
    lone : str
        What the only cluster of a stratum adds to a variance.
    """

    weights: np.ndarray | pd.Series
    strata: tuple[str, ...]
    cluster: np.ndarray
    stratum: np.ndarray
    lone: str

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters less strata."""
        return len(self.stratum) - len(self.strata)

    def df_of(self, inside: np.ndarray) -> int:
        """Give the clusters less the strata in which some of the records `inside` lie."""
        clusters = np.unique(self.cluster[inside])
        return len(clusters) - len(np.unique(self.stratum[clusters]))

    def variance(self, contributions: np.ndarray) -> float:
        """Give the variance of the sum of the records' `contributions` (weighted, 0 outside a domain).

        Notes
        -----
        With z the sums of the m clusters of a stratum: ``m / (m - 1) * sum((z - mean(z))^2)``, added up over strata.
        """
        sums = np.bincount(self.cluster, weights=contributions, minlength=len(self.stratum))
        size = np.bincount(self.stratum)
        center = np.bincount(self.stratum, weights=sums) / size
        alone = size == 1
        if self.lone == "adjust":
            center[alone] = 0.0
        scale = np.where(alone, 1.0, size / np.maximum(size - 1, 1))
        return float(np.sum(scale[self.stratum] * (sums - center[self.stratum]) ** 2))

    def to_frame(self) -> pd.DataFrame:
        """Give one row per stratum: ``clusters, records, weight`` (the sum)."""
        of_record = self.stratum[self.cluster]
        columns = {
            "clusters": np.bincount(self.stratum),
            "records": np.bincount(of_record),
            "weight": np.bincount(of_record, weights=np.asarray(self.weights)),
        }
        return pd.DataFrame(columns, index=pd.Index(self.strata, name="stratum"))

    def summary(self) -> str:
        """Say how many records, clusters and strata there are, and what they stand for."""
        return (
            f"Sample survey: {len(self.weights):,} records stand for {significant(float(self.weights.sum()))}; "
            f"{len(self.stratum):,} clusters in {len(self.strata):,} strata, {self.df:,} degrees of freedom"
        )

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return shown("Sample survey", self.to_frame(), self.summary())


def survey_design(
    weights: ArrayLike, *, strata: ArrayLike | None = None, clusters: ArrayLike | None = None, lone: str = "error"
) -> SurveyDesign:
    """Say how the records of a survey were sampled.

    Parameters
    ----------
    weights : column of float
        Sampling weight of each record: above 0 and finite.
    strata : column, optional
        Stratum of each record, as text or number; one stratum when left out.
    clusters : column, optional
        Primary sampling unit of each record (the hospital of NEISS); every record its own when left out. Clusters of
        one name in two strata are two clusters.
    lone : {"error", "adjust", "certainty"}
        A stratum with one cluster: ``"error"`` refuses it; ``"adjust"`` takes its deviation from the mean of the
        population (0 for a linearized value), not of the stratum, which is cautious; ``"certainty"`` adds nothing,
        which is right for a cluster that was in the sample for certain.

    Returns
    -------
    SurveyDesign

    Raises
    ------
    DataError
        When a weight is missing, 0, negative or infinite, a stratum or cluster is missing, lengths or labels differ,
        or a stratum has one cluster and `lone` is ``"error"``.

    Notes
    -----
    Clusters are taken as drawn with replacement in every stratum, whatever was done within them (the "ultimate
    cluster"): the variance then needs their sums alone, and is a little too large where many of a stratum were drawn.

    References
    ----------
    Lumley T (2004). Analysis of complex survey samples. J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08
    Wolter KM (2007). Introduction to Variance Estimation. 2nd ed. Springer, chapters 2 and 6.
    doi:10.1007/978-0-387-35099-8

    Examples
    --------
    Six emergency visits after taking a product, from four hospitals in two strata (invented).

    >>> design = survey_design([80, 80, 75, 15, 16, 14], strata=list("SSSLLL"), clusters=[1, 1, 2, 7, 8, 8])
    >>> print(design.summary())
    Sample survey: 6 records stand for 280; 4 clusters in 2 strata, 2 degrees of freedom
    """
    choice(lone, "lone", LONE)
    weights, strata, clusters = paired(weights=weights, strata=strata, clusters=clusters)
    given = np.atleast_1d(numbers(weights, "weights"))
    bad = given[~(np.isfinite(given) & (given > 0))]
    if len(bad) or not len(given):
        got = f"{bad[0]:g}" if len(bad) else "no record"
        raise DataError(
            f"weights: expected finite numbers above 0, got {got}; leave out what was not sampled for the survey."
        )
    layer, names = _codes(strata, "strata", np.zeros(len(given)))
    within, _ = _codes(clusters, "clusters", np.arange(len(given)))
    cluster, pairs = pd.factorize(pd.MultiIndex.from_arrays([layer, within]))
    stratum = np.array([place for place, _ in pairs], dtype=int)
    alone = np.flatnonzero(np.bincount(stratum) == 1)
    if lone == "error" and len(alone):
        raise DataError(
            f"clusters: expected at least two in every stratum, got one in {', '.join(names[i] for i in alone[:3])}; "
            'join it with a like stratum, or give lone="adjust" or lone="certainty".'
        )
    labelled = pd.Series(given, index=weights.index) if isinstance(weights, pd.Series) else given
    return SurveyDesign(labelled, names, cluster, stratum, lone)


def numbered(column, name: str, records: int) -> tuple[np.ndarray, np.ndarray]:
    """Number the values of a column in their order, a missing one -1, and give the values.

    Raises
    ------
    DataError
        When there is not one value per record, or values cannot be put in order.
    """
    try:
        values = pd.Series(column)
        codes, found = pd.factorize(values, sort=True)
    except (TypeError, ValueError):
        raise DataError(f"{name}: expected a column of texts or of numbers, got values that have no order.") from None
    if len(values) != records:
        raise DataError(f"{name}: expected one value for each of {records} records, got {len(values)}.")
    return codes, np.asarray(found)


def _codes(column, name: str, otherwise: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    codes, found = numbered(otherwise if column is None else column, name, len(otherwise))
    if (codes < 0).any():
        raise DataError(f"{name}: expected a value in every record, got {int((codes < 0).sum())} missing ones.")
    return codes, ("all",) if column is None else tuple(map(str, found))
