"""What is said of a document that was audited: its counts, its findings, as text, as data and as a frame."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...documents.statements import Statement
from ...visible import visible
from .audit import Manuscript
from .judgment import VERDICTS, Judgment

if TYPE_CHECKING:
    import pandas as pd

GRAVE = ("impossible", "inconsistent")
_SHOWN = ("impossible", "inconsistent", "rounding slip")


def manuscript_status(manuscripts: Sequence[Manuscript], *, strict: bool = False) -> int:
    """Give 1 where something is impossible or inconsistent, 3 where nothing of a document could be checked, else 0.

    Parameters
    ----------
    manuscripts : sequence of Manuscript
        As given by `audit_manuscript`.
    strict : bool
        Whether a rounding slip counts too.

    Examples
    --------
    >>> from analysis.audit.manuscripts import audit_manuscript
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Coma was seen in 12 of 43 (29%).", Locator(line=1))
    >>> one = audit_manuscript(Document("", {}, (said,), "a.txt"))
    >>> manuscript_status([one])
    1
    """
    grave = _SHOWN if strict else GRAVE
    if any(one.verdict in grave for manuscript in manuscripts for one in manuscript.judgments):
        return 1
    checked = [any(one.verdict != "cannot be checked" for one in manuscript.judgments) for manuscript in manuscripts]
    return 0 if checked and all(checked) else 3


def verdicts_of(manuscript: Manuscript) -> dict[int, str]:
    """Give the gravest verdict of every statement that was judged, by its identity."""
    found: dict[int, str] = {}
    for judgment in manuscript.judgments:
        for at, one in enumerate(judgment.statements):
            verdict = judgment.verdict if at == 0 or judgment.verdict == "holds" else ""
            if verdict and VERDICTS.index(verdict) <= VERDICTS.index(found.get(id(one), "holds")):
                found[id(one)] = verdict
    return found


def counts_text(manuscript: Manuscript) -> str:
    """Say what was and what was not checked, in one sentence."""
    verdicts = Counter(verdicts_of(manuscript).values())
    total, judged = len(manuscript.statements), sum(verdicts.values()) - verdicts["cannot be checked"]
    told = ", ".join(
        f"{verdicts[name]:,} {_plural(name)}" for name in VERDICTS if verdicts[name] and name[:6] != "cannot"
    )
    left = f"{total - judged:,} could not be checked or stand alone"
    aside = f"{len(manuscript.asides):,} numbers state nothing"
    return f"{total:,} statements: {judged:,} checked ({told or 'none'}), {left}; {aside}"


def _plural(verdict: str) -> str:
    return {"holds": "hold", "rounding slip": "rounding slips"}.get(verdict, verdict)


def graves(manuscript: Manuscript) -> list[Judgment]:
    """Give the judgments that found something, the gravest first, in reading order."""
    found = [one for one in manuscript.judgments if one.verdict in _SHOWN]
    return sorted(found, key=lambda one: (VERDICTS.index(one.verdict), one.statement.block, one.statement.span))


def manuscripts_text(manuscripts: Sequence[Manuscript], width: int = 80) -> str:
    """Give what was found as text, counts first.

    Parameters
    ----------
    manuscripts : sequence of Manuscript
        As given by `audit_manuscript`.
    width : int
        Characters of a line.

    Examples
    --------
    >>> from analysis.audit.manuscripts import audit_manuscript
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Coma was seen in 12 of 43 (29%).", Locator(line=1))
    >>> one = audit_manuscript(Document("", {}, (said,), "a.txt"))
    >>> print(manuscripts_text([one]).splitlines()[4])
    IMPOSSIBLE: line 1: 12 of 43 (29%) (percentage of counts)
    """
    lines = []
    for manuscript in manuscripts:
        lines += ["", visible(manuscript.document.source, keep="")]
        lines += textwrap.wrap(f"{counts_text(manuscript)}.", width)
        lines += [line for note in manuscript.notes for line in textwrap.wrap(visible(note, keep=""), width)]
        lines += [line for said in level_said(manuscript) for line in textwrap.wrap(visible(said, keep=""), width)]
        for judgment in graves(manuscript):
            lines += ["", *_told(judgment, width)]
        if not graves(manuscript):
            checked = sum(judgment.verdict != "cannot be checked" for judgment in manuscript.judgments)
            lines.append("What was checked holds." if checked else "Nothing could be checked: this is no verdict.")
    return "\n".join(lines[1:])


def level_said(manuscript: Manuscript) -> list[str]:
    """Give the sentence on the level of significance, of a document with tests or p values."""
    tested = any(one.kind == "test" or "p" in one.numbers for one in manuscript.statements)
    return [manuscript.alpha.said] if tested else []


def _told(judgment: Judgment, width: int) -> list[str]:
    one = judgment.statement
    head = f"{judgment.verdict.upper()}: {one.locator}: {shown(one)} ({judgment.check})"
    body = [judgment.arithmetic, f"In: {short(one.words)}"]
    wrapped = textwrap.wrap(visible(head, keep=""), width)
    for text in body:
        wrapped += textwrap.wrap(visible(text, keep=""), width, initial_indent="  ", subsequent_indent="  ")
    return wrapped


def shown(one: Statement) -> str:
    """Give the characters of a statement on one line, its brackets closed."""
    text = " ".join(one.printed.split()).rstrip("(")
    for left, right in ("()", "[]"):
        text = text + right if text.count(left) > text.count(right) else text
        text = text[:-1] if text.endswith(right) and text.count(right) > text.count(left) else text
    return text


def short(words: str, most: int = 240) -> str:
    """Give a sentence, cut where it is long."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else f"{plain[:most]} ..."


