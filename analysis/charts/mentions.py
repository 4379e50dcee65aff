"""Picture of the effects that the documents print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..cards import read_about
from ..forms import listed
from ..plots import matrix
from .credits import credit, name_of
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@chart("document_agreement")
def document_agreement(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Which web pages print which effect; a blank is a page that does not print it."""
    sites = {key: name_of(key) for key in sorted(set(table["source"]))}
    meant = table[table["sense"] == "concept"] if "sense" in table else table
    seen = pd.crosstab(meant["effect"], meant["source"].map(sites)).clip(upper=1)
    seen = seen[list(sites.values())]
    seen = seen.assign(pages=seen.sum(axis=1)).reset_index()
    seen = seen.sort_values(["pages", "effect"], ascending=[False, True]).set_index("effect")
    once = seen[seen["pages"] == 1]
    shown = seen[seen["pages"] > 1].drop(columns="pages")
    shown.index = [name[:1].upper() + name[1:] for name in shown.index]
    axes = matrix(shown, head="Effect", total="Pages", ax=ax, width=width)
    every = int((seen["pages"] == len(sites)).sum())
    about = read_about()
    return on_page(
        axes,
        ax,
        f"Of {len(seen)} effects, {every} stand{'s' * (every == 1)} on all {len(sites)} pages",
        subtitle=(
            f"Effects, signs and risks of {about.drug} that each {about.pages.removesuffix('s')} prints, "
            "in any spelling"
        ),
        note=(
            f"A blank: the page does not print it, which is no denial. {len(once)} more effects stand on one page "
            "only and are in the table beside the picture."
        ),
        source=credit(table),
        alt=(
            f"Matrix of {len(shown)} effects by {len(sites)} web pages. {every} stand on every page: "
            f"{listed(list(seen.index[:every]))}. {len(once)} stand on one page only and are not drawn."
        ),
    )
