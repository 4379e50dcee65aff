"""Dates as cells hold them: the local day as written, the order of day and month, centuries, epochs of workbooks."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from cases.export import adds_up, mapping, run, table
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analysis.cases.codebook.dates import FORMATS, bare_day, day_of, full_year, in_order, order_of
from analysis.cases.counts.published import read_counted
from analysis.cases.counts.published_dates import read_dates
from analysis.cases.importing.dates import FILLER, FUTURE, UNREAD, UNSURE
from analysis.cases.proposal.columns import Column, dates_of
from analysis.cases.proposal.propose import propose_mapping
from analysis.files.binary import counts_from_1904

BODY = 'name = "d"\ntitle = "d"\ncodebook = "{{version}}"\nlayout = "case"\n[columns]\ncase_id = "id"\ndate = {entry}\n'


def imported(folder, cells, formats=None):
    """Import a column of dates; give the days as text, and the rejects' (value, rule)."""
    entry = '"day"' if formats is None else f'{{{{ column = "day", formats = {list(formats)!r} }}}}'.replace("'", '"')
    lines = ["id,day", *(f'{place},"{cell}"' for place, cell in enumerate(cells)), ""]
    path = mapping(folder, BODY.format(entry=entry))
    report, store = run(folder, "\n".join(lines).encode(), mapping=path)
    assert adds_up(report, store)
    days = [None if day is None else str(day) for day in table(store, "cases")["date"].astype(object)]
    rejects = table(store, "rejects")
    return days, dict(zip(rejects["value"], rejects["rule"], strict=True))


AROUND = {
    "2021-01-15T21:30:00-05:00": "2021-01-15",
    "2021-01-15T23:59:59+14:00": "2021-01-15",
    "2021-01-15T21:30:00.123456789Z": "2021-01-15",
    "2021-01-15 21:30:00.123 +0000 UTC": "2021-01-15",
    "2021-01-15T21:30:00+05:30[Asia/Kolkata]": "2021-01-15",
    "2021-01-15-05:00": "2021-01-15",
    "2020/03/05 06:00:00+00": "2020-03-05",
    "2020/03/05 06:00:00 UTC": "2020-03-05",
    "03/25/2020 06:00 EST": "2020-03-25",
    "Wed 03/25/2020": "2020-03-25",
    "03/25/2020 Wed": "2020-03-25",
    "03/25/2020 (Wed)": "2020-03-25",
    "Wednesday, March 25, 2020": "2020-03-25",
    "Wed, 25 Mar 2020 06:00:00 -0500": "2020-03-25",
    "Wed Mar 25 06:00:00 UTC 2020": "2020-03-25",
    "March 25th, 2020": "2020-03-25",
    "25MAR2020:14:30:00": "2020-03-25",
    "25-MAR-20 06.30.00.000000 PM": "2020-03-25",
    "20200325143000": "2020-03-25",
    "20200325T143000Z": "2020-03-25",
    "20200325.0": "2020-03-25",
    "03/25/2020, 2:30 p.m.": "2020-03-25",
    "03/25/2020 at 14:30": "2020-03-25",
}


def test_the_day_as_written_is_read_whatever_stands_around_it(tmp_path):
    days, rejects = imported(tmp_path, AROUND)
    assert days == list(AROUND.values()) and rejects == {}


@pytest.mark.parametrize("text", AROUND)
def test_a_proposal_reads_the_same_days(text):
    assert AROUND[text] in {str(day_of(text, form)) for form in FORMATS}
    assert dates_of(Column("date", (text,))).share == 1


@pytest.mark.parametrize(
    "cell",
    ["Wednesday", "44.3", "202003", "2020-03", "03/2020", "13/13/2020", "2020-02-30", "5. 3. 2020", "03/25", "x"],
)
def test_what_is_no_day_is_listed(tmp_path, cell):
    assert imported(tmp_path, [cell, "2020-01-01"]) == ([None, "2020-01-01"], {cell: UNREAD})
    assert not {day_of(cell, form) for form in FORMATS} - {None}


def test_a_mapping_says_the_order_and_the_rest_of_the_cell_does_not_matter(tmp_path):
    cells = ["Sun 03/05/2020", "03/05/2020 06:00:00+00", "03/05/2020 6:00 PM EST"]
    assert imported(tmp_path, cells, ["%m/%d/%Y"]) == (["2020-03-05"] * 3, {})
    assert imported(tmp_path, cells, ["%d/%m/%Y"]) == (["2020-05-03"] * 3, {})


