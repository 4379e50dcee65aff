"""A paper with its withheld counts out of it, and everything that would give them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

import pandas as pd

from ...forms import Withheld, alike, listed, p_value
from ...release import Policy, Released
from ...shown import LEFT_OUT, has_limits
from ..answers import TREND, Answers, DisclosureControl, Figure
from .counted import FACT, Counted

TESTED = ("statistic", "df", "p", "smd")
QUARTILES = ("q1", "median", "q3")
LIMITS = ("value", "low", "high")
CRUDE, ADJUSTED = ("crude", "crude_low", "crude_high"), ("adjusted", "adjusted_low", "adjusted_high", "p")


def withhold(answers: Answers, counted: Counted, released: Released, rule: Policy) -> Answers:
    """Give the paper as it may leave: the mark in every withheld cell, and no number that gives one back.

    A share goes with its count or its denominator; limits, odds ratios, rates and P values go with their counts, all of
    them where counts are rounded; medians where fewer cases than the threshold have a value; changes over the years
    with their years, trends with any year; a picture loses what is withheld, one of single doses is not drawn. The
    first and the last day, which are days of single cases, become years.
    """
    return _Gate(answers, counted, released, rule).paper()


class _Gate:
    """One passage of a paper: tables as they are filled, and why something is no longer there."""

    def __init__(self, answers: Answers, counted: Counted, released: Released, rule: Policy):
        self.answers, self.counted, self.released, self.rule = answers, counted, released, rule
        self.mark = Withheld(rule.mark)
        # limits that were computed from true counts do not stand beside rounded ones
        self.exact = rule.rounding == "none" and rule.limits != "none"
        self.tables = {stem: table.reset_index(drop=True).astype(object) for stem, table in counted.tables.items()}
        self.reasons = dict(answers.reasons)

    def paper(self) -> Answers:
        for place, key in self.counted.places.items():
            if place.row == FACT:
                continue
            count = self.mark if key in self.released.hidden else self.released.shown[key]
            text = place.table == "run" and not isinstance(count, Withheld)
            self._put(place.table, place.row, place.column, f"{count:,}" if text else count)
        self._shares()
        self._table_1()
        self._table_2()
        self._table_3()
        self._years()
        self._run()
        figures = tuple(one for figure in self.answers.figures if (one := self._figure(figure)) is not None)
        tables = {stem: _typed(self.tables[stem]) for stem in self.answers.tables}
        return replace(
            self.answers,
            tables=tables,
            reasons=self.reasons,
            figures=figures,
            control=control_of(self.released, self.rule),
        )

    def _put(self, table: str, row: int, column: str, value: object) -> None:
        self.tables[table].loc[row, column] = value

    def _hidden(self, table: str, row: int, *columns: str) -> bool:
        return any(isinstance(self.tables[table].loc[row, column], Withheld) for column in columns)

    def _mark(self, table: str, row: int, columns: tuple[str, ...]) -> None:
        """Put the mark where a number stands; where none does, there is nothing to withhold."""
        for column in columns:
            if column in self.tables[table] and pd.notna(self.tables[table].loc[row, column]):
                self._put(table, row, column, self.mark)

    def _shares(self) -> None:
        for part, whole, place in self.counted.shares:
            n, of = (self.released.shown.get(key) for key in (part, whole))
            if n is None or of is None or self.rule.percentages == "none":
                self._mark(place.table, place.row, (place.column,))
            elif self.rule.rounding != "none" and pd.notna(self.tables[place.table].loc[place.row, place.column]):
                self._put(place.table, place.row, place.column, min(n / of, 1.0) if of else float("nan"))

    def _table_1(self) -> None:
        table = self.tables["table-1"]
        hidden = {table.loc[row, "variable"] for row in table.index if self._hidden("table-1", row, "n")}
        for row in table.index:
            if table.loc[row, "variable"] in hidden or not self.exact:
                self._mark("table-1", row, TESTED)
                for told in {"test", "reason"} & set(table):  # which test it is hangs on the smallest expected count
                    self._put("table-1", row, told, float("nan"))
            if "median" in table and (self._hidden("table-1", row, "n") or self._few(table.loc[row, "n"])):
                self._mark("table-1", row, QUARTILES)
        self.tables["table-1"] = table.drop(columns=["mean", "sd"], errors="ignore")

    def _few(self, n: Any) -> bool:
        return pd.notna(n) and int(n) < self.rule.threshold

    def _limits(self, stem: str, columns: tuple[str, ...], *counts: str) -> None:
        for row in self.tables[stem].index:
            if self._hidden(stem, row, *counts) or not self.exact:
                self._mark(stem, row, columns)

    def _table_2(self) -> None:
        self._limits("table-2", ("low", "high"), "n", "cases")
        self.tables["table-2"] = self._sorted(self.tables["table-2"], "kind", "term")

    def _sorted(self, table: pd.DataFrame, kind: str | None, name: str) -> pd.DataFrame:
        """Sort by what is printed: the order of true counts would tell of those that are withheld or rounded."""
        shown = [-1 if isinstance(n, Withheld) else int(n) for n in table["n"]]
        kinds = pd.Series(table[kind] if kind else "", index=table.index)
        order = {word: place for place, word in enumerate(dict.fromkeys(kinds))}
        keys = pd.DataFrame({"kind": kinds.map(order), "n": [-n for n in shown], "name": table[name].astype(str)})
        return table.loc[keys.sort_values(["kind", "n", "name"]).index].reset_index(drop=True)

    def _table_3(self) -> None:
        table = self.tables["table-3"]
        if len(table):
            self._limits("table-3", ("low", "high"), "events", "n")
            for of in dict.fromkeys(table["outcome"]):
                self._ratios("table-3", table[(table["outcome"] == of) & (table["factor"] != "all")])

    def _ratios(self, stem: str, model: pd.DataFrame) -> None:
        """Withhold odds ratios with their row, and with the row that they are relative to; coarsen what is adjusted.

        An adjusted ratio hangs on every count of its model: where one of them is withheld, the others stand to as many
        digits as they are printed with. Where zero is withheld too, they go: that there are such ratios, and by which
        method, tells that no count is zero.
        """
        hidden = [row for row in model.index if self._hidden(stem, row, "events", "n")]
        if self.rule.zeros_count and hidden:
            self._without_method(stem, model.index)
        for _, rows in model.groupby("factor", sort=False):
            gone = set(rows.index) if rows.index[0] in hidden or not self.exact else set(hidden)
            for row in rows.index:
                if row in gone:
                    self._mark(stem, row, CRUDE if self.rule.limits == "free" else CRUDE + ADJUSTED)
                if hidden or not self.exact:
                    self._coarsen(stem, row)

    def _without_method(self, stem: str, rows: pd.Index) -> None:
        for row in rows:
            self._mark(stem, row, ADJUSTED)
            if "method" in self.tables[stem]:
                self._put(stem, row, "method", float("nan"))

    def _coarsen(self, stem: str, row: int) -> None:
        """Give an adjusted odds ratio, its limits and its P value as they are printed."""
        found = self.tables[stem].loc[row]
        if isinstance(found["adjusted"], Withheld) or pd.isna(found["p"]):
            return
        ends = [found[name] for name in ADJUSTED[:3]]
        said = zip(ADJUSTED, (*alike(*ends), p_value(found["p"])), (*ends, found["p"]), strict=True)
        for name, printed, value in said:
            self._put(stem, row, name, as_printed(printed, value))

    def _years(self) -> None:
        self._limits("annual", LIMITS, "count")
        change = self.tables["change"]
        hidden = any(self._hidden("annual", row, "count") for row in self.tables["annual"].index)
        kept = [
            row
            for row in change.index
            if self.exact
            and not (self._hidden("change", row, "old", "new") if pd.notna(change.loc[row, "old"]) else hidden)
        ]
        if len(kept) < len(change):
            self.reasons.setdefault("change", TREND)
        if any(change.loc[row, "term"] != "first to last year" for row in change.index if row not in kept):
            self.reasons["trend"] = TREND
        self.tables["change"] = change.loc[kept].reset_index(drop=True)

    def _run(self) -> None:
        run = self.tables["run"].set_index("quantity")["value"]
        for day, year in (("first day", "first year"), ("last day", "last year")):
            run[day] = run[year]
        self.tables["run"]["value"] = pd.Series(list(run), dtype=object)

    def _figure(self, figure: Figure) -> Figure | None:
        stem, facts = figure.stem, dict(figure.table.attrs)
        if figure.chart == "trend" and "trend" in self.reasons:
            table = self.tables[stem]
            self.tables[stem] = table[table["kind"] == "observed"].drop(
                columns=["kind", "term", "change", "change_low", "change_high"]
            )
            figure = replace(figure, chart="counts", title=figure.title.removesuffix(" and their trend"))
            if self.tables[stem]["low"].isna().all():  # counts, which have no limits; with them they would be rates
                self.tables[stem] = self.tables[stem].drop(columns=list(LIMITS))
                facts = {name: value for name, value in facts.items() if name not in ("level", "method")}
        if figure.chart == "counts" and not self.exact:  # a rate would give the count back
            rated = [name for name in LIMITS if name in self.tables[stem]]
            self.tables[stem] = self.tables[stem].drop(columns=rated)
            figure = replace(figure, title=self.answers.kind.worded("Cases per year"))
        table = self.tables[stem]
        if figure.chart == "odds":
            self._ratios(stem, table)
        elif not self.exact:
            self.tables[stem] = table = table.assign(
                **{name: float("nan") for name in ("low", "high") if name in table}
            )
            facts = {name: value for name, value in facts.items() if name not in ("level", "method")}
        gone = [row for row in table.index if any(isinstance(value, Withheld) for value in table.loc[row])]
        if figure.chart == "flow":  # a chart of texts, which shows the mark
            table.attrs.update(facts | ({"withheld": f"{self.rule.explained}."} if gone else {}))
            return replace(figure, table=_typed(table))
        return self._drawn(figure, table.drop(index=gone), facts, [self._named(table, row) for row in gone])

    def _named(self, table: pd.DataFrame, row: int) -> str:
        name = "term" if "factor" in table else table.columns[0]
        return str(table.loc[row, name])

    def _drawn(self, figure: Figure, table: pd.DataFrame, facts: dict, gone: list[str]) -> Figure | None:
        if table.empty:
            self.reasons[figure.stem] = "everything in it is withheld"
            return None
        if "n" in table and "cases" in table:
            table = self._sorted(table, None, table.columns[0])
        table = _typed(table.reset_index(drop=True))
        table.attrs = facts | self._told(figure.stem, facts)  # its own still name limits that are not drawn
        said = [f"Withheld, and not drawn: {listed(sorted(gone))}."] if gone else []
        if not self.exact and {"low", "high"} & set(table) and has_limits(figure.table):
            said.append("Limits are withheld.")
        if said:
            table.attrs["withheld"] = " ".join(said)
        return replace(figure, table=table)

    def _told(self, stem: str, facts: Mapping) -> dict:
        """Give the counts that stand in a legend; one that is withheld, or that no table knows, is not told."""
        places = {place.column: key for place, key in self.counted.places.items() if place[:2] == (stem, FACT)}
        counts = {name: self.released.shown.get(places[name]) if name in places else None for name in LEFT_OUT}
        return {name: counts[name] for name in facts if name in LEFT_OUT}


def as_printed(printed: str, value: float) -> float:
    """Give a number that is no more exact than its print, and prints so again."""
    if not isfinite(value):
        return value
    end = float(printed.lstrip("<>").replace(",", ""))
    return {"<": end / 3, ">": (2 + end) / 3}.get(printed[0], end)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Give columns their types back; one with marks keeps its objects, which a column of texts would not."""
    plain = [name for name in table if not table[name].map(lambda value: isinstance(value, Withheld)).any()]
    return table.assign(**{name: table[name].infer_objects() for name in plain})


