"""Doses, plasma concentration and withdrawal over time."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from ..errors import DataError
from ..loaders import load_dosing, load_kinetics, load_withdrawal_timeline
from ..printed import read_printed
from ..stats.kinetics import absorption_rate, elimination_rate, oral_concentration
from .registry import summary
from .severity import cited_threshold

_HOURS = {"hours": 1, "days": 24, "weeks": 7 * 24, "months": 365.25 / 12 * 24}


@summary(
    "Every cited dose on one scale",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "80 and 100 mg/day are the limits of two jurisdictions, not a contradiction. A dose printed with a frequency "
        "is multiplied (derived); 'a few times a day' has no number and gives no daily dose."
    ),
    needs={
        "doses": "kind figure source line quantity statistic printed relation value form endpoint rank doses_per_day",
    },
)
def dosing_ladder(doses: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every cited dose in mg per day, beside the cited limits and the cited severity line.

    Parameters
    ----------
    doses : DataFrame, optional
        Columns as from `load_dosing`; the shipped doses when left out.

    Returns
    -------
    DataFrame
        ``figure``, ``what`` (kind of dose, and its form where that is stated), ``kind`` (cited or primary),
        ``printed``, ``relation``, ``single_dose`` (mg, where printed), ``doses_per_day``, ``daily_dose`` (mg/day;
        missing where no frequency is printed), ``derived`` (how, else empty), ``share_of_80``, ``share_of_100``,
        ``share_of_200`` (daily dose over each cited upper limit and over the cited severity line), ``source`` and
        ``line``; the smallest daily dose first. Tertiary pages are left out. A
        statement with a set (*10 mg or 5 mg*) has a row for each dose.
    """
    rows = load_dosing() if doses is None else doses
    rows = rows[rows["statistic"].isin(["dose", "daily_dose"]) & (rows["rank"] != "tertiary")].reset_index(drop=True)
    sets = [read_printed(printed).alternatives for printed in rows["printed"]]  # "10 mg or 5 mg": a dose each
    values = [one or (value,) for one, value in zip(sets, rows["value"], strict=True)]
    rows = rows.assign(value=values).explode("value", ignore_index=True).astype({"value": float})
    single = rows["value"].where(rows["statistic"] == "dose")
    daily = rows["value"].where(rows["statistic"] == "daily_dose", single * rows["doses_per_day"])
    multiplied = single.notna() & daily.notna()
    frame = pd.DataFrame(
        {
            "figure": rows["figure"],
            "what": (rows["endpoint"] + ", " + rows["form"]).where(rows["form"].notna(), rows["endpoint"]),
            "kind": rows["kind"],
            "printed": rows["printed"],
            "relation": rows["relation"],
            "single_dose": single,
            "doses_per_day": rows["doses_per_day"],
            "daily_dose": daily,
            "derived": np.where(multiplied, "single dose times doses per day", ""),
            **{f"share_of_{limit:g}": daily / limit for limit in _limits(rows)},
            "source": rows["source"],
            "line": rows["line"],
        }
    )
    return frame.sort_values(["daily_dose", "single_dose"], kind="stable", ignore_index=True)


