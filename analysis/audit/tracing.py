"""Each cited figure against what the primary studies say of the same quantity."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..errors import DataError
from ..sources import RANKS
from .arguments import frame_with
from .fields import COLUMNS, compare, has_number, text_of
from .sentences import number_in_words, sentence, source_names
from .verdicts import judge, reading

KEPT = ("figure", "source", "line", "topic", "quantity", "printed", "endpoint")
VERDICT = (
    "verdict",
    "differs",
    "unstated",
    "primary_figure",
    "primary_source",
    "primary_rank",
    "primary_printed",
    "elsewhere",
    "context",
    "sentence",
)


def trace(cited: pd.DataFrame, primary: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Give the verdict on each cited figure: what the statements of the same quantity say of it, field by field.

    The fields of a statement are what sort of number it is (statistic, unit, form, place) and what it is about
    (endpoint, population, arm, comparator, time point, period, denominator, definition). A figure is accused of
    nothing that it does not say: it *differs* only in fields that both sides state. The verdict is

    - ``agrees``, or ``agrees, X unstated``: the same number, and nothing that both state stands against it;
    - ``agrees in part: ...``: with one statement of a publication that contradicts itself;
    - ``contested: ...``: sources of one rank disagree about the same thing;
    - ``differs: ...``: another number of the same thing, or the same number said of something else;
    - ``differs: fused ranges``: the cited range is the union of ranges printed for different endpoints;
    - ``not comparable: ...``: two numbers of two kinds or about two things, or one that does not say about what;
    - ``no number printed``: the document states the quantity without a number;
    - ``traceable, not yet read``: a publication is known to state it and its number was not read;
    - ``no source found``: only tertiary pages state it, which never stand against a figure;
    - ``untraced``: no statement of the quantity was seen.

    `analysis.audit.verdicts` has the decision table. Numbers agree when the stated one prints as the cited one at
    the cited precision (36.2 prints as 36), or the cited one as the stated (56.8 as 57); when it lies in the cited
    range, is in the cited set (*10 mg or 5 mg*) or meets the cited bound (84 is *over 80*).

    Parameters
    ----------
    cited, primary : pandas.DataFrame
        Ledger columns, as given by ``load_cited_figures`` and ``load_primary_figures``. A primary row without a
        number names the place of a publication that is yet to be read. A row with `context_for` is no statement of
        that quantity and is told beside it.
    names : mapping of str to str, optional
        Names of the publications by source key, for the sentences; those of the shipped sources when left out.

    Returns
    -------
    pandas.DataFrame
        One row per cited figure: ``figure``, ``source``, ``line``, ``topic``, ``quantity``, ``printed``,
        ``endpoint``, ``verdict``, ``differs`` and ``unstated`` (fields, comma separated), ``primary_figure``,
        ``primary_source``, ``primary_rank`` and ``primary_printed`` of the statement that decides, ``elsewhere``
        (other statements that say otherwise, with the fields), ``context`` (statements that are no evidence: of
        tertiary pages, or of another quantity) and ``sentence`` (the verdict in words that can be quoted).

    Raises
    ------
    DataError
        When a column of the ledger is missing or a rank is unknown.

    Examples
    --------
    >>> from analysis import load_cited_figures, load_primary_figures
    >>> cited = load_cited_figures().query("quantity == 'baclofen_exposure_change'")
    >>> trace(cited, load_primary_figures())[["printed", "verdict"]].to_numpy().tolist()
    [['36%', 'differs: endpoint'], ['36.2%', 'agrees, population unstated']]
    """
    frame_with(cited, "cited", (*KEPT, *COLUMNS))
    frame_with(primary, "primary", ("figure", "source", "quantity", "printed", "rank", "locator", *COLUMNS))
    if unknown := set(primary["rank"].astype(str)) - set(RANKS):
        raise DataError(f"primary, rank: expected one of {', '.join(RANKS)}; got {min(unknown)!r}.")
    names = source_names() if names is None else names
    figures, statements = _records(cited, "cited"), _records(primary, "primary")
    rows = [_traced(figure, *_sorted_out(figure, statements), names) for figure in figures]
    return pd.concat([cited[list(KEPT)].reset_index(drop=True), pd.DataFrame(rows, columns=list(VERDICT))], axis=1)


def _records(frame: pd.DataFrame, name: str) -> list[dict]:
    """Give the rows as dictionaries, with numbers as floats (NaN where missing) and an equal sign where none stands."""
    numbers = {column: pd.to_numeric(frame[column], errors="coerce") for column in ("value", "low", "high")}
    for column, found in numbers.items():
        odd = frame[column][found.isna() & frame[column].notna()]
        if len(odd):
            raise DataError(f"{name}, {column}: expected a number, got {odd.iloc[0]!r}.")
    relation = frame["relation"].astype(object).where(frame["relation"].notna(), "=")
    numbers = {column: found.astype("float64") for column, found in numbers.items()}
    return frame.assign(**numbers, relation=relation).to_dict("records")


def _sorted_out(figure: dict, statements: list[dict]) -> tuple[list, list, list, list]:
    """Give the statements that may stand against a figure, those yet to be read, the tertiary ones, and context."""
    beside = [row for row in statements if text_of(row.get("context_for")) == figure["quantity"]]
    same = [(row, compare(figure, row)) for row in statements if row["quantity"] == figure["quantity"]]
    usable = [(row, found) for row, found in same if row["rank"] != "tertiary"]
    unread = [row for row, found in usable if not has_number(row) and not found.kinds]
    tertiary = [row for row, found in same if row["rank"] == "tertiary" and not found.kinds]
    return [(row, found) for row, found in usable if has_number(row)], unread, tertiary, beside


def _traced(figure: dict, compared: list, unread: list, tertiary: list, beside: list, names) -> dict:
    verdict = judge(figure, compared, unread, bool(tertiary))
    nearest, decided = verdict.nearest, verdict.found is not None
    others = _others(verdict, compared)
    told = [row for row, _ in others if row not in verdict.against]
    return {
        "verdict": verdict.text(),
        "differs": ", ".join(_differing(verdict)),
        "unstated": ", ".join(verdict.found.unstated) if decided else "",
        "primary_figure": nearest["figure"] if nearest else "",
        "primary_source": nearest["source"] if nearest else "",
        "primary_rank": nearest["rank"] if nearest else "",
        "primary_printed": _printed(nearest) if decided else "",
        "elsewhere": "; ".join(f"{row['figure']} ({', '.join(fields)})" for row, fields in others),
        "context": "; ".join(row["figure"] for row in (*tertiary, *beside)),
        "sentence": sentence(figure, verdict, told, tertiary, beside, names),
    }


def _others(verdict, compared: list) -> list[tuple[dict, tuple[str, ...]]]:
    """Give the statements that say otherwise than the one that decides, with the fields that set them apart."""
    found = []
    for row, comparison in compared:
        word, fields = reading(comparison)
        if row is verdict.nearest or word == "no number printed" or (word == "agrees" == verdict.word):
            continue
        found.append((row, fields or comparison.unstated or ("value",)))
    return found


def _differing(verdict) -> tuple[str, ...]:
    fields = ("value",) if verdict.fields == ("fused ranges",) else verdict.fields
    return tuple(field for field in fields if not field.endswith(" unstated"))


def _printed(row: dict) -> str:
    return text_of(row["printed"]) or f"derived: {number_in_words(row)}"