def manuscripts_json(manuscripts: Sequence[Manuscript], status: int) -> str:
    """Give everything as JSON: every statement with its numbers and place, every judgment, what was set aside.

    Parameters
    ----------
    manuscripts : sequence of Manuscript
        As given by `audit_manuscript`.
    status : int
        As given by `manuscript_status`.

    Examples
    --------
    >>> from analysis.audit.manuscripts import audit_manuscript
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Coma was seen in 12 of 43 (29%).", Locator(line=1))
    >>> one = audit_manuscript(Document("", {}, (said,), "a.txt"))
    >>> json.loads(manuscripts_json([one], 1))["documents"][0]["judgments"][0]["verdict"]
    'impossible'
    """
    documents = [_data(one) for one in manuscripts]
    return json.dumps({"status": status, "documents": documents}, indent=2, ensure_ascii=False)


def _data(manuscript: Manuscript) -> dict:
    number = {id(one): at for at, one in enumerate(manuscript.statements)}
    return {
        "source": manuscript.document.source,
        "title": manuscript.document.title,
        "identifiers": dict(manuscript.document.identifiers),
        "summary": counts_text(manuscript),
        "notes": list(manuscript.notes),
        "alpha": {
            "value": manuscript.alpha.value,
            "stated": manuscript.alpha.locator is not None,
            "place": str(manuscript.alpha.locator or ""),
            "printed": manuscript.alpha.printed,
            "others": list(manuscript.alpha.others),
        },
        "judgments": [
            {
                "verdict": one.verdict,
                "check": one.check,
                "arithmetic": one.arithmetic,
                "place": str(one.statement.locator),
                "printed": shown(one.statement),
                "words": short(one.statement.words, 1000),
                "statements": [number[id(other)] for other in one.statements if id(other) in number],
            }
            for one in manuscript.judgments
        ],
        "statements": [
            {
                "kind": one.kind,
                "printed": shown(one),
                "numbers": {name: said.text for name, said in one.numbers.items()},
                "measure": one.measure,
                "sureness": one.sureness,
                "place": str(one.locator),
                "block": one.block,
                "span": list(one.span),
            }
            for one in manuscript.statements
        ],
        "set_aside": [
            {"printed": one.printed, "reason": one.reason, "place": str(one.locator)} for one in manuscript.asides
        ],
    }


def judgments_frame(manuscripts: Sequence[Manuscript]) -> pd.DataFrame:
    """Give the judgments of documents as a frame: ``source, verdict, check, place, printed, arithmetic, words``.

    Parameters
    ----------
    manuscripts : sequence of Manuscript
        As given by `audit_manuscript`.

    Examples
    --------
    >>> from analysis.audit.manuscripts import audit_manuscript
    >>> from analysis.documents import Block, Document, Locator
    >>> said = Block("paragraph", "Coma was seen in 12 of 43 (29%).", Locator(line=1))
    >>> one = audit_manuscript(Document("", {}, (said,), "a.txt"))
    >>> judgments_frame([one])[["verdict", "printed"]]
          verdict         printed
    0  impossible  12 of 43 (29%)
    """
    import pandas as pd

    rows = [(manuscript.document.source, *_row(one)) for manuscript in manuscripts for one in manuscript.judgments]
    return pd.DataFrame(rows, columns=["source", "verdict", "check", "place", "printed", "arithmetic", "words"])


def _row(judgment: Judgment) -> tuple[str, ...]:
    one = judgment.statement
    return judgment.verdict, judgment.check, str(one.locator), shown(one), judgment.arithmetic, short(one.words)
