"""The rise of reported exposures."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..loaders import load_exposure_rise
from ..stats.rate_ratio import percent_change
from .registry import summary


@summary(
    "Rise of reported exposures to baclofen, beside gabapentin",
    tables=("cited_figures", "primary_figures"),
    methods=("przyborowski_1940",),
    caveat=(
        "The change is the ratio of two end-point counts, not a slope. Yearly counts were not seen: limits are "
        "derived for two Poisson counts on a geometric path through the printed total."
    ),
    needs={
        "figures": (
            "kind figure source line quantity statistic printed value unit count endpoint period_start period_end"
        ),
    },
)
def exposure_rise(figures: pd.DataFrame | None = None, *, level: float = 0.95) -> pd.DataFrame:
    """Change, ratio and annual growth of reported exposures, cited and primary.

    With a change of p percent over k yearly intervals the ratio is ``1 + p/100`` and the annual growth
    ``(1 + p/100)**(1/k) - 1``: 36.2% over the three intervals from 2014 to 2017 is 10.8% a year.

    Parameters
    ----------
    figures : DataFrame, optional
        Columns as from `load_exposure_rise`; the shipped figures when left out.
    level : float
        Confidence level of the derived limits.

    Returns
    -------
    DataFrame
        One row per printed change: ``drug``, ``endpoint``, ``kind``, ``printed``, ``change_percent``, ``ratio``,
        ``intervals`` (years), ``annual_growth_percent``; where the total of the same endpoint is printed also
        ``total``, ``implied_start`` and ``implied_end`` (derived counts), ``ratio_low`` and ``ratio_high`` (exact
        limits for two Poisson counts of that size); ``derived`` says what those rest on; ``source`` and ``line``.

    Raises
    ------
    DataError
        When a change has no period or a period of no length.
    """
    rows = load_exposure_rise() if figures is None else figures
    changes = rows[(rows["statistic"] == "percent_change") & (rows["unit"] == "percent")].reset_index(drop=True)
    intervals = (changes["period_end"] - changes["period_start"]).astype("Int64")
    if (intervals.fillna(0) < 1).any():
        bad = changes["figure"][intervals.fillna(0) < 1].iloc[0]
        raise DataError(f"figures: {bad!r} needs period_start before period_end to give an annual growth.")
    ratio = 1 + changes["value"] / 100
    drugs = changes["quantity"].str.split("_").str[0]
    frame = pd.DataFrame(
        {
            "drug": pd.Categorical(drugs, dict.fromkeys(drugs), ordered=True),
            "endpoint": changes["endpoint"],
            "kind": changes["kind"],
            "printed": changes["printed"],
            "change_percent": changes["value"],
            "ratio": ratio,
            "period_start": changes["period_start"],
            "period_end": changes["period_end"],
            "intervals": intervals,
            "annual_growth_percent": 100 * (ratio ** (1 / intervals.astype(float)) - 1),
        }
    )
    implied = pd.DataFrame([_implied(row, rows, level) for row in changes.to_dict("records")])
    frame = pd.concat([frame, implied, changes[["source", "line"]]], axis=1)
    return frame.sort_values(["drug", "kind"], kind="stable", ignore_index=True)


@summary(
    "Yearly exposures implied by a total and a change",
    tables=("primary_figures",),
    caveat=(
        "Derived, not data: the total and the change between the end points fix the end points only under an "
        "assumed path; the years between them cannot be identified."
    ),
    needs={
        "figures": "source line quantity statistic printed value count endpoint period_start period_end",
    },
)
def exposure_path(figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Yearly counts that a printed total and a printed change allow, on a straight and on a geometric path.

    Parameters
    ----------
    figures : DataFrame, optional
        Columns as from `load_exposure_rise`; the shipped figures when left out.

    Returns
    -------
    DataFrame
        ``drug``, ``year``, ``path`` (``linear`` or ``geometric``), ``implied_count`` (exposures, not rounded),
        ``derived``, ``source`` and ``line``. Every row is derived.
    """
    rows = load_exposure_rise() if figures is None else figures
    paths = []
    for row in rows[rows["statistic"] == "percent_change"].to_dict("records"):
        total = _total_of(row, rows)
        if total is None:
            continue
        years = range(int(row["period_start"]), int(row["period_end"]) + 1)
        for path, counts in _paths(total, 1 + row["value"] / 100, len(years)).items():
            paths += [
                {
                    "drug": row["quantity"].split("_")[0],
                    "year": year,
                    "path": path,
                    "implied_count": count,
                    "derived": f"{row['printed']} over a total of {total:,}",
                    "source": row["source"],
                    "line": row["line"],
                }
                for year, count in zip(years, counts, strict=True)
            ]
    return pd.DataFrame(paths).astype({"line": "Int64"})


def _paths(total: int, ratio: float, years: int) -> dict[str, list[float]]:
    """Give counts of `years` years that sum to `total` and whose last is `ratio` times the first."""
    steps = range(years)
    shapes = {
        "linear": [1 + (ratio - 1) * step / (years - 1) for step in steps],
        "geometric": [ratio ** (step / (years - 1)) for step in steps],
    }
    return {path: [total * part / sum(shape) for part in shape] for path, shape in shapes.items()}


def _total_of(change: dict, rows: pd.DataFrame) -> int | None:
    """Give the printed total of the same study, drug, endpoint and period as a change, if there is one."""
    same = rows[
        (rows["quantity"] == change["quantity"].replace("_change", "_total"))
        & (rows["source"] == change["source"])
        & (rows["endpoint"] == change["endpoint"])
        & (rows["period_start"] == change["period_start"])
        & (rows["period_end"] == change["period_end"])
    ]
    return int(same["count"].iloc[0]) if len(same) and change["quantity"].endswith("_change") else None


def _implied(change: dict, rows: pd.DataFrame, level: float) -> dict:
    total = _total_of(change, rows)
    if total is None:
        return dict.fromkeys(("total", "implied_start", "implied_end"), pd.NA) | {
            "ratio_low": float("nan"),
            "ratio_high": float("nan"),
            "derived": "",
        }
    years = int(change["period_end"] - change["period_start"]) + 1
    counts = _paths(total, 1 + change["value"] / 100, years)["geometric"]
    start, end = round(counts[0]), round(counts[-1])
    limits = percent_change(start, end, level=level)
    return {
        "total": total,
        "implied_start": start,
        "implied_end": end,
        "ratio_low": 1 + limits.low / 100,
        "ratio_high": 1 + limits.high / 100,
        "derived": f"limits from two Poisson counts on a geometric path with the total {total:,}",
    }
