"""The SQL that reads a column of dates, and says of each cell that it cannot read why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ...files.sql import literal
from ..codebook.dates import (
    CUTS,
    FILLERS,
    FORMATS,
    NUMBERED_DAYS,
    SERIAL,
    SERIAL_FORM,
    SIGNS,
    TWINS,
    UNIX,
    in_order,
    ordered,
)

UNREAD, FILLER = "no date in a known format", "a day that stands for no date, as 1900-01-01"
FUTURE = "a day after that of the import"
UNSURE = "day and month cannot be told apart; leave one order of them in the formats of the mapping"
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", " %H:%M:%S.%f")


def date_formats(formats: tuple[str, ...]) -> list[str]:
    """Give the formats of dates to try: the mapping's in order, each also with a time behind it, then ISO's."""
    tried = []
    for form in [*(form for form in formats if form not in NUMBERED_DAYS), "%Y-%m-%d", "%Y/%m/%d"]:
        tried += [form] if re.search("%[HIXTcM]", form) else [form + clock for clock in _CLOCKS]
    return list(dict.fromkeys(tried))


def formats_told(connection, relation: str, cell: str) -> tuple[str, ...]:
    """Give the formats of a column for which the mapping names none: those that its cells have.

    The order of day and month is the one that the cells tell, else that of the United States; see `ordered`.
    """
    order, different = {}, f"(SELECT DISTINCT tidy({cell}) AS day_text FROM {relation})"
    for sign in SIGNS:
        cut = [f"split_part(day_text, '{sign}', {n})" if sign else f"substr(day_text, {2 * n - 1}, 2)" for n in (1, 2)]
        parts = ", ".join(f"TRY_CAST({part} AS INTEGER) AS p{n}" for n, part in enumerate(cut, start=1))
        form = f"[0-9]{{1,2}}[{sign}][0-9]{{1,2}}[{sign}]([0-9]{{2}}|[0-9]{{4}})" if sign else "[0-9]{4}(19|20)[0-9]{2}"
        told = connection.execute(
            f"""SELECT count(*) FILTER (p1 > 12 AND p2 <= 12), count(*) FILTER (p2 > 12 AND p1 <= 12)
            FROM (SELECT {parts} FROM (SELECT {_bare()} AS day_text FROM {different})
            WHERE regexp_full_match(day_text, '{form}'))"""
        ).fetchone()
        order[sign] = ordered(*told)
    formats = in_order(FORMATS, order)
    fits = ", ".join(f"count(try_strptime(bare, {literal(form)}))" for form in formats)
    query = f"SELECT {fits} FROM (SELECT {_bare()} AS bare FROM {different})"
    counts = connection.execute(query).fetchone()
    return tuple(form for form, count in zip(formats, counts, strict=True) if count)


def _bare() -> str:
    """Give the SQL of the cell `day_text` without what stands around its day; see `bare_day`."""
    bare = "day_text"
    for form, instead in CUTS:
        bare = f"regexp_replace({bare}, {literal(form)}, {literal(instead)}, 'i')"
    return bare


def since_1899(cell: str) -> str:
    """Give the SQL of a workbook's number of days from 1904-01-01 as one from 1899-12-30: 1,462 days more."""
    return f"""CASE WHEN regexp_full_match(trim({cell}), {literal(SERIAL_FORM)})
        THEN CAST(TRY_CAST({cell} AS DOUBLE) + 1462 AS VARCHAR) ELSE {cell} END"""


