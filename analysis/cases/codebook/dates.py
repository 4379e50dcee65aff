"""Dates as exports write them: their formats, what stands around the day, and which of day and month comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

# Formats of days (`strptime` codes); of two orders of day and month the usual one stands first.
FORMATS = (
    *("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%m.%d.%Y"),
    *("%d.%m.%y", "%m.%d.%y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%m%d%Y", "%d%m%Y"),
    *("%d%b%Y", "%d%b%y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y"),
    *("%d %b %Y", "%d %B %Y", "%d %b %y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%b-%d-%Y"),
)
# The format of a day that a workbook shows as a number, here those of 1954 to 2064.
SERIAL = "excel"
SERIAL_FORM = r"[2-5][0-9]{4}([.][0-9]+)?"
# Seconds or milliseconds since 1970-01-01 UTC, as web services and maps write a moment; here those of 1989 to 2128.
UNIX = "unix"
UNIX_FORM = r"([6-9][0-9]{8}|[1-4][0-9]{9})([0-9]{3})?"
NUMBERED_DAYS = {SERIAL: SERIAL_FORM, UNIX: UNIX_FORM}
# Days that stand for no day: what databases and workbooks fill an empty date with.
FILLERS = ("1900-01-01", "1901-01-01", "2099-12-31")
# Formats with the month first, and the same with the day first: a cell that fits both may be either.
TWINS = {form: re.sub("%m(.?)%d", r"%d\1%m", form) for form in FORMATS if re.match("%m[/.-]?%d", form)}
SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})")
# No year stands where 05012020 has its day and month, and no month where it has its year.
_UNDIVIDED = re.compile(r"(\d{2})()(\d{2})((?:19|20)\d{2})")
SIGNS = ("/", "-", ".", "")  # between day and month
STRAY = 0.02  # of the telling cells; so few of the other order are slips

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,:]\d+)?)?(?:\s*[ap]\.?m\.?)?|\d{1,2}(?:\.\d{2})*(?:\.\d+)?\s*[ap]\.?m\.?"
_ZONE = r"(?:\s*(?:z|utc|gmt|[ecmpa][sd]t|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)(?:\s*\[[^\]]*\])?)"
# What is taken from around a day, one after the other, in patterns that Python and SQL read alike. The day stays the
# one that is written: the local day, whatever the zone.
CUTS = (
    (rf"^\(?{_WEEKDAY}\)?[.,]?\s+", ""),
    (rf"\s+(?:{_CLOCK}){_ZONE}{{0,2}}\s+(\d{{4}})$", r" \1"),  # Mar 05 06:00:00 UTC 2020
    (rf"(?:t|[\s:,]+(?:at\s+)?)(?:{_CLOCK}){_ZONE}{{0,2}}$", ""),
    (rf"^(\d{{8}})[t ]?\d{{4}}(?:\d{{2}}(?:[.,]\d+)?)?{_ZONE}{{0,2}}$", r"\1"),
    (r"(\d)(?:z|\s*(?:utc|gmt)|[+-]\d{2}:\d{2})$", r"\1"),
    (rf"(?:,|\s)\s*\(?{_WEEKDAY}\)?\.?$", ""),
    (r"(\d)(?:st|nd|rd|th)\b", r"\1"),
    (r"^(\d{8})\.0+$", r"\1"),
)
_COMPILED = tuple((re.compile(form, re.IGNORECASE), instead) for form, instead in CUTS)


@lru_cache(maxsize=1 << 14)
def bare_day(text: str) -> str:
    """Give the day of a cell without the weekday, the time and its zone around it.

    Examples
    --------
    >>> bare_day("2021-01-15T21:30:00-05:00"), bare_day("Sun 03/05/2020"), bare_day("2020/03/05 06:00:00+00")
    ('2021-01-15', '03/05/2020', '2020/03/05')
    """
    text = text.strip()
    for form, instead in _COMPILED:
        text = form.sub(instead, text)
    return text


def day_of(text: str, form: str) -> date | None:
    """Give the day of a cell in one format, or None; a year of two digits is none to come (see `full_year`)."""
    day = bare_day(text)
    if re.fullmatch("(%[Ymd]){3}", form) and not re.fullmatch(r"\d{8}", day):  # 202012 is no second of January
        return None
    try:
        found = datetime.strptime(day, form).date()
    except ValueError:
        return None
    return found.replace(year=full_year(found.year % 100, date.today())) if "%y" in form else found


def full_year(digits: int, last: date) -> int:
    """Give the year of two digits: of this century, unless the year of the `last` possible day is before it."""
    return 2000 + digits - 100 * (2000 + digits > last.year)


def order_of(cells: Mapping[str, int] | Iterable[str], sign: str) -> str:
    """Say what comes first in dates with a sign (``/ - .`` or none) between day and month: one, or neither.

    Returns
    -------
    str
        ``""`` where nothing tells, ``"both"`` where cells contradict each other: then no cell that can be either may
        be read. Of many telling cells, up to 2% of the other order are slips.

    Examples
    --------
    >>> order_of(["03/04/2021", "25/04/2021"], "/"), order_of(["03/04/2021"], "/")
    ('day', '')
    >>> order_of(["03/04/2021", "25/04/2021", "04/25/2021"], "/")
    'both'
    """
    counted = cells if isinstance(cells, Mapping) else dict.fromkeys(cells, 1)
    day = month = 0
    for text, count in counted.items():
        if (found := (SLASHED if sign else _UNDIVIDED).fullmatch(bare_day(text))) and found[2] == sign:
            day += count * (int(found[1]) > 12 >= int(found[3]))
            month += count * (int(found[3]) > 12 >= int(found[1]))
    return ordered(day, month)


def ordered(day: int, month: int) -> str:
    """Give the order of day and month by the number of cells that tell the one and the other; see `order_of`."""
    if min(day, month) > STRAY * (day + month):
        return "both"
    return "day" if day > month else "month" if month else ""


def sign_of(form: str) -> str:
    """Give what stands between day and month in a format of `TWINS`."""
    return form[2].strip("%")


def in_order(formats: Iterable[str], order: Mapping[str, str]) -> tuple[str, ...]:
    """Give the formats that go with the order found for each sign; where nothing tells, the usual one of two."""
    usual = {"/": "month", "-": "month", "": "month", ".": "day"}
    told = {first: order.get(sign_of(first)) or usual[sign_of(first)] for first in TWINS}
    out = {other if told[first] == "month" else first for first, other in TWINS.items() if told[first] != "both"}
    return tuple(form for form in formats if form not in out)
