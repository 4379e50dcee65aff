"""Through the gate: what has to be withheld of a paper, and the attack on the files that were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...errors import DataError
from ...forms import Withheld, listed
from ...release import Policy, Released, attack, policy, released_of
from ...release.cells import Key, Percentage
from ...release.earlier import Before
from ...release.protection import held
from ...release.suppression import PROGRAMS, Suppression
from ..answers import Answers
from ..kept import read_answers
from .accounted import check_accounted
from .cells import counted_in
from .counted import FACT, Counted, rest_key
from .keys import CASES
from .withhold import withhold, without_single_doses

DECIMALS = 10  # a share in a CSV file has twelve digits
ROWS = {  # what a row of each table is called by
    "table-1": ("variable", "level"),
    "table-2": ("kind", "term"),
    "table-3": ("outcome", "factor", "term"),
    "flow": ("step",),
    "annual": ("year",),
    "run": ("quantity",),
}


@dataclass(frozen=True, eq=False)
class Passage:
    """A paper as it may leave, and what stays in the house: which counts are small, and what it took.

    Attributes
    ----------
    answers : Answers
        For the public.
    suppression : Suppression
        True counts are in it.
    rule : Policy
    earlier : tuple of Released
        Releases of the same cases that are out already.
    """

    answers: Answers
    suppression: Suppression
    rule: Policy
    earlier: tuple[Released, ...] = ()

    @property
    def reasons(self) -> pd.DataFrame:
        """Give ``cell, count, reason`` of each withheld count: for the house only."""
        return self.suppression.reasons(self.rule)

    def attacked(self, folder: Path) -> pd.DataFrame:
        """Attack the written files; see `analysis.release.attack`.

        Raises
        ------
        DataError
            When a reader of the files could tell more of a small count than that it is small.
        """
        released = read_released(folder, self.rule)
        hidden = self.suppression.must_hide
        found = attack(released, self.rule, earlier=self.earlier, must_hide=hidden, bounds=False)
        if found["broken"].any():
            names = found.loc[found["broken"], "cell"].tolist()
            raise DataError(
                f"release: the attack on the written files narrows {len(names)} withheld counts ({names[0]} first); "
                "nothing was written. Take coarser groups or fewer tables."
            )
        return found


def pass_gate(
    answers: Answers, rule: Policy, *, earlier: tuple[Released, ...] = (), programs: int = PROGRAMS
) -> Passage:
    """Withhold of a paper what a policy does not let leave, with least loss over all its tables and figures.

    The search solves `programs` programs at most; see `analysis.release.suppress`.

    Raises
    ------
    DataError
        When the paper went through the gate before, disagrees with itself, or its number of cases is too small.
    """
    if answers.control:
        raise DataError(
            f"release: expected the paper as it was made, got one that was released under {answers.control.policy}; "
            "release the package that it was made from."
        )
    answers = without_single_doses(answers)
    counted = counted_in(answers)
    check_accounted(counted)
    cases = counted.values[CASES]
    if rule.is_small(cases):
        raise DataError(
            f"release: expected at least {rule.threshold} cases under {rule.name}, got fewer; such a paper has nothing "
            "to release. Take a wider selection."
        )
    system = counted.system()
    before = [Before(one) for one in earlier]
    done, _ = held(system, rule, before, selection=answers.stated, programs=programs, bounds=False)
    if CASES in done.hidden:
        raise DataError("release: the number of cases itself would have to be withheld; take a wider selection.")
    released = released_of(system, done.hidden, rule, answers.stated)
    return Passage(withhold(answers, counted, released, rule), done, rule, earlier)


def read_released(folder: str | Path, rule: Policy) -> Released:
    """Give what a reader of released files knows: their counts, their marks, and the sums that hold between them.

    Nothing is taken from the protector: the tables and the tables of the figures are read again from the folder.

    Raises
    ------
    DataError
        When the folder is no release.
    """
    answers = read_answers(folder)
    if answers.control is None:
        raise DataError(f"{folder}: expected a release, got a paper that never went through the gate.")
    return told_by(answers, rule)


def told_by(answers: Answers, rule: Policy) -> Released:
    """Give what the tables and pictures of a released paper tell."""
    if answers.control.policy != rule.name:
        rule = policy(answers.control.policy)  # an earlier release by another rule
    counted = counted_in(answers, lenient=rule.rounding != "none")
    hidden = frozenset(key for place, key in counted.places.items() if _is_marked(counted, place))
    shown = {key: n for key, n in counted.printed.items() if n is not None and key not in hidden}
    rests = [(whole, part, rest_key(whole, part, what)) for whole, part, what in counted.rests]
    unprinted = {key for _, _, key in rests} | set(counted.unprinted)
    sums = [*counted.sums, *((whole, (part, key)) for whole, part, key in rests)]
    return Released(
        shown=shown,
        hidden=hidden,
        unprinted=frozenset((unprinted | set(counted.unseen)) - shown.keys() - hidden),
        sums=tuple(dict.fromkeys((total, parts) for total, parts in sums if parts != (total,))),
        percentages=tuple(_percentages(counted, shown)),
        selection=answers.stated,
        rule=rule,
        joint=frozenset(counted.unseen) - unprinted - shown.keys() - hidden,
    )


def _is_marked(counted: Counted, place) -> bool:
    table = counted.tables[place.table]
    return place.row != FACT and isinstance(table[place.column].iloc[place.row], Withheld)


def _percentages(counted: Counted, shown: Mapping[Key, int]) -> Iterator[Percentage]:
    """Give every share that stands in a file, also beside a count that does not."""
    for part, whole, place in counted.shares:
        share = counted.tables[place.table][place.column].iloc[place.row]
        if isinstance(share, Withheld) or pd.isna(share) or _is_of_printed(share, shown.get(part), shown.get(whole)):
            continue
        yield Percentage(part, whole, 100 * float(share), DECIMALS)


def _is_of_printed(share: float, n: int | None, of: int | None) -> bool:
    """Tell whether a share is that of two printed counts, and so tells nothing that they do not."""
    return n is not None and bool(of) and abs(float(share) - min(n / of, 1.0)) < 10.0**-DECIMALS


def statement(passage: Passage, attacked: pd.DataFrame) -> str:
    """Say for the public what was withheld, by which rule, and what an attack on the files reached."""
    rule, control = passage.rule, passage.answers.control
    narrowed = attacked["must_low"].notna()
    said = [
        f"# Disclosure control: {rule.name}",
        f"Rule: {rule.citation}. {control.explained}.",
        f"{control.withheld:,} of the {control.counts:,} counts of this paper are withheld, the same count in every "
        "table, figure and sentence, with each percentage, limit, odds ratio, rate, P value and median that would give "
        f"one back. {control.rounding}".rstrip(),
        "Before these files were let go, they were attacked: every sum and difference between their counts, and every "
        f"percentage, was put into one system of {len(attacked):,} withheld or unprinted counts. "
        f"{_reached(passage, int(narrowed.sum()))}",
        "Not covered: what a person in one of the cases knows; medians and quartiles, which are values of single cases "
        f"in a group of at least {rule.threshold}; other releases of the same cases, unless they were named.",
        "## Withheld",
        "\n".join(f"- {name}" for name in _withheld_places(passage.answers)) or "Nothing.",
    ]
    return "\n\n".join(said) + "\n"


def _withheld_places(answers: Answers) -> Iterator[str]:
    """Name the rows of the tables in which a count is withheld, as the tables name them."""
    for stem, names in ROWS.items():
        table = answers[stem]
        hidden = table.map(lambda value: isinstance(value, Withheld))
        counts = [name for name in ("n", "events", "count", "remaining", "excluded", "value") if name in table]
        for labels, rows in table[hidden[counts].any(axis=1)].groupby(list(names), sort=False):
            groups = f" ({listed(list(dict.fromkeys(rows['group'])))})" if "group" in rows else ""
            yield f"{stem}.csv: {', '.join(map(str, labels))}{groups}"


def _reached(passage: Passage, asked: int) -> str:
    if not asked:
        return "None of them is small."
    lowered = len({entry.need.cell for entry in passage.suppression.lowered})
    but = f" (but for {lowered:,} of which the totals alone tell more)" if lowered else ""
    said = f"No count of a withheld cell from {passage.rule.least} to {passage.rule.most} could be excluded{but}."
    listed_rows = " That a row is listed tells that some case has it, so that its count in all is not zero."
    return said + listed_rows * passage.rule.zeros_count
