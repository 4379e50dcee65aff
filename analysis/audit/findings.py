"""What a check has to say: one finding per fault, and all of them as one tidy frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

from ..errors import DataError
from ..shown import shown

SEVERITIES = ("impossible", "inconsistent", "unusual", "cannot be checked")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes
    ----------
    rule : str
        Name of the check, e.g. ``"percentage of count"``.
    severity : str
        ``impossible`` (no reading of the print is true), ``inconsistent`` (two statements cannot both be true under
        the usual conventions), ``unusual`` (possible, but rare or of another convention) or ``cannot be checked``.
    explanation : str
        One sentence that a reader understands without the code.
    printed : str
        The characters that were checked.
    means : str
        What the print can mean: the interval or the set of values it stands for.
    expected : str
        What the other numbers require.
    file, row, column : str
        Where it stands: file (and sheet), row label or number, column label; empty where there is none.
    repairs : tuple of str
        Candidate repairs, the likeliest first; proposed, never applied.
    at : tuple of int
        Row and column of the sheet, from 0, where a cell can be pointed at; empty where none can.

    Examples
    --------
    >>> Finding("percentage of count", "impossible", "No count of 43 gives 68.2%.", printed="68.2%").severity
    'impossible'
    """

    rule: str
    severity: str
    explanation: str
    printed: str = ""
    means: str = ""
    expected: str = ""
    file: str = ""
    row: str = ""
    column: str = ""
    repairs: tuple[str, ...] = ()
    at: tuple[int, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the finding as the one row of a `findings_frame`."""
        return findings_frame([self])

    def __repr__(self) -> str:
        where = ", ".join(part for part in (self.file, self.row, self.column) if part)
        return f"{self.severity}{f' ({where})' if where else ''}: {self.explanation}"

    def _repr_html_(self) -> str:
        told = ("printed", "means", "expected", "file", "row", "column", "repairs")
        rows = {name: getattr(self, name) for name in told if getattr(self, name)}
        return shown(f"{self.severity}: {self.rule}", rows, self.explanation)


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Give findings as a frame, the gravest first; empty (with its columns) when there are none.

    Raises
    ------
    DataError
        When something else than findings is given, or a severity is unknown.

    Examples
    --------
    >>> found = [Finding("percentage of count", "impossible", "No count of 43 gives 68.2%.", printed="68.2%")]
    >>> findings_frame(found)[["rule", "severity", "printed"]]
                      rule    severity printed
    0  percentage of count  impossible   68.2%
    """
    findings = list(findings) if isinstance(findings, Iterable) else [findings]
    odd = [one for one in findings if not isinstance(one, Finding) or one.severity not in SEVERITIES]
    if odd:
        raise DataError(f"findings: expected findings of severity {', '.join(SEVERITIES)}; got {odd[0]!r}.")
    columns = ["rule", "file", "row", "column", "printed", "means", "expected", "severity", "explanation", "repairs"]
    rows = [{**asdict(finding), "repairs": "; ".join(finding.repairs)} for finding in findings]
    frame = pd.DataFrame(rows, columns=columns)
    frame["severity"] = pd.Categorical(frame["severity"], SEVERITIES, ordered=True)
    return frame.sort_values("severity", kind="stable", ignore_index=True)
