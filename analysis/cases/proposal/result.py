"""A proposed mapping: what was found put together, with how sure, why, and the labels that nothing knows."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...toml import toml_comment
from ..mapping.model import TARGETS, Mapping, Source
from ..mapping.write import mapping_toml, source_toml
from .candidate import Candidate

if TYPE_CHECKING:
    import pandas as pd

# Below this an entry is named at the top of the file, to be checked first.
DOUBTFUL = 0.8
# What nearly every export of cases holds: without it, say so.
EXPECTED = ("case_id", "date", "age", "sex", "substance", "medical_outcome")
IDENTIFYING = "identifies people"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping and what speaks for it.

    Attributes
    ----------
    mapping : Mapping
        Ready for import; `to_toml` writes it with its reasons for someone to check first.
    sure : dict of str to float
        By target, how sure (0-1): 1 would be a heading and labels that leave no doubt.
    why : dict of str to str
        By target, the reason in words.
    unknown : dict of str to dict
        By target, labels that nothing knows, and the nearest known label or None. They are not mapped.
    left_out : dict of str to str
        Columns and files that no target takes, and why.
    others : dict of str to tuple of Candidate
        By target, what else it could have been, the likeliest first; also of targets that the mapping leaves empty.
    rows : int
        Rows that were looked at.
    records : Candidate
        How sure and why the records are what the mapping states.
    offered : dict of str to Source
        Further columns by which cases could be grouped, by the name they would get among the mapping's attributes.
    """

    mapping: Mapping
    sure: MappingType[str, float]
    why: MappingType[str, str]
    unknown: MappingType[str, MappingType[str, str | None]]
    left_out: MappingType[str, str]
    others: MappingType[str, tuple[Candidate, ...]]
    rows: int
    records: Candidate
    offered: MappingType[str, Source] = field(default_factory=dict)

    def to_toml(self) -> str:
        """Give the mapping as TOML for someone to check.

        Each entry has its certainty and reason above it and its alternatives below, as comments; each unknown label has
        the nearest known one; what is not used stands at the end with the reason.
        """
        remarks = {target: f"sure {self.sure[target]:.2f}: {self.why[target]}" for target in self.sure}
        remarks["records"] = f"sure {self.records.sure:.2f}: {self.records.why}"
        others = {
            target: [
                line
                for one in found
                if (one.source.table or "cases") in self.mapping.tables
                for line in _other(target, one, self.sure.get(target, 1.0))
            ]
            for target, found in self.others.items()
        }
        others["attributes"] = [f"# {name} = {source_toml(source)}" for name, source in self.offered.items()]
        text = mapping_toml(self.mapping, remarks=remarks, hints=self.unknown, others=others)
        return self._head() + text + self._foot()

    def __repr__(self) -> str:
        return self.summary()

    def summary(self, width: int = 150) -> str:
        """Give a line per filled target, ``target <- columns  sure  why``, cut to the width of a screen."""
        frame = self.to_frame()
        room = 34 if width >= 120 else 22
        lines = []
        for row in frame[frame["columns"] != ""].itertuples(index=False):
            lost = f" ({row.unknown_labels} unknown labels)" if row.unknown_labels else ""
            why = _cut(row.why, max(width - room - 26 - len(lost), 12))
            lines.append(f"{row.target:<16}<- {_cut(row.columns, room):<{room}} {row.sure:.2f}  {why}{lost}")
        told, why = f"= {self.mapping.records}", _cut(self.records.why, max(width - room - 26, 12))
        lines.append(f"{'records':<16}<- {told:<{room}} {self.records.sure:.2f}  {why}")
        if own := self.mapping.attributes:
            named = ", ".join(f"{name} <- {source.column}" for name, source in own.items())
            lines.append(f"Columns of your own: {named}.")
        lacking = [target for target in EXPECTED if target not in {**self.mapping.columns, **self.mapping.constants}]
        if lacking:
            lines.append(f"NO COLUMN FOUND for {', '.join(lacking)}; write it into the mapping if there is one.")
        left = [name for name in self.left_out if name.startswith("column ")]
        lines += [f"Not used, as the mapping says with the reason: {len(left)} of the columns."] if left else []
        return "\n".join(lines)

    def _head(self) -> str:
        every = {"records": self.records.sure, **self.sure}
        doubtful = sorted((sure, target) for target, sure in every.items() if sure < DOUBTFUL)
        lines = [
            f"Proposed from {self.rows:,} rows. Read it before you import with it: 'sure' runs from 0 to 1, a line",
            "that begins with # is a remark. An alternative is chosen by putting it in place of the entry above it.",
        ]
        if doubtful:
            lines.append(f"Check first: {', '.join(f'{target} ({sure:.2f})' for sure, target in doubtful)}.")
        if lost := sum(map(len, self.unknown.values())):
            kept = "1 label is" if lost == 1 else f"{lost} labels are"
            lines.append(f"{kept} unknown to the codebook and will be kept as written; see [labels].")
        return "".join(f"# {line}\n" for line in lines) + "\n"

    def _foot(self) -> str:
        hidden = {name: why for name, why in self.left_out.items() if why.startswith(IDENTIFYING)}
        plain = {name: why for name, why in self.left_out.items() if name not in hidden}
        lines = []
        for heading, named in (("Dropped, because it identifies people:", hidden), ("Not used:", plain)):
            said = [toml_comment(f"{name}{f': {why}' if why else ''}", "  ") for name, why in named.items()]
            lines += ["", f"# {heading}", *said] if said else []
        return "\n".join(lines) + "\n" if lines else ""

    def to_frame(self) -> pd.DataFrame:
        """Give one row per target: ``target, columns, sure, why, unknown_labels``; targets without a column too."""
        import pandas as pd

        rows = []
        for target in TARGETS:
            source, fixed = self.mapping.columns.get(target), self.mapping.constants.get(target)
            columns = ", ".join(source.names()) if source else f"= {fixed}" if fixed else ""
            unknown = len(self.unknown.get("age_group" if target == "age" else target, {}))
            why = self.why.get(target, "no column found")
            rows.append((target, columns, self.sure.get(target, 0.0), why, unknown))
        return pd.DataFrame(rows, columns=["target", "columns", "sure", "why", "unknown_labels"])


def _other(target: str, one: Candidate, chosen: float) -> list[str]:
    """Write an alternative as a comment; it is never surer than what was chosen before it."""
    sure = min(one.sure, chosen - 0.01)
    return [toml_comment(f"or, sure {sure:.2f}: {one.why}"), f"# {target} = {source_toml(one.source)}"]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
