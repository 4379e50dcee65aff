"""An attacker of its own on released papers: every case is of one group, age band and outcome, and each printed number
is a row over these combinations. It knows nothing of keys, sums or joint tables of the gate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from cases.invented import case
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.forms import Withheld

SEXES, UNKNOWN = ("Female", "Male"), "(missing)"
AGES = {"<6": 3.0, "6-12": 9.0, "13-19": 16.0, "20-39": 30.0, "40-59": 50.0, ">=60": 70.0}
OUTCOMES = ("No effect", "Minor effect", "Moderate effect", "Major effect", "Death")
PLAN = """[table_1]
by = "sex"
variables = ["medical_outcome", "age_band"]
numbers = []
[tables]
outcomes = ["serious"]
factors = ["age_band", "sex"]
[figures]
figure_3 = "outcomes"
formats = ["png"]
"""
ALONE = PLAN.replace('["age_band", "sex"]', '["age_band"]')  # sex is no factor


def cases(counts):
    """Give so many cases of each sex, age band and outcome; None is unknown."""
    said = [entry for entry, n in counts.items() for _ in range(n)]
    return [
        case(f"c{place}", "Baclofen", sex=sex, age_years=AGES.get(band), medical_outcome=outcome, date="2020-01-15")
        for place, (sex, band, outcome) in enumerate(said)
    ]


def random_counts(seed: int) -> dict:
    """Give counts of some 200 cases in which sex, age or outcome is unknown now and then."""
    draw, counts = np.random.default_rng(seed), {}
    bands = list(draw.choice(list(AGES), 3, replace=False))
    for _ in range(int(draw.integers(80, 350))):
        entry = [draw.choice(SEXES), draw.choice(bands, p=(0.6, 0.3, 0.1)), draw.choice(OUTCOMES[:4])]
        entry = tuple(None if draw.random() < 0.06 else str(level) for level in entry)
        counts[entry] = counts.get(entry, 0) + 1
    return counts


class Attack:
    """What the tables of a released paper say, as rows over combinations; `small` are the counts it must not tell."""

    def __init__(self, released, true, rule):
        self.rule, self.rows, self.small = rule, [], {}
        groups = [*dict.fromkeys(true["table-1"]["group"])][1:]
        self.of = pd.MultiIndex.from_product([[*groups, "none"], [*AGES, UNKNOWN], [*OUTCOMES, UNKNOWN]]).to_frame()
        self.of.columns = ["sex", "age_band", "medical_outcome"]
        self.known = self.of["medical_outcome"] != UNKNOWN
        self.serious = self.of["medical_outcome"].isin(OUTCOMES[2:])
        self._table_1(released["table-1"], true["table-1"])
        self._table_3(released["table-3"], true["table-3"], true.plan["tables"]["factors"])
        for figure in released.figures:
            if figure.chart == "outcomes":
                drawn = figure.table.set_index("age_band")
                whole = next(one.table for one in true.figures if one.stem == figure.stem).set_index("age_band")
                for band in whole.index:
                    inside = self.known & (self.of["age_band"] == band)
                    row = drawn.loc[band] if band in drawn.index else {"n": None, "events": None}
                    self.say(inside, row["n"], whole.loc[band, "n"])
                    self.say(inside & self.serious, row["events"], whole.loc[band, "events"])

    def say(self, inside, printed, true):
        mask = inside.to_numpy(float)
        if printed is None or isinstance(printed, Withheld):
            if printed is not None:
                self.rows.append((mask, self.rule.least, np.inf))
            if self.rule.hides(int(true)):
                self.small[tuple(mask)] = int(true)
        elif pd.notna(printed):
            self.rows.append((mask, *self.rule.means(int(printed))))

    def _table_1(self, table, true):
        everybody = pd.Series(True, index=self.of.index)
        for row, told in zip(table.itertuples(), true.itertuples(), strict=True):
            group = everybody if row.group == "Total" else self.of["sex"] == row.group
            self.say(group if row.variable == "cases" else group & (self.of[row.variable] == row.level), row.n, told.n)
            if row.variable != "cases":
                self.say(group & (self.of[row.variable] != UNKNOWN), row.denominator, told.denominator)
        for name in ("medical_outcome", "age_band"):
            absent = ~self.of[name].isin(table.loc[table["variable"] == name, "level"])
            self.rows.append((absent.to_numpy(float), 0, 0))

    def _table_3(self, table, true, factors):
        complete = self.of["age_band"] != UNKNOWN
        complete &= (self.of["sex"] != "none") if "sex" in factors else True
        for row, told in zip(table.itertuples(), true.itertuples(), strict=True):
            inside = self.known
            if row.factor != "all":
                inside = inside & complete & (self.of[row.factor] == row.term)
                self.say(self.known & ~complete, row.left_out, told.left_out)
            self.say(inside, row.n, told.n)
            self.say(inside & self.serious, row.events, told.events)

    def ends(self, mask, *, everything_hidden=False):
        """Give the least and the largest count in any table of whole numbers that agrees with what is printed."""
        rows = [
            (row, *((self.rule.least, np.inf) if everything_hidden and high else (low, high)))
            for row, low, high in self.rows
        ]
        matrix, low, high = (np.array(part) for part in zip(*rows, strict=True))
        found = [
            milp(side * np.array(mask), integrality=np.ones(len(mask)), bounds=Bounds(0, np.inf),
                 constraints=LinearConstraint(matrix, low, high))
            for side in (1, -1)
        ]  # fmt: skip
        return tuple(
            side * round(one.fun) if one.x is not None else np.inf for side, one in zip((1, -1), found, strict=True)
        )

    def broken(self):
        """Give the small counts that are told more narrowly than by the rule, though hiding everything would not."""
        for mask, true in self.small.items():
            low, high = self.ends(mask)
            if low > self.rule.least or high < self.rule.most:
                least, most = self.ends(mask, everything_hidden=True)
                if low > max(least, self.rule.least) or high < min(most, self.rule.most):
                    yield true, low, high
