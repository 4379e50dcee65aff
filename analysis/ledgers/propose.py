"""Rows proposed from documents: what each prints, where, what it seems to be about, and how sure that is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from ..documents import Block, Document
from ..documents.statements import Statement, read_statements
from ..errors import DataError
from ..printed import find_numbers, read_printed
from .aside import BROKEN, NO_ROW, NOT_READ, as_printed, asides_of, reason_of, without
from .phrases import Phrase, phrases_of, phrases_of_cells
from .subject import UNSORTED, sentence_at, slug, subject_of

_DATED = ("count", "percent", "percent_change", "fold_change")
_LIST = re.compile(r":\d{0,2}\s*$")
_GROUP = re.compile(r"\b(\d[\d,]*)\s+(?:\w+\s+)?(?:cases|patients|people|presentations|exposures|subjects)\b", re.I)


def propose_rows(documents: Mapping[str, Document], *, substance: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Propose a row of the ledger for every quantity that documents print, and set the other numbers aside.

    A number becomes a row by what stands at it: a unit, a sign of percent, a time, a dose, whom or what it counts. A
    year that dates a figure of its sentence is that figure's period. Every number of a document is in one of the two
    frames.

    Parameters
    ----------
    documents : mapping of str to Document
        By source key, as `analysis.documents.read_document` gives them.
    substance : str
        What they are about; names the quantities of exposures.

    Returns
    -------
    tuple of DataFrame
        The rows, with the columns of `load_cited_figures` and ``words`` (the sentence), ``at`` (the place in words),
        ``sureness`` (0 to 1) and ``status``; and the numbers set aside, ``source``, ``line``, ``printed``, ``reason``.
        ``line`` is that of the document, or the number of the block in one without lines.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> text = "We saw 23 cases [4] from 2014 to 2017; 12 patients had seizures after more than 200 mg."
    >>> block = Block("paragraph", text, Locator(line=3), lines=((0, None, 3),))
    >>> rows, aside = propose_rows({"a": Document("", {}, (block,), "a.txt", lines=("", "", text))})
    >>> rows[["printed", "statistic", "relation", "value", "unit"]].to_numpy().tolist()[2]
    ['more than 200 mg', 'dose', '>', 200.0, 'mg']
    >>> aside["printed"].tolist()
    ['[4]']
    """
    rows, aside = [], []
    for key, document in documents.items():
        whole, heading = None, ""
        said = _by_block(document)
        for place, block in enumerate(document.blocks, start=1):
            found = list(_proposed(block, document, said.get(place - 1, [])))
            left = [one for one in found if isinstance(one, tuple)]
            kept = [one for one in found if isinstance(one, Phrase)]
            if block.kind == "heading" and not kept:
                whole, heading = None, block.text
            kept = _without_dates(kept, block.text)
            rows += [
                _row(one, block, key, _line(block, one.start, place, document), (substance, heading, whole))
                for one in kept
            ]
            aside += [(key, _line(block, start, place, document), text, why) for start, text, why in left]
            whole = _group(block, whole)
    return _named(rows), pd.DataFrame(aside, columns=["source", "line", "printed", "reason"]).drop_duplicates(
        ["source", "line", "printed"], ignore_index=True
    )


def _by_block(document: Document) -> dict[int, list[Statement]]:
    found: dict[int, list[Statement]] = {}
    for one in read_statements(document):
        found.setdefault(one.block, []).append(one)
    return found


def _proposed(block: Block, document: Document, said: list[Statement]) -> Iterator[Phrase | tuple[int, str, str]]:
    """Yield every quantity of a block, and (start, characters, reason) of every number that is none."""
    text, spans = block.text, asides_of(block.text)
    kept: list[Phrase] = []
    why: dict[tuple[int, int], str] = {}
    for phrase in phrases_of(said, text) if block.table is None else phrases_of_cells(said, text):
        whole = _on_its_line(phrase, block, document)
        if whole:
            kept.append(whole)
            yield whole
        else:
            why[phrase.start, phrase.end] = BROKEN
    why |= {one.span: NO_ROW[one.kind] for one in said if one.kind in NO_ROW}
    yield from ((start, as_printed(text, start, end), reason) for start, end, reason in spans)
    unread = NOT_READ.get(block.kind, "")
    for start, end in find_numbers(without(text, spans)):
        if not any(one.start < end and start < one.end for one in kept):
            reason = next((said for (first, last), said in why.items() if first < end and start < last), "")
            yield start, text[start:end], unread or reason or reason_of(text[start:end])


