"""Picture of the effects that the documents print."""

from __future__ import annotations

import numpy as np

from ..style import PALETTE, axes_of, is_wide, note
from .registry import chart


@chart("document_agreement", size=(7.4, 9.6))
def document_agreement(table, ax=None):
    """Clinical effects that two or more of the five documents print, with a line of each.

    Dark: listed as an effect. Light: printed otherwise. No color, in parentheses: its word stands there in another
    sense only (a name, a class of drugs). Blank: the document does not print it.
    """
    ax = axes_of(ax, (7.4, 9.6))
    wide = is_wide(ax)
    shared = table[table["documents"] >= 2]
    effects, sources = list(dict.fromkeys(shared["effect"])), sorted(table["source"].unique())
    for row in shared.itertuples():
        place = (sources.index(row.source), effects.index(row.effect))
        own = row.sense == "concept"
        shade = 0.0 if not own else 1.0 if row.lists else 0.35
        if own:
            ax.add_patch(_cell(place, shade))
        text = f"l.{row.line}" if wide else f"{row.line}"
        look = {"bbox": None, "color": "white" if shade == 1.0 else PALETTE["line"], "fontsize": 7.5 if wide else 6}
        note(ax, text if own else f"({text})", *place, ha="center", **look)
    sites = table.drop_duplicates("source").set_index("source")["site"]
    ax.set_xticks(range(len(sources)), [_broken(sites[source], wide) for source in sources])
    ax.set_yticks(range(len(effects)), effects, fontsize=8.5 if wide else 6.5)
    ax.set_xticks(np.arange(-0.5, len(sources)), minor=True)
    ax.tick_params(which="both", length=0)
    ax.grid(visible=False)
    ax.xaxis.tick_top()
    ax.spines[:].set_visible(False)
    ax.set(xlim=(-0.5, len(sources) - 0.5), ylim=(len(effects) - 0.5, -0.5))
    return ax


def _cell(place: tuple[int, int], shade: float):
    from matplotlib.patches import Rectangle

    corner = (place[0] - 0.46, place[1] - 0.44)
    return Rectangle(corner, 0.92, 0.88, facecolor=PALETTE["primary"], alpha=shade, linewidth=0)


def _broken(label: str, wide: bool) -> str:
    """Break the name of a site after its number and in its middle; where it is narrow give the number alone."""
    number, _, name = label.partition(" ")
    if not wide:
        return number
    words = name.split()
    half = len(words) - len(words) // 2
    return "\n".join(part for part in (number, " ".join(words[:half]), " ".join(words[half:])) if part)
