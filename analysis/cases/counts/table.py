"""Counts together with what guards an answer made of them: breaks in coding, periods cut short, made-up cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ...errors import DataError, meant
from ...shown import notes_of, shown
from ..codebook.records import POISON_CENTER
from ..study.selection import checked_breaks, span, year_ends
from .facts import checked_frame, checked_periods
from .headings import LIMITS, PERIODS, SIZES, SYNTHETIC, groups_of, marked, unmarked

SHOWN_ROWS = 60
WAY_OUT = "Counts(frame, breaks={2006: 'new codes'}), with breaks={} where there is none (from analysis.cases)"


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts per period or place, and the facts that rates, changes, trends and pictures of them must know.

    The functions of this room give and take it; a frame alone says nothing of its breaks, and a merge, a group or a
    file loses what was written beside it.

    Parameters
    ----------
    frame : DataFrame
        ``count`` and ``year``, ``month``, ``week_start`` or a place; perhaps columns that split it, a denominator and
        rates. It is copied, and its index and ``attrs`` are left behind.
    breaks : mapping of int to str
        Breaks in the coding of these counts: the first year under the new one, and what changed; ``{}`` says that
        there is none. Trends know of those that concern everybody besides.
    partial : mapping of int or str to str
        Years (or first days, ``"2020-01-01"``) that the records do not cover whole, and why.
    partial_years : mapping of int to str
        The same of the years of weekly and monthly counts.
    study : str
        What is counted, in words.
    synthetic : bool, optional
        Whether the cases are made up; None where it is not known. A column ``synthetic`` of the frame that says yes is
        believed in any case.
    records : str
        What the records are, as a mapping says it: ``"poison center"``, ``"deaths"`` and so on.
    years_left_out : mapping of int to str
        Years that are in no row because they are not whole, and why.
    told : mapping
        What else belongs beside the numbers: ``without_date`` and the like (cases in no row), ``several``, ``missing``,
        ``notes``, and of rates ``unit``, ``level``, ``method``.

    Raises
    ------
    DataError
        When there is no column of counts, a count is no whole number, a year no number, or a fact no mapping.

    Examples
    --------
    Counts that somebody published, under one coding:

    >>> import pandas as pd
    >>> from analysis.cases import annual_trend
    >>> frame = pd.DataFrame({"year": [2015, 2016, 2017, 2018], "count": [400, 440, 484, 532]})
    >>> counts = Counts(frame, breaks={}, study="baclofen exposures", synthetic=False)
    >>> counts["count"].tolist(), len(counts.select(years=(2016, 2018)))
    ([400, 440, 484, 532], 3)
    >>> annual_trend(counts)["value"].round(1).tolist()
    [10.0]
    """

    frame: pd.DataFrame
    breaks: Mapping[int, str]
    partial: Mapping[int | str, str] = field(default_factory=dict)
    partial_years: Mapping[int, str] = field(default_factory=dict)
    study: str = ""
    synthetic: bool | None = None
    records: str = POISON_CENTER
    years_left_out: Mapping[int, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        if self.synthetic not in (True, False, None):
            raise DataError(f"synthetic: expected True, False or None (not known), got {self.synthetic!r}.")
        kept = {"frame": checked_frame(self.frame), "breaks": checked_breaks(self.breaks), "told": dict(self.told)}
        for name in ("partial", "partial_years", "years_left_out"):
            kept[name] = checked_periods(getattr(self, name), name)
        said = marked(kept["frame"])
        kept["frame"] = unmarked(kept["frame"])
        kept["synthetic"] = said if said or self.synthetic is None else bool(self.synthetic)
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    def __getitem__(self, key):
        """Give a column (or several) by name, or, by a truth value for each row, the counts of some rows."""
        given = [key] if isinstance(key, str) or not isinstance(key, Iterable) else list(key)
        if pd.api.types.is_bool_dtype(np.asarray(given)) and len(given) == len(self):
            return self._of(self.frame[np.asarray(given)])
        if strange := [name for name in given if name not in self.frame]:
            known, got = ", ".join(map(str, self.frame)), strange[0]
            raise DataError(f"column: expected one of {known}, got {got!r}{meant(got, self.frame)}")
        return self.frame[key].copy()

    def __getattr__(self, name: str):
        raise AttributeError(
            f"Counts has no {name!r}: counts['year'] gives a column, counts.to_frame() a DataFrame; select takes years "
            "and groups, with_rates joins a population, and both keep what guards the counts."
        )

    def __iter__(self):
        return iter(self.frame)

    def __contains__(self, name: str) -> bool:
        return name in self.frame

    def __len__(self) -> int:
        return len(self.frame)

    def select(self, *, years=None, **groups) -> Counts:
        """Give the counts of some years or groups, and the facts that concern them.

        Parameters
        ----------
        years : int or (first, last), optional
        **groups
            Column and the value (or several values) of it; a column of which one value is left goes.

        Raises
        ------
        DataError
            When a column is not there, or no row is left.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"year": [2019, 2020] * 2, "sex": ["F", "F", "M", "M"], "count": [5, 6, 7, 8]})
        >>> Counts(frame, breaks={}).select(sex="M").frame.values.tolist()
        [[2019, 7], [2020, 8]]
        """
        kept, words = self.frame, []
        if years is not None:
            first, last = year_ends(years)
            kept = kept[self["year"].between(first, last)]
            words = [f"years {span(years)}"]
        for name, wanted in groups.items():
            several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
            kept = kept[self[name].loc[kept.index].isin(list(wanted) if several else [wanted])]
            kept = kept if several else kept.drop(columns=name)
            words.append(f"{name} {', '.join(map(str, wanted)) if several else wanted}")
        if kept.empty:
            raise DataError(f"select: expected some of the rows, got none of {', '.join(words)}.")
        return replace(self._of(kept), study="; ".join([*([self.study] if self.study else []), *words]))

    def added_up(self) -> Counts:
        """Add the groups of every period up.

        A period in which a group has no count (it was hidden, or has no row) is named in `partial`, for its sum is too
        small.

        Raises
        ------
        DataError
            When cases stand in several groups, or rates are there, which cannot be added.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"year": [2019, 2019, 2020], "county": ["Kent", "Cecil", "Kent"], "count": [5, 6, 7]})
        >>> total = Counts(frame, breaks={}).added_up()
        >>> total.frame.values.tolist(), total.partial
        ([[2019, 11], [2020, 7]], {2020: '1 of 2 groups have a count'})
        """
        groups, periods = groups_of(self.frame), [name for name in PERIODS if name in self]
        if not groups:
            return self
        if not periods:
            raise DataError("counts: expected years, months or weeks to add groups up in, got none.")
        if self.told.get("several") or {*SIZES, *LIMITS} & {*self.frame}:
            raise DataError("counts: expected groups that can be added up, got rates, or cases that are in several.")
        total = len(self.frame[groups].drop_duplicates())
        added = self.frame.groupby(periods, sort=False)["count"].agg(["sum", "size"]).reset_index()
        few = added[added["size"] < total]
        short = {start: f"{n} of {total} groups have a count" for start, n in few[[periods[0], "size"]].to_numpy()}
        facts: dict = {"partial": {**short, **self.partial}}
        if periods[0] != "year":
            within = dict.fromkeys(few["year"], "in some periods a group has no count")
            facts["partial_years"] = {**within, **self.partial_years}
        frame = added.drop(columns="size").rename(columns={"sum": "count"})
        return replace(self, frame=frame, **facts)

    def with_frame(self, frame: pd.DataFrame, **told) -> Counts:
        """Give the same facts beside another frame of the same cases, and `told` beside what is told."""
        return replace(self, frame=frame, told={**self.told, **told})

    def head(self, rows: int) -> Counts:
        """Give the first rows."""
        return self._of(self.frame.head(rows))

    def to_frame(self) -> pd.DataFrame:
        """Give a copy of the frame for reading and drawing, the facts in its ``attrs``; no trend takes it.

        Made-up cases are marked in a column ``synthetic`` too, which a merge or a file does not lose.
        """
        frame = framed(self)
        return frame.assign(**{SYNTHETIC: True}) if self.synthetic else frame

    def equals(self, other: Counts) -> bool:
        """Tell whether the numbers and the facts are the same."""
        return self.frame.equals(other.frame) and self.facts() == other.facts()

    def facts(self) -> dict[str, object]:
        """Give everything but the numbers by name."""
        known: dict[str, object] = {"study": self.study, "records": self.records}
        known |= {"partial": dict(self.partial), "breaks": dict(self.breaks)}
        known |= {} if self.synthetic is None else {"synthetic": self.synthetic}
        known |= {"partial_years": dict(self.partial_years)} if self.partial_years else {}
        return known | ({"years_left_out": dict(self.years_left_out)} if self.years_left_out else {}) | {**self.told}

    def summary(self) -> str:
        """Say what is counted and what the numbers need beside them."""
        origin = {True: "Synthetic cases: describes no person.", None: "Not stated whether the cases are real."}
        said = [f"{self.study[:1].upper()}{self.study[1:]}."] if self.study else []
        return " ".join([*said, *filter(None, [origin.get(self.synthetic)]), *notes_of(self.facts())])

    def __repr__(self) -> str:
        return f"{self.frame.to_string(max_rows=SHOWN_ROWS, index=False)}\n{self.summary()}"

    def _repr_html_(self) -> str:
        dates = self.frame.select_dtypes("datetime").columns
        rows = self.frame.assign(**{name: self.frame[name].dt.strftime("%Y-%m-%d") for name in dates})
        if len(rows) > SHOWN_ROWS:
            gap = pd.DataFrame([["..."] * rows.shape[1]], columns=rows.columns)
            rows = pd.concat([rows.head(10).astype(object), gap, rows.tail(10).astype(object)])
        return shown("Counts", rows, self.summary(), level=self.told.get("level"))

    def _of(self, rows: pd.DataFrame) -> Counts:
        """Give some of the rows, and of the facts those about periods that are still there."""
        left = {*rows.get("year", ())}
        left |= {f"{day:%Y-%m-%d}" for name in ("month", "week_start") if name in rows for day in rows[name]}
        kept: dict = {
            name: {period: why for period, why in getattr(self, name).items() if period in left}
            for name in ("partial", "partial_years")
        }
        told = dict(self.told)
        if told.get("missing") and "year" in rows:
            first, last = rows["year"].min(), rows["year"].max()
            told["missing"] = {when: why for when, why in told["missing"].items() if first <= int(when[:4]) <= last}
        return replace(self, frame=rows, **kept, told=told)


def guarded(counts) -> Counts:
    """Give counts that say what guards them; a bare frame is refused with the way out."""
    if isinstance(counts, Counts):
        return counts
    got = "a bare frame" if isinstance(counts, pd.DataFrame) else type(counts).__name__
    raise DataError(
        f"counts: expected Counts, which know of breaks in coding and of periods cut short, got {got}; "
        f"keep what annual_counts gave (select, with_rates), or say what is known of the frame: {WAY_OUT}."
    )


def framed(answer) -> pd.DataFrame:
    """Give the frame of an answer, whether it is one or holds one, with the facts in its ``attrs``."""
    if not isinstance(answer, Counts):
        return answer
    frame = answer.frame.copy()
    frame.attrs = answer.facts()
    return frame
