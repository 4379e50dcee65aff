"""How many people of the population the records of a sample stand for, with limits that know how it was drawn."""

from __future__ import annotations

import pandas as pd

from ...errors import DataError
from ...forms import percent
from ...stats.survey import survey_design, survey_total
from ..study.derived import MISSING, column, parts, terms
from ..study.selection import UNWEIGHTED, Study

SMALLEST, FEWEST, WIDEST = 1_200, 20, 0.33
_DESIGN = ["stratum", "cluster"]


def weighted_counts(study: Study, *, by: str | None = None, lone: str = "error", level: float = 0.95) -> pd.DataFrame:
    """Estimate the number of cases in the population, from the weights of a sample.

    Parameters
    ----------
    study : Study
        Of a store whose mapping names the column ``weight`` and, where the sample has them, ``stratum`` and
        ``cluster`` (hospital). The store holds all records of the survey, or all that the files give: a stratum or
        cluster whose records were left out before the import is not known to have been sampled.
    by : str, optional
        Column to split by, as in `annual_counts`; ``"year"`` for the years. A case with several values counts at each.
    lone : {"error", "adjust", "certainty"}
        A stratum with one cluster, as in `analysis.stats.survey_design`.
    level : float

    Returns
    -------
    DataFrame
        The column `by` in the order of the codebook, ``value, low, high`` (estimated cases), ``se, cv`` (standard
        error by the estimate), ``df`` (clusters less strata, of those with a case), ``n`` (records) and ``unstable``:
        why the estimate should not be printed as it is, by the rule of NEISS: fewer than 20 records, an estimate below
        1,200, or a coefficient of variation above 33%; empty where none holds. Records without a weight (or stratum or
        cluster, where others have one) are not in it: ``attrs["without_weight"]``.

    Raises
    ------
    DataError
        When no record has a weight, or a stratum has one cluster and `lone` is ``"error"``.

    Notes
    -----
    A total by Taylor linearization, with the cases of the study as a domain of the whole sample: a cluster without such
    a case counts as one with none (`analysis.stats.survey_total`). Weights that adjust to known totals are taken as
    they are. Without a cluster every record is its own.

    References
    ----------
    Schroeder T, Ault K (2001). The NEISS Sample (Design and Implementation) 1997 to Present. U.S. Consumer Product
    Safety Commission.
    Lumley T (2004). Analysis of complex survey samples. J Stat Softw 9(8):1-19. doi:10.18637/jss.v009.i08

    Examples
    --------
    Four visits of two hospitals in each of two strata:

    >>> import pandas as pd
    >>> from analysis.cases import frame_store, select
    >>> visits = pd.DataFrame({"case_id": list("abcd"), "stratum": list("SSVV"), "cluster": list("1234")})
    >>> store = frame_store(visits.assign(weight=[80.0, 120.0, 10.0, 30.0]), records="emergency visits")
    >>> shown = weighted_counts(select(store))
    >>> shown[["value", "se", "n"]].round(1).values.tolist(), shown["unstable"].iloc[0]
    ([[240.0, 44.7, 4.0]], 'fewer than 20 records; below 1,200')
    """
    sample, drawn = _sample(study)
    groups, several = _records(study, sample, by)
    without = int(study.run(study.cases.anti_join(sample, "case_id").count().as_table()).iloc[0, 0])
    if groups.empty:
        raise DataError(f"study: expected cases with a sampling weight, got none ({study.stated}).")
    shown = _totals(drawn, groups, lone, level)
    shown = _ordered(shown, by) if by else shown.drop(columns="group")
    told = {"level": level, "method": "Taylor linearization, Wald", "without_weight": without}
    told |= {"several": {by: several}} if several else {}
    shown = study.stamped(shown, **told, notes=_notes(shown, without))
    shown.attrs["study"] = study.stated.removesuffix(f"; {UNWEIGHTED}")
    return shown


