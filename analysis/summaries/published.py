"""Published results, recomputed from the counts that are printed beside them."""

from __future__ import annotations

import pandas as pd
from scipy.special import chdtrc

from ..audit.intervals import check_interval
from ..audit.p_values import check_p_of_interval, p_interval
from ..audit.percentages import possible_counts
from ..audit.shares import check_percentage
from ..loaders import load_published_results
from ..printed import Interval, read_printed
from .recompute import (
    UNKNOWN,
    VERDICTS,
    amount,
    recompute_change,
    recompute_mean,
    recompute_percent,
    recompute_rate,
    recompute_ratio,
    recompute_total,
)
from .registry import summary

_DIVIDED = ("numerator", "denominator")
# Kind of result -> the columns that it is computed from, the function, and what that takes beside them.
_RECIPES: dict[str, tuple] = {
    "percent_change": (("old", "new"), recompute_change, ("per", "level")),
    "percent": (_DIVIDED, recompute_percent, ("level",)),
    "ratio": (_DIVIDED, recompute_ratio, ("level",)),
    "mean": (_DIVIDED, recompute_mean, ("level",)),
    "rate": (_DIVIDED, recompute_rate, ("per", "level")),
    "total": (("numerator",), recompute_total, ()),
}
_MEASURES = {"odds_ratio": "OR", "annual_percent_change": "APC", "difference": "linear"}
_NEEDED = {
    "percent_change": "The two numbers",
    "percent": "Count and denominator",
    "ratio": "The two counts",
    "mean": "The count and the years",
    "total": "The parts",
    "rate": "Count and population",
    "odds_ratio": "The four counts",
    "annual_percent_change": "The yearly numbers",
    "difference": "The counts before and after",
    "slope": "The monthly counts",
}


@summary(
    "Published results redone from the counts printed beside them",
    tables=("published_results", "gabapentinoids", "melatonin", "npds_totals", "primary_figures"),
    methods=("wilson_1927", "przyborowski_1940", "garwood_1936", "brown_2017", "altman_2011"),
    caveat=(
        "Verdicts are computed from what was seen of each publication, mostly abstracts. Limits are derived: they take "
        "counts as Poisson and shares as binomial, which reporting is not. Rates carry no limits, for their counts "
        "were not seen."
    ),
    needs={
        "results": (
            "result source quantity kind printed printed_low printed_high printed_p chi_square old new per "
            "numerator denominator"
        ),
    },
)
def redone_results(results: pd.DataFrame | None = None, *, level: float = 0.95) -> pd.DataFrame:
    """Recompute every published percent change, percentage, ratio, mean and total, and say whether the print holds.

    A count is exact and a rate is rounded: a change of two rates is held against all that their digits leave open. An
    estimate with limits whose counts were not seen is held against its own limits and p-value.

    Parameters
    ----------
    results : DataFrame, optional
        Columns as from `load_published_results`; the shipped results when left out.
    level : float
        Confidence level of the derived limits.

    Returns
    -------
    DataFrame
        One row per result: ``result``, ``quantity``, ``kind``, ``inputs`` in words, ``printed``, ``value`` recomputed
        in the printed unit with ``low`` and ``high`` (limits, where counts are known), ``least`` and ``greatest``
        (what rounded inputs leave open), ``verdict`` (one of `VERDICTS`), ``why`` and ``source``.

    Raises
    ------
    DataError
        When an input is no number.
    """
    rows = load_published_results() if results is None else results
    cells = rows.astype(object).where(rows.notna(), None).to_dict("records")
    made = pd.DataFrame([_redone(row, level) for row in cells])
    made["verdict"] = pd.Categorical(made["verdict"], VERDICTS, ordered=True)
    known = rows[["result", "quantity", "kind", "printed"]].reset_index(drop=True)
    frame = pd.concat([known, made], axis=1).assign(source=rows["source"].to_numpy())
    frame.insert(3, "inputs", frame.pop("inputs"))
    return frame