def without_single_doses(answers: Answers) -> Answers:
    """Draw the effects of Table 2 where a paper draws single doses, which are single cases; else nothing."""
    figures = []
    for figure in answers.figures:
        if figure.chart != "severity":
            figures.append(figure)
        elif len(effects := answers["table-2"].query("kind == 'effect'")):
            table = effects.rename(columns={"term": "effect"}).drop(columns="kind").reset_index(drop=True)
            facts = {
                name: figure.table.attrs[name] for name in ("study", "synthetic", "level") if name in figure.table.attrs
            }
            table.attrs.update(facts | {"records": answers.records, "method": effects["method"].iloc[0]})
            title = answers.kind.worded("Clinical effects in single-substance cases")
            figures.append(replace(figure, chart="effects", table=table.drop(columns="method"), title=title))
    return replace(answers, figures=tuple(figures))


def control_of(released: Released, rule: Policy) -> DisclosureControl:
    """Give what the paper says of its disclosure control."""
    rounded = {
        "none": "",
        "nearest": f"Every count is rounded to the nearest {rule.base}, so that sums may differ from their parts.",
        "midpoint": f"Every count is the middle of a range of {rule.base}, so that sums may differ from their parts.",
    }[rule.rounding]
    printed = len(released.shown) + len(released.hidden)
    return DisclosureControl(
        rule.name, rule.mark, rule.explained, rule.citation, rounded, len(released.hidden), printed
    )