def _sample(study: Study):
    """Give the records of the store with a place in the design, and the strata and clusters that were drawn."""
    import ibis

    cases = study.store.cases
    weighted = cases.filter(cases.weight.notnull())  # noqa: PD004 (an Ibis column)
    given = study.run(weighted.aggregate(**{name: weighted[name].count() for name in _DESIGN})).iloc[0]
    for name in _DESIGN:
        weighted = weighted.filter(weighted[name].notnull()) if given[name] else weighted  # noqa: PD004
    cluster = weighted.cluster if given["cluster"] else weighted.case_id
    stratum = weighted.stratum if given["stratum"] else ibis.literal("all")
    sample = weighted.select("case_id", "weight", stratum=stratum, cluster=cluster)
    return sample, study.run(sample.select(*_DESIGN).distinct())


def _records(study: Study, sample, by: str | None) -> tuple[pd.DataFrame, int]:
    """Add up weights and records of the study by cluster and group; give the records that are in several groups too."""
    import ibis

    cases = study.cases
    chosen = cases.select("case_id", group=column(cases, by) if by else ibis.literal("all"))
    both = sample.join(chosen, "case_id")
    sums = {"weight": both.weight.sum(), "n": both.count()}
    found = study.run(both.group_by([*_DESIGN, "group"]).aggregate(**sums))
    values = (
        found["group"].astype("object").where(found["group"].notna(), MISSING).map(lambda one: parts(one, by or ""))
    )
    several = int(found.loc[values.map(len) > 1, "n"].sum())
    apart = found.assign(group=values).explode("group")
    return apart.groupby([*_DESIGN, "group"], as_index=False, sort=True)[["weight", "n"]].sum(), several


def _totals(drawn: pd.DataFrame, groups: pd.DataFrame, lone: str, level: float) -> pd.DataFrame:
    """Estimate the total of every group, the clusters without a record of it among those that were drawn."""
    rows = pd.concat([groups, drawn.sort_values(_DESIGN).assign(weight=1.0, group=None)], ignore_index=True)
    design = survey_design(rows["weight"], strata=rows["stratum"], clusters=rows["cluster"], lone=lone)
    found: pd.DataFrame = survey_total(design, domain=rows["group"].notna(), by=rows["group"], level=level)
    found = found.assign(n=groups.groupby("group")["n"].sum().reindex(found.index), cv=found["se"] / found["value"])
    found["unstable"] = [_unstable(row.value, row.n, row.cv) for row in found.itertuples()]
    return found.reset_index()[["group", "value", "low", "high", "se", "cv", "df", "n", "unstable"]]


def _unstable(value: float, n: int, cv: float) -> str:
    """Say which parts of the rule of NEISS an estimate breaks."""
    broken = {
        f"fewer than {FEWEST} records": n < FEWEST,
        f"below {SMALLEST:,}": value < SMALLEST,
        f"CV above {percent(WIDEST, 0)}": cv > WIDEST,
    }
    return "; ".join(words for words, holds in broken.items() if holds)


def _ordered(shown: pd.DataFrame, by: str) -> pd.DataFrame:
    """Put the groups in the order of the codebook, others after them by name."""
    places = {term: place for place, term in enumerate(terms(by))}
    shown = shown.sort_values(
        "group", key=lambda names: names.map(lambda name: places.get(name, len(places))), kind="stable"
    )
    return shown.rename(columns={"group": by}).reset_index(drop=True)


def _notes(shown: pd.DataFrame, without: int) -> list[str]:
    notes = ["Estimates of the population, from the weights of a sample."]
    if (shown["unstable"] != "").any():
        notes.append(
            f"Unstable (rule of NEISS): fewer than {FEWEST} records, below {SMALLEST:,}, or a coefficient of variation "
            f"above {percent(WIDEST, 0)}."
        )
    return notes + (
        [f"{without:,} records without a sampling weight or its stratum are not in them."] if without else []
    )
