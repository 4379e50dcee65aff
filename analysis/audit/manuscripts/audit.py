"""A whole document: its statements, and what the checks say of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from ...documents import Document
from ...documents.statements import Aside, Statement, read_statements, set_aside, too_large
from ...shown import shown
from .alpha import Alpha
from .context import Context
from .crossing import judge_crossings
from .efficacy import judge_efficacies
from .judgment import VERDICTS, Judgment
from .limits import judge_limits
from .moments import judge_means
from .places import judge_places
from .rates import judge_rates
from .shares import judge_shares
from .significance import judge_tests
from .sums import judge_sums
from .tables import judge_tables

CHECKS = (
    judge_shares,
    judge_limits,
    judge_tests,
    judge_means,
    judge_rates,
    judge_sums,
    judge_crossings,
    judge_places,
    judge_efficacies,
    judge_tables,
)


@dataclass(frozen=True)
class Manuscript:
    """A document that was audited.

    Attributes
    ----------
    document : Document
        What was read.
    statements : tuple of Statement
        Everything it says in numbers, in reading order.
    judgments : tuple of Judgment
        Every check of a statement.
    asides : tuple of Aside
        Numbers that state nothing, each with the reason.
    notes : tuple of str
        What could not be read, and tables that are too large to be read as statements, one sentence each.
    alpha : Alpha
        The level of significance by which tests were judged, and where it is stated.
    """

    document: Document
    statements: tuple[Statement, ...]
    judgments: tuple[Judgment, ...]
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()
    alpha: Alpha = field(default_factory=Alpha)

    @property
    def verdicts(self) -> dict[str, int]:
        """How many judgments there are of each verdict, the gravest first."""
        found = Counter(judgment.verdict for judgment in self.judgments)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    def __repr__(self) -> str:
        """Say what was audited, and how many judgments of each kind there are."""
        told = ", ".join(f"{number:,} {verdict}" for verdict, number in self.verdicts.items()) or "nothing to check"
        return f"Manuscript({self.document.source!r}, {len(self.statements):,} statements: {told})"

    def _repr_html_(self) -> str:
        """Show what does not hold; what holds and what cannot be checked as numbers."""
        graves = sorted(self.judgments, key=lambda one: VERDICTS.index(one.verdict))
        rows = [
            (one.verdict, str(one.statement.locator), one.statement.printed, one.arithmetic)
            for one in graves
            if VERDICTS.index(one.verdict) < VERDICTS.index("cannot be checked")
        ]
        frame = pd.DataFrame(rows, columns=["verdict", "place", "printed", "arithmetic"])
        return shown(repr(self), frame, "audit.manuscripts.judgments_frame([this]) gives every judgment.")


def audit_manuscript(document: Document) -> Manuscript:
    """Hold every statement of a document against the numbers that it rests on.

    Percentages against counts and totals, estimates against their limits and p values, test statistics against p and
    effect sizes, means against whole numbers, rates, changes and sums, in prose and tables; then the same quantity in
    abstract, text and tables. Rounding is a set: a statement holds when some value that is printed so satisfies it.

    Parameters
    ----------
    document : Document
        What `analysis.documents.read_document` gives.

    Returns
    -------
    Manuscript
        Its statements, the judgment of every check, and the numbers that state nothing.

    Notes
    -----
    Only *impossible* accuses: the numbers of one statement exclude each other. *Inconsistent* says that two places or a
    rule of the field disagree, *rounding slip* that a print misses by less than one unit of its last digit. What lacks
    a number *cannot be checked*, and is said to be so.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> said = "Of 43 exposures, 15/22 (68.2%) were minor and 12 of 43 (29%) had coma."
    >>> document = Document("", {}, (Block("paragraph", said, Locator(line=3)),), "report.txt")
    >>> for judgment in audit_manuscript(document).judgments:
    ...     print(judgment.verdict, "|", judgment.arithmetic)
    holds | 15 of 22 is 68.182%; 68.2% is printed.
    impossible | 12 of 43 is 27.91%; 29% is printed.
    """
    statements = read_statements(document)
    context = Context.of(document, statements)
    judgments = [judgment for check in CHECKS for judgment in check(context)]
    statements = _with_cells(context, judgments)
    large = [block.table.label or "A table" for block in document.tables if too_large(block.table)]
    notes = [f"{label} is too large to be read as statements; audit it as a file of data." for label in large]
    asides = tuple(set_aside(document))
    return Manuscript(document, tuple(statements), tuple(judgments), asides, (*document.notes, *notes), context.alpha)


def _with_cells(context: Context, judgments: list[Judgment]) -> list[Statement]:
    """Give all statements in reading order, with the cells that only a rule of their table reads."""
    known = {id(one) for one in context.statements}
    cells = {id(one): one for judgment in judgments for one in judgment.statements if id(one) not in known}
    return sorted([*context.statements, *cells.values()], key=lambda one: (one.block, one.span))
