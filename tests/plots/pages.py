"""What no page may have: texts that touch, leave the page, or are too small to read."""

from __future__ import annotations

from itertools import combinations

LEAST_POINTS = 6.0
_SLACK = 1.0  # pixels at 200 dpi: a renderer rounds each letter to whole pixels


def faults_of(figure) -> list[str]:
    """Say what is wrong with the texts of a figure, one line each."""
    figure.canvas.draw()
    renderer, page = figure.canvas.get_renderer(), figure.bbox
    texts = [(text, text.get_window_extent(renderer)) for text in _texts(figure)]
    faults = [
        f"{text.get_text()!r} is {text.get_fontsize():g} pt" for text, _ in texts if text.get_fontsize() < LEAST_POINTS
    ]
    for text, box in texts:
        if (
            box.x0 < page.x0 - _SLACK
            or box.x1 > page.x1 + _SLACK
            or box.y0 < page.y0 - _SLACK
            or box.y1 > page.y1 + _SLACK
        ):
            faults.append(f"{text.get_text()!r} leaves the page")
    for (one, a), (other, b) in combinations(texts, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > _SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.28 * min(
            a.height, b.height
        ):
            faults.append(f"{one.get_text()!r} touches {other.get_text()!r}")
    return faults


def _texts(figure):
    from matplotlib.text import Text

    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    hidden = {
        id(label)
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_minor_ticks()
        for label in (tick.label1, tick.label2)
    }
    for ax in figure.axes:
        for axis, low_high in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
            for tick in axis.get_major_ticks():
                inside = low_high[0] <= tick.get_loc() <= low_high[1]
                hidden |= {id(label) for label in (tick.label1, tick.label2) if not inside or not tick.get_visible()}
    return [text for text in shown if id(text) not in hidden]
