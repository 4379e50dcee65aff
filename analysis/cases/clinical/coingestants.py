"""Which substances come together."""

from __future__ import annotations

import pandas as pd

from ...errors import DataError
from ..study.selection import Study
from .effects import with_shares


def co_ingestants(study: Study, *, level: float = 0.95) -> pd.DataFrame:
    """Count the other substances in the cases of a study, apart from those it was selected by.

    Parameters
    ----------
    study : Study
        With a substance.
    level : float

    Returns
    -------
    DataFrame
        ``substance, n, cases`` and ``value, low, high``: the share of all cases of the study with that substance too
        (Wilson limits); most frequent first. A case counts once per substance.

    Raises
    ------
    DataError
        When the study has no substance.
    """
    if study.mentions.equals(study.store.substances):
        raise DataError("study: expected one selected by a substance; select(store, substance=...).")
    substances = study.store.substances
    own = study.mentions.select("substance").distinct()
    others = study.among(substances).anti_join(own, "substance")
    counted = study.run(others.group_by("substance").aggregate(n=others.case_id.nunique()))
    counted = counted.sort_values(["n", "substance"], ascending=[False, True], ignore_index=True)
    counted = counted.assign(cases=study.count())
    return with_shares(study, counted, "wilson", level)


def combinations(study: Study, *, at_least: int = 2) -> pd.DataFrame:
    """Count the pairs of substances that were reported in the same case.

    Parameters
    ----------
    study : Study
    at_least : int
        Leave out rarer pairs (in the engine).

    Returns
    -------
    DataFrame
        ``first, second`` (in alphabetical order), ``n`` cases with both, ``expected`` number if substances came
        together as if by chance among the cases with more than one, and ``ratio`` of the two; most frequent first.

    Notes
    -----
    ``expected = n(first) n(second) / n`` over the cases with at least two different substances. In a study of one
    substance its own pairs have ratio 1 by construction; ask all cases for what stands out.
    """
    rows = study.of("substances").select("case_id", "substance")
    rows = rows.filter(rows.substance.notnull()).distinct()  # noqa: PD004 (an Ibis column)
    sizes = rows.group_by("case_id").aggregate(size=rows.count())
    several = rows.semi_join(sizes.filter(sizes["size"] > 1), "case_id")
    left, right = several.rename(first="substance"), several.rename(second="substance")
    pairs = left.join(right, "case_id").select("case_id", "first", "second")
    pairs = pairs.filter(pairs.first < pairs.second)
    counted = pairs.group_by(["first", "second"]).aggregate(n=pairs.count())
    found = study.run(counted.filter(counted.n >= int(at_least)))
    single = study.run(several.group_by("substance").aggregate(n=several.count())).set_index("substance")["n"]
    cases = int(study.run(several.aggregate(n=several.case_id.nunique()))["n"].iloc[0])
    first, second = (found[name].map(single).astype(float) for name in ("first", "second"))
    expected = first * second / max(cases, 1)
    shown = found.assign(expected=expected, ratio=found["n"] / expected)
    shown = shown.sort_values(["n", "first", "second"], ascending=[False, True, True], ignore_index=True)
    return study.stamped(shown, cases=cases)
