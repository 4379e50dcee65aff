"""How the dates of a column are written, and the SQL that reads them."""

from __future__ import annotations

import re

from ..files.sql import literal

# The format of dates that a workbook shows as a number: days since 1899-12-30, here those of 1954 to 2064.
SERIAL = "excel"


# Days that stand for no day: what databases and workbooks fill an empty date with.
FILLERS = ("1900-01-01", "1901-01-01", "2099-12-31")


def date_formats(formats: tuple[str, ...]) -> list[str]:
    """Give the formats of dates to try: the mapping's in order, each also with a time behind it, then common ones.

    Month before day is taken for granted where the mapping says nothing.
    """
    common = ["%Y-%m-%d", "%Y/%m/%d"]
    formats = tuple(form for form in formats if form != SERIAL)
    if not formats:
        common += ["%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%Y%m%d", "%B %d, %Y"]
    clocks = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", " %H:%M:%S.%f")
    tried = []
    for form in [*formats, *common]:
        tried += [form] if re.search("%[HIXTcM]", form) else [form + clock for clock in clocks]
    return list(dict.fromkeys(tried))


def dated_sql(relation: str, cell: str, formats: tuple[str, ...]) -> str:
    """Give the SQL of a relation with the columns `day` (a date), `filler` and `day_text` (the tidied cell).

    `filler` says that the day is one of FILLERS; `day` is empty then.

    Years before 1900 and after 2100 are no dates: ``01/05/20`` read with ``%Y`` is the year 20, and is read again with
    the formats of two-digit years alone. The format ``excel`` reads a number of five digits as a workbook's day.
    """
    tried = date_formats(formats)
    serial = "CAST(NULL AS DATE)"
    if SERIAL in formats:
        days = "CAST(floor(TRY_CAST(day_text AS DOUBLE)) AS INTEGER)"
        serial = "CASE WHEN regexp_full_match(day_text, '[2-5][0-9]{4}([.][0-9]+)?') "
        serial += f"THEN DATE '1899-12-30' + {days} END"
    two_digits = [form for form in tried if "%y" in form]
    every, short = ("[" + ", ".join(map(literal, chosen)) + "]" for chosen in (tried, two_digits))
    again = f"try_strptime(day_text, {short})" if short != "[]" else "CAST(NULL AS TIMESTAMP)"
    fillers = ", ".join(f"DATE '{day}'" for day in FILLERS)
    return f"""SELECT * EXCLUDE (found), CASE WHEN found NOT IN ({fillers}) THEN found END AS day,
        coalesce(found IN ({fillers}), false) AS filler FROM (
        SELECT *, CAST(CASE WHEN {serial} IS NOT NULL THEN {serial}
            WHEN year(first_try) BETWEEN 1900 AND 2100 THEN first_try
            WHEN year(second_try) BETWEEN 1900 AND 2100 THEN second_try END AS DATE) AS found
        FROM (SELECT *, try_strptime(day_text, {every}) AS first_try, {again} AS second_try
        FROM (SELECT *, tidy({cell}) AS day_text FROM {relation})))"""
