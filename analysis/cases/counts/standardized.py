"""Rates per year or place as if all had the ages of one standard population."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from ...errors import DataError
from ...stats.standardization import standardized_rate
from ..codebook.ages import age_bounds
from ..study.derived import banded, column
from ..study.selection import Study
from .denominators import amounts

ALL = "all"  # the one key of a population without keys


def standardized_rates(
    study: Study,
    population: pd.DataFrame,
    standard: pd.DataFrame,
    *,
    per: float = 100_000,
    method: str = "gamma",
    level: float = 0.95,
) -> pd.DataFrame:
    """Give directly age-standardized rates with limits, one per key of the population table.

    Parameters
    ----------
    study : Study
    population : DataFrame
        ``population``, a column of age bands (``age``, ``age_band`` or ``age_group``; ``0-4``, ``5-14``, ``85+``) and
        keys: ``year``, ``region``, ``state``, ``sex`` or another column of the cases. Every key has every band.
        Without a key there is one rate, for which the population must cover all years of the study (person-years).
    standard : DataFrame
        The same column of age bands and ``population`` (or ``weight``) of the standard.
    per : float
        Multiplier of the rate, 100,000 for "per 100,000".
    method : {"gamma", "dobson-exact", "dobson-byar", "normal", "lognormal"}
        Limits, as in `analysis.stats.standardization.standardized_rate`.
    level : float

    Returns
    -------
    DataFrame
        The keys in the order of `population`, ``count, population, crude`` (the rate as it is) and ``value, low,
        high`` (standardized). ``attrs["without_age"]`` counts the cases of these keys whose age falls into no band or
        is not known, which are in no rate; ``attrs["without_key"]`` the cases of other years or places, or of none.
        An age known only as a group counts in the band that holds the whole group.

    Raises
    ------
    DataError
        When a table lacks a column, bands overlap or differ between the tables, or a key lacks a band.

    References
    ----------
    Fay MP, Feuer EJ (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.

    Examples
    --------
    3 and 1 cases of 1,000 young and 2,000 old; in the standard as many are young as old, (3/1,000 + 1/2,000)/2:

    >>> from analysis.cases import frame_store, select
    >>> cases = pd.DataFrame({"case_id": list("abcd"), "age_years": [4.0, 9.0, 17.0, 50.0]})
    >>> people = pd.DataFrame({"age_band": ["0-19", "20+"], "population": [1000, 2000]})
    >>> standard = pd.DataFrame({"age_band": ["0-19", "20+"], "weight": [1, 1]})
    >>> rates = standardized_rates(select(frame_store(cases)), people, standard, per=1000)
    >>> rates[["crude", "value"]].round(3).values.tolist()
    [[1.333, 1.75]]
    """
    age = _age_column(population, standard)
    bands = _bands(standard[age])
    weight = next(name for name in ("population", "weight") if name in standard)
    population = population.assign(population=amounts(population["population"], "population"))
    standard = standard.assign(**{weight: amounts(standard[weight], f"standard, {weight}")})
    keys = [name for name in population if name not in (age, "population")]
    sizes = _sizes(population, keys, age, bands)
    counted, without = _counted(study, keys, bands, sizes)
    weights = standard.set_index(age)[weight].reindex(list(bands))
    rows = []
    for place, people in enumerate(sizes.to_numpy(float)):
        count = counted.iloc[place].to_numpy()
        made = standardized_rate(count, people, weights, multiplier=per, method=method, level=level)
        numbers = {"count": count.sum(), "population": people.sum(), "crude": per * count.sum() / people.sum()}
        rows.append(numbers | {"value": made.value, "low": made.low, "high": made.high})
    shown = pd.DataFrame(rows, index=sizes.index).reset_index(drop=not keys)
    told = {"unit": f"{made.unit} population", "level": level, "method": f"direct standardization, {made.method}"}
    return study.stamped(shown, **told, **without, breaks=dict(study.breaks))


def _age_column(population: pd.DataFrame, standard: pd.DataFrame) -> str:
    named = [name for name in ("age_band", "age_group", "age") if name in population and name in standard]
    absent = [] if named else ["population and standard: expected a column 'age_band' in both, found none."]
    if "population" not in population:
        absent.append(f"population: expected a column 'population', got {', '.join(map(str, population.columns))}.")
    if not {"population", "weight"} & set(standard):
        absent.append(f"standard: expected a column 'population', got {', '.join(map(str, standard.columns))}.")
    if absent:
        raise DataError(absent)
    return named[0]


def _bands(labels: pd.Series) -> dict[str, tuple[float, float]]:
    """Read the bands of ages of the standard, youngest first."""
    read = {str(label): age_bounds(str(label)) for label in labels}
    found = {label: at for label, at in read.items() if at}
    faults = [f"standard: expected bands of ages such as '5-14' or '85+', got {x!r}." for x in read if x not in found]
    if not faults and (len(found) < len(labels) or not found):
        faults = ["standard: expected every band of ages once."]
    if faults:
        raise DataError(faults)
    bands = dict(sorted(found.items(), key=lambda item: item[1]))
    ends = list(bands.items())
    for (label, (_, high)), (above, (low, _)) in pairwise(ends):
        if low < high:
            raise DataError(f"standard: expected bands of ages that do not overlap, got {label!r} and {above!r}.")
    return bands


def _sizes(population: pd.DataFrame, keys: list[str], age: str, bands: dict) -> pd.DataFrame:
    """Give the people of every key (rows, as in the table) and band (columns)."""
    given = population.assign(**{age: population[age].astype(str), ALL: 0})
    strange = sorted(set(given[age]) ^ set(bands))
    if strange:
        raise DataError(f"population and standard: expected the same bands of ages in both, got {strange[0]!r} in one.")
    if given.duplicated([*keys, age]).any():
        raise DataError(f"population: expected one row per {' and '.join([*keys, age])}, got some twice; add them up.")
    wide = given.pivot(index=keys or [ALL], columns=age, values="population")[list(bands)]
    if wide.isna().any(axis=None):
        key = wide.index[wide.isna().any(axis=1)][0]
        raise DataError(f"population: expected every band of ages in every {' and '.join(keys)}, got {key} without.")
    return wide.loc[given.set_index(keys or [ALL]).index.unique()]


def _counted(study: Study, keys: list[str], bands: dict, sizes: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    """Count cases by key and band like `sizes`, and those that have no band or key."""
    cases = study.cases
    groups = {key: column(cases, key) for key in keys} | {"band": banded(cases, bands)}
    found = study.run(cases.group_by(**groups).aggregate(n=cases.count())).assign(**{ALL: 0})
    wanted = sizes.index.to_frame(index=False)
    told = found.dropna(subset=list(wanted)).astype(wanted.dtypes.to_dict())
    inside = told.merge(wanted, on=list(wanted))
    known = inside.dropna(subset="band")
    wide = known.pivot_table(index=list(wanted), columns="band", values="n", aggfunc="sum")
    wide = wide.reindex(index=sizes.index, columns=list(bands)).fillna(0).astype(int)
    without_age = int(inside["n"].sum() - known["n"].sum())
    return wide, {"without_age": without_age, "without_key": int(found["n"].sum() - inside["n"].sum())}
