"""The tables of a document, judged by the audit's own model of a table."""

from __future__ import annotations

from collections.abc import Iterator

from ...documents.statements import Statement
from ..tables.held import Relation
from ..tables.judged import judge_table
from .context import Context
from .judgment import Judgment

CHECKS = {
    "percent": "percentage of counts",
    "sum": "sum of parts",
    "subset": "count within its total",
    "estimate inside its limits": "estimate and limits",
    "symmetric limits": "estimate and limits",
    "p of an interval": "p value and limits",
    "p of a test statistic": "test statistic and p",
    "percentages add up": "parts of one hundred",
}
"""What a rule of tables is called beside the same check of prose; others keep their name."""
_VERDICTS = {"": "holds", "unusual": "cannot be checked"}


def judge_tables(context: Context) -> Iterator[Judgment]:
    """Judge the tables of a document."""
    for printed in context.tables:
        for table in printed.tables:
            for relation in judge_table(table).relations:
                pieces = printed.pieces(relation.places)
                if pieces:
                    yield _judgment(relation, tuple(pieces))


def _judgment(relation: Relation, pieces: tuple[Statement, ...]) -> Judgment:
    verdict = _VERDICTS.get(relation.severity, relation.severity)
    if relation.severity and relation.slip:
        verdict = "rounding slip"
    said = relation.said or f"{' '.join(one.printed.strip() for one in pieces)}: {relation.rule} holds."
    return Judgment(CHECKS.get(relation.kind, relation.kind), verdict, said, pieces)