def test_orders_that_contradict_each_other_leave_what_fits_both_empty(tmp_path):
    cells = ["03/04/2021", "25/04/2021", "04/25/2021", "05/06/2021", "07/07/2021"]
    read = [None, "2021-04-25", "2021-04-25", None, "2021-07-07"]
    unsure = {"03/04/2021": UNSURE, "05/06/2021": UNSURE}
    for formats in (None, ["%m/%d/%Y", "%d/%m/%Y"], ["%d/%m/%Y", "%m/%d/%Y %H:%M"]):
        assert imported(tmp_path, cells, formats) == (read, unsure)
    days, rejects = imported(tmp_path, cells, ["%m/%d/%Y"])
    assert days == ["2021-03-04", None, "2021-04-25", "2021-05-06", "2021-07-07"] and rejects == {"25/04/2021": UNREAD}


def test_without_formats_the_cells_tell_the_order_and_the_month_is_first_where_they_do_not(tmp_path):
    assert imported(tmp_path, ["03/04/2021", "25/04/2021"]) == (["2021-04-03", "2021-04-25"], {})
    assert imported(tmp_path, ["03/04/2021", "04/25/2021 14:00"]) == (["2021-03-04", "2021-04-25"], {})
    assert imported(tmp_path, ["03/04/2021"]) == (["2021-03-04"], {})
    assert imported(tmp_path, ["03.04.2021"]) == (["2021-04-03"], {})
    assert imported(tmp_path, ["03.04.2021", "03.25.2021"]) == (["2021-03-04", "2021-03-25"], {})


def test_a_year_of_two_digits_is_none_to_come_and_a_typed_one_is_listed(tmp_path):
    today = datetime.date.today()
    ahead = today + datetime.timedelta(days=400)
    cells = ["01/05/68", "01/05/20", "12/31/99", f"{today:%m/%d/%y}", f"{today:%m/%d/%Y}", f"{ahead:%m/%d/%y}"]
    cells += ["01/05/2068", f"{ahead:%m/%d/%Y}", "12/31/2099", "01/01/1900", "01/05/1899"]
    days, rejects = imported(tmp_path, cells, ["%m/%d/%Y", "%m/%d/%y"])
    back = str(ahead.replace(year=ahead.year - 100))
    assert days == ["1968-01-05", "2020-01-05", "1999-12-31", str(today), str(today), back, *[None] * 5]
    wanted = {"01/05/2068": FUTURE, f"{ahead:%m/%d/%Y}": FUTURE, "12/31/2099": FILLER, "01/01/1900": FILLER}
    assert rejects == wanted | {"01/05/1899": UNREAD}


def test_years_to_come_and_parts_of_years_are_listed(tmp_path):
    body = BODY.format(entry='"day"').replace("date =", "year =")
    year = datetime.date.today().year
    cells = ("2019", "2019.0", str(year), str(year + 1), "2068", "2019.5", "19", "x")
    text = "id,day\n" + "".join(f"{place},{cell}\n" for place, cell in enumerate(cells))
    _, store = run(tmp_path, text.encode(), mapping=mapping(tmp_path, body))
    found = table(store, "cases")["year"].fillna(0).astype(int).tolist()
    assert found == [2019, 2019, year, 0, 0, 0, 0, 0]
    rejects = table(store, "rejects").set_index("value")["rule"].to_dict()
    later = "a year after that of the import"
    assert rejects == {str(year + 1): later, "2068": later, "2019.5": "no year", "19": "no year", "x": "no year"}


@pytest.mark.parametrize(("digits", "year"), [(0, 2000), (24, 2024), (25, 1925), (35, 1935), (68, 1968), (69, 1969)])
def test_the_century_of_two_digits(digits, year):
    assert full_year(digits, datetime.date(2024, 6, 30)) == year


def test_published_tables_have_the_same_centuries(tmp_path):
    year = datetime.date.today().year
    made = read_dates([["13/1/35", "14/1/35", f"15/1/{year % 100}"]], dayfirst=None, name="date")
    assert [day.year for day in made[0]] == [1935, 1935, year]
    path = tmp_path / "weeks.csv"
    path.write_text("Week,Calls\nMon 04-Jan-21 00:00 UTC,3\nMon 11-Jan-21 00:00 UTC,4\n")
    assert read_counted(path)["week_start"].dt.strftime("%Y-%m-%d").tolist() == ["2021-01-04", "2021-01-11"]


