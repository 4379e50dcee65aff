"""What every table of a paper counts, and the sums that hold between its tables.

A case of the study is in one level of each characteristic; effects, therapies and substances can be several. The model
of Table 3 takes the cases in which outcome and factors are known, which are part of those that Table 1 shows.
"""

from __future__ import annotations

from ...errors import DataError
from ..answers import Answers
from .counted import Counted
from .joint import count_joint
from .pictures import FIGURES
from .table_1 import count_table_1
from .tables import count_flow, count_run, count_table_2, count_table_3, count_years


def counted_in(answers: Answers, *, lenient: bool = False) -> Counted:
    """Give every count that the tables and figures of a paper print, with what follows from them.

    Raises
    ------
    DataError
        When two places say different numbers of the same cases, unless `lenient`: rounded counts do.
    """
    tables = {**answers.tables, **{figure.stem: figure.table for figure in answers.figures}}
    counted = Counted(tables)
    count_flow(counted)
    count_run(counted)
    by = answers.plan["table_1"].get("by")
    count_table_1(counted, by)
    count_years(counted)
    count_table_2(counted)
    count_table_3(counted, by)
    for figure in answers.figures:
        FIGURES[figure.chart](counted, figure.stem)
    count_joint(counted, by, answers.plan["tables"]["factors"])
    if counted.disagreeing and not lenient:
        raise DataError([f"release: {said}; a paper that disagrees with itself is not released." for said in
                         dict.fromkeys(counted.disagreeing)])  # fmt: skip
    return counted