def _redone(row: dict, level: float) -> dict:
    columns, recompute, options = _RECIPES.get(row["kind"], ((), None, ()))
    missing = [column for column in columns if row[column] is None]
    if recompute is None or missing:
        return {"inputs": _seen(row, columns), **UNKNOWN, **_without_inputs(row, missing)}
    given = {name: level if name == "level" else row[name] for name in options}
    return recompute(row["printed"], *(row[column] for column in columns), **given)


def _seen(row: dict, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} {amount(row[column]):,}" for column in columns if row[column] is not None)


def _without_inputs(row: dict, missing: list[str]) -> dict:
    """Say why a result cannot be recomputed, and what can be said of it all the same."""
    if row["kind"] == "count":
        return {"verdict": "not recomputable", "why": "A count is not computed from other numbers."}
    lacking = f"{_NEEDED[row['kind']]} were not seen"
    if row["printed_low"] is not None:
        return _with_limits(row, lacking)
    if missing == ["numerator"] and row["kind"] == "percent":
        return _without_count(row["printed"], amount(row["denominator"]))
    if len(missing) == 1 and row["kind"] == "percent_change" and row["per"] is None:
        fitting = _counts_words(_other_end(row, missing[0]))
        word = {"old": "earlier", "new": "later"}[missing[0]]
        return {"verdict": "not recomputable", "why": f"The {word} count was not seen; {fitting} would fit."}
    return {"verdict": "not recomputable", "why": f"{lacking}."}


def _without_count(printed: str, n: int) -> dict:
    findings = check_percentage(printed, n)
    if findings:
        verdict = "differs" if findings[0].severity == "impossible" else "other rounding"
        return {"verdict": verdict, "why": findings[0].explanation}
    fitting = _counts_words(possible_counts(printed, n))
    return {"verdict": "not recomputable", "why": f"The count was not seen; {fitting} of {n:,} would fit."}


def _other_end(row: dict, missing: str) -> range:
    """Give the counts at the missing end of a percent change that make it print so."""
    ratio = Interval.of(1) + read_printed(row["printed"]).interval() / Interval.of(100)
    known = Interval.of(amount(row["new" if missing == "old" else "old"]))
    reach = known / ratio if missing == "old" else known * ratio
    return reach.integers()


def _counts_words(counts) -> str:
    if not counts:
        return "no count"
    return f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"


def _with_limits(row: dict, lacking: str) -> dict:
    """Hold an estimate against its own limits, its p-value and its chi-square."""
    measure = _MEASURES.get(row["kind"], "linear")
    prints = (row["printed"], row["printed_low"], row["printed_high"])
    said = [finding.explanation for finding in check_interval(*prints, measure=measure)]
    fits = ["its limits"]
    if row["printed_p"] is not None:
        said += [finding.explanation for finding in check_p_of_interval(row["printed_p"], *prints, measure=measure)]
        fits.append(f"p {row['printed_p']}")
    if row["printed_p"] is not None and row["chi_square"] is not None:
        said += _chi_square_faults(row["chi_square"], row["printed_p"])
        fits.append(f"chi-square {row['chi_square']}")
    if said:
        return {"verdict": "limits disagree", "why": f"{lacking}. {' '.join(said)}"}
    joined = " and ".join([", ".join(fits[:-1]), fits[-1]]) if len(fits) > 1 else fits[0]
    return {"verdict": "limits agree", "why": f"{lacking}; the estimate agrees with {joined}."}


def _chi_square_faults(chi_square: str, p: str) -> list[str]:
    """Hold a p-value against the chi-square beside it, of one degree of freedom, with all that rounding leaves open."""
    reach = read_printed(chi_square).interval()
    low, high = (Interval.of(f"{float(chdtrc(1, float(end))):.12g}").low for end in (reach.high, reach.low))
    if p_interval(p).overlaps(Interval(low, high)):
        return []
    return [f"A chi-square of {chi_square} has p = {float(high):.2g}, and {p} is printed."]
