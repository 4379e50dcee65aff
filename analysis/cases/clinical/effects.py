"""Clinical effects and therapies: how many of the cases had each, with limits."""

from __future__ import annotations

import pandas as pd

from ...stats.arguments import checked_level, choice
from ..study.exclusions import true
from ..study.selection import Study


def clinical_effects(
    study: Study, *, single: bool = True, related: bool = True, method: str = "wilson", level: float = 0.95
) -> pd.DataFrame:
    """Count the cases with each clinical effect.

    Parameters
    ----------
    study : Study
    single : bool
        Single-substance cases only, in which an effect can be put down to the substance.
    related : bool
        Count effects coded ``"Related"`` or without a relatedness; else all of them.
    method, level
        Limits of the share, as in `analysis.stats.proportions.proportion`.

    Returns
    -------
    DataFrame
        ``effect, n, cases`` (with any effect or without), and ``value, low, high`` of the share ``n / cases``;
        most frequent first, equal ones by name. A case counts once per effect. Empty without cases.
    """
    rows = _related(study.store.effects) if related else study.store.effects
    return _shares(study.single if single else study, rows, "effect", method, level)


def therapies(
    study: Study, *, single: bool = False, performed: bool = True, method: str = "wilson", level: float = 0.95
) -> pd.DataFrame:
    """Count the cases with each therapy.

    Parameters
    ----------
    study : Study
    single : bool
        Single-substance cases only.
    performed : bool
        Leave out therapies coded as recommended but not (or not known to be) performed.
    method, level
        As in `clinical_effects`.

    Returns
    -------
    DataFrame
        As `clinical_effects`, with ``therapy``.
    """
    rows = study.store.therapies
    if performed:
        rows = rows.filter(~true(rows.status.startswith("Recommended, not performed")))
    return _shares(study.single if single else study, rows, "therapy", method, level)


def _related(effects):
    """Leave out the effects coded as not related, or not known to be."""
    return effects.filter(true(effects.relatedness == "Related") | effects.relatedness.isnull())  # noqa: PD003


def effect_pairs(study: Study, *, single: bool = True, related: bool = True, at_least: int = 1) -> pd.DataFrame:
    """Count the cases for every pair of substance and clinical effect.

    Parameters
    ----------
    study : Study
    single : bool
        Single-substance cases only; else an effect is counted for every substance of its case.
    related : bool
        Count effects coded ``"Related"`` or without a relatedness, as `clinical_effects` does; else all of them.
    at_least : int
        Leave out rarer pairs (in the engine, before the rows get here).

    Returns
    -------
    DataFrame
        ``substance, effect, n``, most frequent first.
    """
    study = study.single if single else study
    substances = study.of("substances").select("case_id", "substance")
    effects = _related(study.store.effects) if related else study.store.effects
    effects = effects.select("case_id", "effect")
    both = substances.join(effects, "case_id").select("case_id", "substance", "effect")
    pairs = both.group_by(["substance", "effect"]).aggregate(n=both.case_id.nunique())
    found = study.run(pairs.filter(pairs.n >= int(at_least)))
    found = found.sort_values(["n", "substance", "effect"], ascending=[False, True, True], ignore_index=True)
    return study.stamped(found)


def _shares(study: Study, rows, name: str, method: str, level: float) -> pd.DataFrame:
    among = study.among(rows)
    # one query for counts and denominator, so that the engine selects the cases once
    whole = study.cases.aggregate(cases=study.cases.count())
    counted = study.run(among.group_by(name).aggregate(n=among.case_id.nunique()).cross_join(whole))
    counted = counted.sort_values(["n", name], ascending=[False, True], ignore_index=True)
    return with_shares(study, counted, method, level)


def with_shares(study: Study, counted: pd.DataFrame, method: str, level: float) -> pd.DataFrame:
    """Add ``value, low, high`` of the share ``n / cases``."""
    from ...stats.proportions import METHODS, proportion  # with scipy, for which counts alone need not wait

    if counted.empty:
        name, _ = METHODS[choice(method, "method", tuple(METHODS))]
        return study.stamped(counted.assign(value=0.0, low=0.0, high=0.0), level=checked_level(level), method=name)
    limits: pd.DataFrame = proportion(counted["n"], counted["cases"], method=method, level=level)
    return study.stamped(counted.join(limits[["value", "low", "high"]]), **limits.attrs)