def dated_sql(relation: str, cell: str, formats: tuple[str, ...], *, last: date) -> str:
    """Give the SQL of a relation with the columns `day` (a date), `day_fault` (why there is none) and `day_text`.

    Parameters
    ----------
    relation, cell : str
        SQL.
    formats : tuple of str
        The mapping's, tried in order on the whole cell, then on what `bare_day` leaves of it. Two that differ in the
        order of day and month alone leave a cell empty that fits both.
    last : date
        The last possible day. A year of two digits after its year is one of the century before; a day after it is none.

    Years before 1900 and after 2100 are no dates: ``01/05/20`` read with ``%Y`` is the year 20, and is read again with
    the formats of two-digit years alone. The format ``excel`` reads a number of five digits as a workbook's day, the
    format ``unix`` one of nine to thirteen as seconds or milliseconds since 1970: its day is that of UTC.
    """
    tried, pairs = date_formats(formats), _pairs(formats)
    days = [form for form in _days(tried) if not re.search("%[HIXTcM]", form)]
    fillers = ", ".join(f"DATE '{day}'" for day in FILLERS)
    told = "whole IS NULL" if not pairs else "true"
    return f"""SELECT * EXCLUDE (found), CASE WHEN day_fault IS NULL THEN found END AS day FROM (
        SELECT * EXCLUDE (whole, bare), CASE WHEN day_text IS NULL THEN NULL WHEN found IS NULL THEN {literal(UNREAD)}
            WHEN found IN ({fillers}) THEN {literal(FILLER)}
            WHEN {" OR ".join(f"coalesce({_differ(pair)}, false)" for pair in pairs) or "false"} THEN {literal(UNSURE)}
            WHEN found > DATE '{last}' THEN {literal(FUTURE)} END AS day_fault
        FROM (SELECT *, CAST(coalesce(whole, {_read("bare", days, last)}) AS DATE) AS found
        FROM (SELECT *, CASE WHEN {told} THEN {_bare()} END AS bare
        FROM (SELECT *, coalesce({_numbered(formats)}, {_read("day_text", tried, last)}) AS whole
        FROM (SELECT *, tidy({cell}) AS day_text FROM {relation})))))"""


def _days(formats: Iterable[str]) -> list[str]:
    """Give formats without the time behind the day, each once."""
    return list(dict.fromkeys(re.split(r"[ T:](?=%[HI])", form)[0] for form in formats))


def _listed(formats: list[str]) -> str:
    return "[" + ", ".join(map(literal, formats)) + "]"


def _read(text: str, formats: list[str], last: date) -> str:
    """Give the SQL of a text's day in the first format that fits, of possible years."""
    first, short = f"try_strptime({text}, {_listed(formats)})", [form for form in formats if "%y" in form]
    again = f"try_strptime({text}, {_listed(short)})" if short else "CAST(NULL AS TIMESTAMP)"
    return f"""CASE WHEN year({first}) BETWEEN 1900 AND {last.year} THEN {first}
        WHEN year({again}) > {last.year} THEN {again} - INTERVAL 100 YEAR WHEN {again} IS NOT NULL THEN {again}
        WHEN year({first}) BETWEEN 1900 AND 2100 THEN {first} END"""


def _numbered(formats: tuple[str, ...]) -> str:
    """Give the SQL of the day that a number counts to: days of a workbook, or seconds and milliseconds since 1970."""
    days = "CAST(floor(TRY_CAST(day_text AS DOUBLE)) AS INTEGER)"
    moment = "TRY_CAST(day_text AS BIGINT) * CASE WHEN length(day_text) > 10 THEN 1 ELSE 1000 END"
    count = {SERIAL: f"DATE '1899-12-30' + {days}", UNIX: f"CAST(epoch_ms({moment}) AS DATE)"}
    forms = [(literal(NUMBERED_DAYS[form]), sql) for form, sql in count.items() if form in formats]
    cases = " ".join(f"WHEN regexp_full_match(day_text, {form}) THEN {sql}" for form, sql in forms)
    return f"CASE {cases} END" if cases else "CAST(NULL AS DATE)"


def _pairs(formats: tuple[str, ...]) -> list[tuple[str, str]]:
    """Give the pairs of formats that differ in the order of day and month alone."""
    named = set(_days(formats))
    return [(first, other) for first, other in TWINS.items() if {first, other} <= named]


def _differ(pair: tuple[str, str]) -> str:
    """Give the SQL that says whether a day fits both formats, as one day and another."""
    return " <> ".join(f"try_strptime(bare, {literal(form)})" for form in pair)
