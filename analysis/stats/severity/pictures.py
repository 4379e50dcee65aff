"""How fitted severity models are drawn. Every function takes a result and an Axes and gives the Axes back."""

from __future__ import annotations

import numpy as np

from ...shown import limits_of
from ...style import BAND, PALETTE, axes_of, key, log_axis

_LINE, _POINT = PALETTE["fit"], PALETTE["observed"]


def draw_dose_response(fit, ax=None):
    """Observed shares (area grows with the cases), fitted curve and limits."""
    ax, seen = axes_of(ax), fit.data.by_dose()
    space = np.geomspace if fit.scale == "log10" else np.linspace
    dose = space(seen.dose.min(), seen.dose.max(), 200)
    curve = fit.predict(dose)
    _curve(ax, dose, curve["value"], curve["low"], curve["high"], fit.level)
    ax.scatter(seen.dose, seen.events / seen.n, s=_sizes(seen.n), color=_POINT, alpha=0.6, label="observed")
    if fit.scale == "log10":
        log_axis(ax.xaxis)
    return _labelled(ax)


def draw_firth(fit, ax=None):
    """One covariate: the curve over the 0/1 data. Several: odds ratios with their limits."""
    ax = axes_of(ax)
    if len(fit.terms) > 2:
        ratios = fit.odds_ratios()
        place = np.arange(len(ratios))
        off = [ratios["value"] - ratios["low"], ratios["high"] - ratios["value"]]
        ax.errorbar(ratios["value"], place, xerr=off, fmt="o", color=_LINE)
        ax.axvline(1, color=PALETTE["guide"], linewidth=0.8)
        ax.set(yticks=place, yticklabels=list(ratios.index), ylabel="term", ylim=(-0.5, len(ratios) - 0.5))
        ax.set_xlabel(f"odds ratio ({limits_of(fit.level)})")
        log_axis(ax.xaxis)
        return ax
    x, share = fit.data.dose[:, 0], fit.data.events / fit.data.n
    grid = np.linspace(x.min(), x.max(), 200)
    ratio = fit.odds_ratios().iloc[0]
    limits = f"{limits_of(fit.level)} {ratio['low']:.3g} to {ratio['high']:.3g}"
    ax.plot(grid, fit.predict(grid), color=_LINE, label=f"odds ratio {ratio['value']:.3g}\n({limits})")
    ax.scatter(x, share, s=_sizes(fit.data.n), color=_POINT, alpha=0.6, label="observed")
    return _labelled(ax, fit.terms[1])


def draw_isotonic(fit, ax=None):
    """Observed shares, fitted steps and simultaneous limits."""
    ax, seen = axes_of(ax), fit.data
    ax.step(seen.dose, fit.value, where="post", color=_LINE, label="isotonic fit")
    label = f"{limits_of(fit.level)}, all doses at once"
    ax.fill_between(seen.dose, fit.low, fit.high, step="post", color=_LINE, alpha=BAND, label=label)
    ax.scatter(seen.dose, seen.events / seen.n, s=_sizes(seen.n), color=_POINT, alpha=0.6, label="observed")
    return _labelled(ax)


def draw_trend(fit, ax=None):
    """Share at each dose with exact limits."""
    ax, shares = axes_of(ax), fit.shares()
    off = [shares["value"] - shares["low"], shares["high"] - shares["value"]]
    ax.errorbar(shares["dose"], shares["value"], yerr=off, fmt="o", color=_LINE)
    return _labelled(ax, share=f"share ({limits_of(fit.level)})")


def draw_cutoff(fit, ax=None):
    """Share at or below and above the cut with exact limits."""
    ax, shares = axes_of(ax), fit.to_frame().iloc[::-1]
    off = [shares["value"] - shares["low"], shares["high"] - shares["value"]]
    ax.errorbar(np.arange(2), shares["value"], yerr=off, fmt="o", color=_LINE)
    names = [f"{row.Index} {fit.cut:g}\n{row.events} of {row.n}" for row in shares.itertuples()]
    ax.set(xticks=[0, 1], xticklabels=names, xlim=(-0.5, 1.5), ylim=(-0.03, 1.03), xlabel="dose")
    ax.set_ylabel(f"share ({limits_of(fit.level)})")
    return ax


def draw_threshold(fit, ax=None):
    """ROC curve, the chosen threshold marked."""
    ax, best = axes_of(ax), fit.best.iloc[0]
    fall = np.r_[1, 1 - fit.curve["specificity"], 0]
    ax.plot(fall, np.r_[1, fit.curve["sensitivity"], 0], color=_LINE, label=f"area {fit.auc.value:.3g}")
    ax.plot([0, 1], [0, 1], color=PALETTE["guide"], linewidth=0.8, linestyle=":")
    limits = f"{limits_of(fit.threshold.level)} {fit.threshold.low:.4g} to {fit.threshold.high:.4g}"
    label = f"threshold {fit.threshold.value:.4g}\n({limits})"
    ax.plot(1 - best["specificity"], best["sensitivity"], "o", color=_POINT, label=label)
    ax.set(xlabel="1 - specificity", ylabel="sensitivity")
    key(ax)
    return ax


def _curve(ax, x, value, low, high, level: float) -> None:
    ax.plot(x, value, color=_LINE, label="fit")
    ax.fill_between(x, low, high, color=_LINE, alpha=BAND, label=limits_of(level))


def _sizes(n: np.ndarray) -> np.ndarray:
    return 20 + 60 * np.sqrt(n / np.max(n))


def _labelled(ax, dose: str = "dose", share: str = "share with the event"):
    ax.set(xlabel=dose, ylabel=share, ylim=(-0.03, 1.03))
    if ax.get_legend_handles_labels()[1]:
        key(ax)
    return ax