@pytest.mark.parametrize(
    ("cells", "sign", "first"),
    [
        (["03/04/2021"], "/", ""),
        (["03/04/2021", "25/04/2021"], "/", "day"),
        (["03/04/2021", "04/25/21 14:00"], "/", "month"),
        (["25/04/2021", "04/25/2021"], "/", "both"),
        (["25-04-2021"], "/", ""),
        (["25-04-2021"], "-", "day"),
        ({"04/25/2021": 99, "25/04/2021": 1}, "/", "month"),
        ({"04/25/2021": 9, "25/04/2021": 1}, "/", "both"),
        (["2021/04/25", "25 April 2021", "25/04"], "/", ""),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_column(cells, sign, first):
    assert order_of(cells, sign) == first


def test_formats_go_with_the_order():
    both = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m.%d.%Y", "%Y-%m-%d")
    assert in_order(both, {}) == ("%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d")
    assert in_order(both, {"/": "day", ".": "month"}) == ("%d/%m/%Y", "%m.%d.%Y", "%Y-%m-%d")
    assert in_order(both, {"/": "both"}) == ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")


def proposed(folder, cells):
    """Propose a mapping of cases with these dates, over and over; give certainty, formats, reason and the head."""
    lines = ["Call Date,Sex,Substance", *(f"{cells[n % len(cells)]},F,Heroin" for n in range(40)), ""]
    (folder / "cases.csv").write_text("\n".join(lines))
    found = propose_mapping(folder / "cases.csv")
    return (
        found.sure["date"],
        found.mapping.columns["date"].formats,
        found.why["date"],
        found.to_toml().split("\n\n")[0],
    )


def test_a_contradiction_and_an_order_that_nothing_tells_are_to_be_checked_first(tmp_path):
    told, formats, _, head = proposed(tmp_path, ["03/04/2021", "25/04/2021"])
    assert told > 0.9 and formats == ("%d/%m/%Y",) and "date (" not in head
    mixed, formats, why, head = proposed(tmp_path, ["03/04/2021", "25/04/2021", "04/25/2021", "05/06/2021"])
    assert set(formats) == {"%m/%d/%Y", "%d/%m/%Y"} and "contradict each other" in why
    assert mixed < 0.8 and "date (" in head
    unsure, formats, why, head = proposed(tmp_path, ["03/04/2021", "05/06/2021"])
    assert formats == ("%m/%d/%Y",) and "cannot be told apart and month is taken to be first" in why
    assert unsure < 0.8 and "date (" in head


def test_slips_do_not_make_a_column_contradict_itself():
    column = Column("date", (*["04/25/2021"] * 99, "25/04/2021"))
    assert (dates_of(column).formats, dates_of(column).doubt) == (("%m/%d/%Y",), "")
    assert dates_of(column).share == 0.99


@pytest.mark.parametrize("epoch", [1899, 1904])
def test_numbers_of_days_count_from_the_epoch_of_the_workbook(tmp_path, epoch):
    """15 January 2021 is day 44211 from 1899-12-30 and 42749 from 1904-01-01 (1,462 days later)."""
    book = openpyxl.Workbook()
    if epoch == 1904:
        book.epoch = CALENDAR_MAC_1904
    number = 44211 if epoch == 1899 else 42749
    for row in (["id", "day"], [1, number], [2, number + 0.75], [3, datetime.date(2021, 1, 15)]):
        book.active.append(row)
    path = tmp_path / "in" / "book.xlsx"
    path.parent.mkdir()
    book.save(path)
    assert counts_from_1904(path) is (epoch == 1904)
    entry = '{{ column = "day", formats = ["excel"] }}'
    report, store = run(tmp_path, {"book.xlsx": path.read_bytes()}, mapping=mapping(tmp_path, BODY.format(entry=entry)))
    assert table(store, "cases")["date"].astype(str).tolist() == ["2021-01-15"] * 3
    assert ("days from 1904" in report.files["reader"][0]) is (epoch == 1904)


def test_a_workbook_of_each_epoch_in_one_import(tmp_path):
    files = {}
    for name, number, epoch in (("a.xlsx", 44211, None), ("b.xlsx", 42749, CALENDAR_MAC_1904)):
        book = openpyxl.Workbook()
        book.epoch = epoch or book.epoch
        for row in (["id", "day"], [name, number]):
            book.active.append(row)
        book.save(tmp_path / name)
        files[name] = (tmp_path / name).read_bytes()
    entry = '{{ column = "day", formats = ["excel"] }}'
    _, store = run(tmp_path, files, mapping=mapping(tmp_path, BODY.format(entry=entry)))
    assert table(store, "cases")["date"].astype(str).tolist() == ["2021-01-15"] * 2


def test_what_is_no_workbook_has_no_epoch(tmp_path):
    path = tmp_path / "x.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0 old")
    assert counts_from_1904(path) is False


def test_the_day_alone_is_left_as_it_is():
    assert [bare_day(text) for text in ("2021-01-15", "15.03.2020", "5 March 2020", "44211.5")] == [
        "2021-01-15",
        "15.03.2020",
        "5 March 2020",
        "44211.5",
    ]
