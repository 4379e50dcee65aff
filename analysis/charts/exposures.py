"""Pictures of the rise of exposures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..cards import read_about
from ..forms import limits, rounded, signed_percent
from ..plots import Column, curves, linear_scale, rows
from ..plots.scale import Scale
from .credits import credit, name_of, quoted
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@chart("exposure_rise")
def exposure_rise(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Change of reported exposures a year, as documents cite it and as the study prints it, with the total change."""
    cited = table["kind"] == "cited"
    yearly = [_yearly(ratio, years) for ratio, years in zip(table["ratio"], table["intervals"], strict=True)]
    low, high = (
        [_yearly(ratio, years) for ratio, years in zip(table[f"ratio_{side}"], table["intervals"], strict=True)]
        for side in ("low", "high")
    )
    frame = pd.DataFrame(
        {
            "group": [f"{row.drug[:1].upper()}{row.drug[1:]}" for row in table.itertuples()],
            "group_detail": [f"{row.period_start}\u2013{row.period_end}" for row in table.itertuples()],
            "label": [row.endpoint[:1].upper() + row.endpoint[1:] for row in table.itertuples()],
            "detail": [f"cited by {name_of(row.source)}" if row.kind == "cited" else "" for row in table.itertuples()],
            "role": np.where(cited, "cited", np.where(table["drug"] == table["drug"].iloc[0], "source", "second")),
            "value": yearly,
            "low": low,
            "high": high,
            "derived": True,
            "total": [quoted(row.printed) if row.kind == "cited" else f"+{row.printed}" for row in table.itertuples()],
            "yearly": [_words(*numbers) for numbers in zip(yearly, low, high, strict=True)],
        }
    )
    top = max(*frame["value"], *frame["high"].fillna(0))
    scale = linear_scale([0, top], zero=True, unit="%")
    right = [Column("Whole period", "total"), Column("Percent a year", "yearly", half=False)]
    axes = rows(frame, scale, right=right, head="Exposures", ax=ax, width=width)
    studied = table[table["kind"] != "cited"]
    first = (studied if len(studied) else table).iloc[0]  # a ledger may name no study
    return on_page(
        axes,
        ax,
        _title(first),
        subtitle=(
            "Change of exposures reported to US poison centers, percent a year between the first and the last year"
        ),
        note=(
            "Whole period: last year against first, as printed. Brackets: 95% limits derived from the printed total "
            "for two Poisson "
            "counts; elsewhere no count is printed. " + read_about().remark("exposure_rise")
        ),
        source=credit(table),
        alt=_alt(table, yearly),
    )


def _yearly(ratio: float, years: int) -> float:
    """Give the change a year of a ratio over several years, in percent."""
    return 100 * (ratio ** (1 / years) - 1)


def _words(value: float, low: float, high: float) -> str:
    said = signed_percent(value, 1, plus=True)
    show = lambda limit: signed_percent(limit, 1)  # noqa: E731
    return said if np.isnan(low) else f"{said} ({limits(low, high, show)})"


def _title(first: pd.Series) -> str:
    """Say which way the counts went: a change of nothing neither rose nor fell."""
    whole = f"{first['drug'].capitalize()} exposures"
    span = f"in {_span(first['intervals'])} year{'s' * int(first['intervals'] != 1)}"
    if first["change_percent"] == 0:
        return f"{whole} did not change {span}"
    way = "rose" if first["change_percent"] > 0 else "fell"
    return f"{whole} {way} {rounded(abs(first['change_percent']))}% {span}"


def _span(years: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}.get(int(years), str(years))


def _alt(table: pd.DataFrame, yearly: list[float]) -> str:
    drugs = table.drop_duplicates("drug")["drug"]
    said = [
        f"{drug} by {signed_percent(min(own), 1)} to {signed_percent(max(own), 1)}% a year"
        for drug in drugs
        if (own := [rate for rate, other in zip(yearly, table["drug"], strict=True) if other == drug])
    ]
    return (
        f"Rows of yearly change: {' and '.join(said)}, by kind of exposure. {int((table['kind'] == 'cited').sum())} "
        "rows are what a web page "
        f"cites. Limits are known for {int(table['ratio_low'].notna().sum())} rows only, since other counts are not "
        "printed."
    )


@chart("exposure_path")
def exposure_path(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Yearly exposures that the printed total and the printed change allow on two assumed paths (derived, not data)."""
    wide = table.pivot_table(index=["drug", "year"], columns="path", values="implied_count", sort=False).reset_index()
    paths = [name for name in wide if name not in ("drug", "year")]
    frame = pd.DataFrame(
        {
            "x": wide["year"].astype(float),
            "series": wide["drug"],
            "value": wide[paths].mean(axis=1),
            "low": wide[paths].min(axis=1),
            "high": wide[paths].max(axis=1),
        }
    )
    years, apart = sorted(set(frame["x"])), float((frame["high"] - frame["low"]).max())
    scale = Scale(years[0] - 0.1, years[-1] + 0.1, tuple(years), tuple(f"{year:g}" for year in years))
    axes = curves(frame, scale=scale, ax=ax, width=width)
    return on_page(
        axes,
        ax,
        f"Two assumed paths differ by at most {apart:,.0f} exposures in any year",
        subtitle="Exposures a year that the printed total and the printed change allow: derived, not data",
        note=(
            f"Bands: between a {' and a '.join(paths)} path from the first year to the last. The years between cannot "
            "be identified."
        ),
        source=credit(table),
        alt=(
            "Narrow bands of implied yearly counts: "
            + "; ".join(
                f"{name} from {own['value'].iloc[0]:,.0f} to {own['value'].iloc[-1]:,.0f}"
                for name, own in frame.groupby("series", sort=False)
            )
            + f". The two paths lie at most {apart:,.0f} exposures apart; no yearly count was seen."
        ),
    )