def _on_its_line(phrase: Phrase, block: Block, document: Document) -> Phrase | None:
    """Keep the characters that stand together in one line of a text that breaks lines, for they are looked up there.

    None where the number itself is broken.
    """
    place = block.at(phrase.start).line
    if not document.lines or place is None:
        return phrase
    line = document.lines[place - 1]
    if phrase.printed in line:
        return phrase
    parts = phrase.printed.split(" ")
    cuts = (" ".join(parts[:most]) for most in range(len(parts) - 1, 0, -1))
    kept = next((cut for cut in cuts if cut in line and _says(cut, phrase)), "")
    return replace(phrase, printed=kept, sureness=phrase.sureness / 2) if kept else None


def _says(cut: str, phrase: Phrase) -> bool:
    """Tell whether some of the characters of a quantity say the same number, with the same bound."""
    try:
        said = read_printed(cut)
    except DataError:
        return False
    return repr((said.relation, said.value, said.low, said.high)) == repr(
        (phrase.said.relation, phrase.said.value, phrase.said.low, phrase.said.high)
    )


def _line(block: Block, start: int, place: int, document: Document) -> int:
    return (block.at(start).line if document.lines else None) or place


def _without_dates(found: list[Phrase], text: str) -> list[Phrase]:
    """Leave out the years that date another figure of their sentence; a decade dates none."""
    dated = {sentence_at(text, one.start) for one in found if one.statistic in _DATED}
    return [
        one
        for one in found
        if one.statistic != "year" or one.printed.endswith("s") or sentence_at(text, one.start) not in dated
    ]


def _group(block: Block, whole: int | None) -> int | None:
    """Give the number of people whom the lines below are about, where a text announces a list of them."""
    if _LIST.search(block.text) and (found := _GROUP.findall(block.text)):
        return int(found[0].replace(",", ""))
    return whole


def _row(phrase: Phrase, block: Block, key: str, line: int, about: tuple[str, str, int | None]) -> dict:
    said, (drug, heading, whole) = phrase.said, about
    text, spoken = _around(phrase, block)
    subject = subject_of(spoken, text, drug=drug or "substance", heading=heading, whole=whole)
    begin, end = sentence_at(text, spoken.start)
    number = None if math.isnan(said.value) else said.value
    return {
        "figure": subject.quantity,
        "source": key,
        "line": line,
        "topic": subject.topic,
        "quantity": subject.quantity,
        "statistic": subject.statistic,
        "printed": phrase.printed,
        "relation": subject.relation,
        "value": said.value,
        "low": said.low,
        "high": said.high,
        "unit": subject.unit,
        "count": int(number) if subject.statistic == "count" and number is not None else None,
        "denominator": subject.denominator,
        "endpoint": subject.endpoint or None,
        "period_start": subject.period[0],
        "period_end": subject.period[1],
        "words": text[begin:end].strip(),
        "at": str(block.at(phrase.start)),
        "sureness": round(phrase.sureness * (0.8 if subject.topic == UNSORTED else 1.0) * subject.doubt, 2),
        "status": "proposed",
        "span": (phrase.start, phrase.end),
    }


def _around(phrase: Phrase, block: Block) -> tuple[str, Phrase]:
    """Give the text around a quantity, and the quantity in it: that of its block, or the words that name its cell."""
    if block.table is None:
        return block.text, phrase
    text = f"{phrase.words} {phrase.printed}"
    return text, replace(phrase, start=len(text) - len(phrase.printed), end=len(text))


def _is_pair(one: dict, other: dict) -> bool:
    """Tell whether a frequency stands right behind a dose ("5 mg three times daily"), as `load_dosing` asks."""
    beside = (one["source"], one["words"]) == (other["source"], other["words"]) and (
        0 <= other["span"][0] - one["span"][1] <= 3
    )
    return beside and (one["statistic"], other["statistic"]) == ("dose", "frequency")


def _named(rows: list[dict]) -> pd.DataFrame:
    """Give the rows as a frame, each with a name of its own; a dose and its frequency are X_dose and X_frequency."""
    pairs = {id(one): id(other) for one, other in pairwise(rows) if _is_pair(one, other)}
    seen: Counter = Counter()
    names: dict[int, str] = {}
    for row in rows:
        first = next((names[one] for one, other in pairs.items() if other == id(row)), "")
        name = first or slug(f"{row['quantity']} {row['source']} {row['line']}")
        seen[name] += not first
        names[id(row)] = name if seen[name] == 1 or first else f"{name}_{seen[name]}"
        end = "_dose" if id(row) in pairs else "_frequency" if first else ""
        row["figure"] = names[id(row)] + end
    for row in rows:
        del row["span"]
    columns = list(rows[0]) if rows else ["figure", "source", "line", "printed"]
    frame = pd.DataFrame(rows, columns=columns)
    whole = [name for name in ("line", "count", "denominator", "period_start", "period_end") if name in frame]
    return frame.astype(dict.fromkeys(whole, "Int64"))