@summary(
    "Plasma concentration after one oral dose: two half-lives",
    tables=("cited_figures", "primary_figures"),
    methods=("gibaldi_1982",),
    caveat=(
        "A model, not measured: one compartment, cited time to peak, apparent volume of one primary study. Overdose "
        "half-lives of 12 to 36 h are reported; the cited 3 to 4 h must not be carried into overdose."
    ),
    needs={
        "kinetics": "source line quantity value low high",
    },
)
def plasma_concentration(
    kinetics: pd.DataFrame | None = None, *, dose: float | None = None, hours: float = 48, step: float = 0.25
) -> pd.DataFrame:
    """One-compartment oral curve from cited kinetics, and how the reported overdose half-life changes it.

    ``C(t) = D ka / (V/F (ka - ke)) (exp(-ke t) - exp(-ka t))`` with ``ke = ln 2 / half-life`` and ``ka`` such that
    the peak falls at the cited time with the cited half-life; the overdose curve keeps that ``ka``. Limits are the
    smallest and largest concentration over the printed ranges (5 times to peak by 5 half-lives); they are no
    confidence interval.

    Parameters
    ----------
    kinetics : DataFrame, optional
        Columns as from `load_kinetics`; needs ``half_life``, ``time_to_peak`` (cited), ``apparent_volume`` and
        ``overdose_half_life`` (primary) among its quantities.
    dose : float, optional
        Dose in mg; the cited severity line (200 mg) when left out.
    hours, step : float
        Length and step of the time grid in hours.

    Returns
    -------
    DataFrame
        ``half_life`` (``therapeutic`` or ``overdose``), ``half_life_hours`` (its range as text), ``time_hours``,
        ``value``, ``low``, ``high`` (mg/L), ``dose_mg``, ``source`` (of the half-life) and ``line``.

    Raises
    ------
    DataError
        When a quantity is missing, or a dose or time is not above 0.
    """
    rows = load_kinetics() if kinetics is None else kinetics
    dose = cited_threshold() if dose is None else dose
    if not (dose > 0 and hours > 0 and 0 < step <= hours):
        raise DataError(f"dose, hours and step: expected numbers above 0, got {dose}, {hours} and {step}.")
    time = np.arange(0, hours + step / 2, step)
    usual, peak, volume, long = (
        _first(rows, name) for name in ("half_life", "time_to_peak", "apparent_volume", "overdose_half_life")
    )
    curves = []
    for name, row in (("therapeutic", usual), ("overdose", long)):
        grid = [
            oral_concentration(
                time,
                dose=dose,
                ka=absorption_rate(tmax, elimination_rate(half)),
                ke=elimination_rate(slow),
                volume=volume["value"],
            )
            for tmax, (half, slow) in itertools.product(_spread(peak), zip(_spread(usual), _spread(row), strict=True))
        ]
        middle = oral_concentration(
            time,
            dose=dose,
            ka=absorption_rate(_middle(peak), elimination_rate(_middle(usual))),
            ke=elimination_rate(_middle(row)),
            volume=volume["value"],
        )
        curves.append(
            pd.DataFrame(
                {
                    "half_life": name,
                    "half_life_hours": f"{row['low']:g}-{row['high']:g}",
                    "time_hours": time,
                    "value": middle,
                    "low": np.min(np.array(grid), axis=0),
                    "high": np.max(np.array(grid), axis=0),
                    "dose_mg": float(dose),
                    "source": row["source"],
                    "line": row["line"],
                    "volume_source": volume["source"],
                }
            )
        )
    return pd.concat(curves, ignore_index=True).astype({"line": "Int64"})


@summary(
    "Withdrawal in time, as cited",
    tables=("cited_figures", "primary_figures"),
    caveat=(
        "No primary source was found for these times after oral baclofen. 'A few hours', 'weeks' and 'months' are "
        "printed without a number and get none here."
    ),
    needs={
        "times": "kind source line printed relation value low high unit endpoint",
    },
)
def withdrawal_timeline(times: pd.DataFrame | None = None) -> pd.DataFrame:
    """Cited onset, peak and duration of withdrawal, and of the taper that avoids it, in hours.

    Parameters
    ----------
    times : DataFrame, optional
        Columns as from `load_withdrawal_timeline`; the shipped times when left out.

    Returns
    -------
    DataFrame
        ``phase``, ``kind``, ``printed``, ``relation``, ``start_hours`` and ``end_hours`` (an upper bound such as *up
        to 48 hours* starts at 0; missing where no number is printed; a month is 365.25/12 days), ``unit_hours``
        (length of the printed unit), ``has_number``, ``source`` and ``line``.
    """
    rows = load_withdrawal_timeline() if times is None else times
    unit = rows["unit"].map(_HOURS)
    if unit.isna().any():
        raise DataError(f"times: expected a unit among {', '.join(_HOURS)}, got {rows['unit'][unit.isna()].iloc[0]!r}.")
    start = rows["low"].where(rows["low"].notna(), rows["value"])
    start = start.mask(rows["relation"].isin(["<", "<="]), 0.0)
    end = rows["high"].where(rows["high"].notna(), rows["value"])
    return pd.DataFrame(
        {
            "phase": rows["endpoint"],
            "kind": rows["kind"],
            "printed": rows["printed"],
            "relation": rows["relation"],
            "start_hours": start * unit,
            "end_hours": end * unit,
            "unit_hours": unit,
            "has_number": end.notna().astype("boolean"),
            "source": rows["source"],
            "line": rows["line"],
        }
    )


def _limits(rows: pd.DataFrame) -> list[float]:
    """Give the cited upper limits of a daily dose and the cited severity line, ascending."""
    cited = rows[(rows["quantity"] == "maximum_daily_dose") & (rows["kind"] == "cited")]
    try:
        severe = {cited_threshold()}
    except DataError:  # a ledger need not cite one
        severe = set()
    return sorted({*cited["value"].dropna(), *severe})


def _first(rows: pd.DataFrame, quantity: str) -> pd.Series:
    found = rows[(rows["quantity"] == quantity)]
    if found.empty:
        raise DataError(f"kinetics: expected a row with quantity {quantity!r}, found none; add it.")
    return found.iloc[0]


def _spread(row: pd.Series) -> np.ndarray:
    return np.linspace(row["low"], row["high"], 5)


def _middle(row: pd.Series) -> float:
    return (row["low"] + row["high"]) / 2
