"""Pictures of the rise of exposures."""

from __future__ import annotations

import numpy as np

from ..forms import signed_percent
from ..style import PALETTE, axes_of, note
from .registry import chart


@chart("exposure_rise", size=(7.4, 4.6))
def exposure_rise(table, ax=None):
    """Change in reported exposures, baclofen 2014-2017 and gabapentin 2013-2017, as printed (percent).

    Diamonds are what the documents say, dots what the primary study says; bars are derived limits.
    """
    import seaborn as sns

    ax = axes_of(ax, (7.4, 4.6))
    labels = [f"{row.drug}: {row.endpoint}" for row in table.itertuples()]
    order = list(dict.fromkeys(labels))
    places = {label: place for place, label in enumerate(order)}
    data = table.assign(row=[places[label] for label in labels])
    data["row"] += np.where(data["kind"] == "cited", -0.22, 0.12)
    bars = data[data["ratio_low"].notna()]
    ax.hlines(
        bars["row"],
        100 * (bars["ratio_low"] - 1),
        100 * (bars["ratio_high"] - 1),
        color=PALETTE["derived"],
        linewidth=5,
        alpha=0.7,
        label="derived 95% limits (two Poisson counts)",
    )
    sns.scatterplot(
        data=data,
        x="change_percent",
        y="row",
        hue="kind",
        style="kind",
        ax=ax,
        s=60,
        zorder=3,
        markers={"cited": "D", "primary": "o"},
        palette={k: PALETTE[k] for k in ("cited", "primary")},
    )
    for row in data.itertuples():
        right = np.nanmax([row.change_percent, 100 * (row.ratio_high - 1)])
        said = f"{row.printed}  ({signed_percent(row.annual_growth_percent)}% a year)"
        note(ax, said + (", cited" if row.kind == "cited" else ""), right + 3, row.row)
    ax.set_yticks(range(len(order)), order)
    ax.set(
        ylim=(len(order) - 0.4, -0.6),
        xlim=(0, 165),
        xlabel="Change from first to last year (percent)",
        ylabel="",
    )
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    return ax


@chart("exposure_path", size=(7.0, 4.2))
def exposure_path(table, ax=None):
    """Yearly exposures that the printed total and the printed change allow on two assumed paths (derived, not data)."""
    import seaborn as sns

    ax = axes_of(ax, (7.0, 4.2))
    colors = dict(zip(table["drug"].unique(), (PALETTE["primary"], PALETTE["contested"]), strict=False))
    sns.lineplot(data=table, x="year", y="implied_count", hue="drug", style="path", markers=True, ax=ax, palette=colors)
    for drug, rows in table[table["path"] == "geometric"].groupby("drug", sort=False):
        for row in rows.iloc[[0, -1]].itertuples():
            note(
                ax,
                f"{row.implied_count:,.0f}",
                row.year,
                row.implied_count * 1.12,
                ha="center",
                color=colors[drug],
            )
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    ax.set(
        yscale="log",
        xticks=list(years),
        xlabel="Year",
        ylabel="Implied exposures (log scale)",
        ylim=(2000, 30000),
    )
    ax.set_yticks([2000, 5000, 10000, 20000], ["2,000", "5,000", "10,000", "20,000"])
    ax.minorticks_off()
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax
