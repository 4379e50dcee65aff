"""The counts of Table 1: levels of characteristics by group, their totals, and what their percentages are of."""

from __future__ import annotations

import pandas as pd

from ...cases.clinical.table_one import DENOMINATORS
from ...cases.study.derived import facility_sites
from ...release import cell_key
from ...release.cells import Key
from ...stats.comparison.characteristics import MEASURED
from .counted import Counted
from .keys import CASES, FACILITY, GROUP, IN_NO_GROUP


def _within(group: Key, name: str, percent_of: str) -> Key:
    """Give the key of those of a group that a characteristic is counted of; a level of care is in a facility anyway."""
    return group | FACILITY if percent_of == DENOMINATORS["facility"] and name != "level_of_care" else group


def _in(group: str, by: str | None) -> Key:
    """Give the key of a group of Table 1; the total is everybody."""
    return CASES if group == "Total" else cell_key(**{by: group})


def count_table_1(counted: Counted, by: str | None) -> None:
    """Take the levels of every characteristic in every group; each case of a group is in one of them."""
    table = counted.tables["table-1"]
    groups = list(dict.fromkeys(table["group"]))
    for row in table.reset_index(drop=True).itertuples():
        group = _in(row.group, by)
        if row.variable == "cases":
            counted.count(group, "table-1", row.Index, "n", GROUP)
            continue
        key = _within(group, row.variable, row.percent_of) | cell_key(**{row.variable: row.level})
        counted.count(key, "table-1", row.Index, "n", 1.0 if row.group != "Total" else 2.5)
    levels = table[table["variable"] != "cases"]
    if len(groups) > 1:
        _across(counted, levels, [_in(group, by) for group in groups[1:]])
    for name, rows in levels.groupby("variable", sort=False):
        for group, part in rows.groupby("group", sort=False):
            _down(counted, name, _in(group, by), part)
    for group in groups:
        _ages(counted, _in(group, by), levels)
        _facility(counted, _in(group, by))
    known = [key for key in (cell_key(medical_outcome=level) for level in _unknown(table)) if counted.has(key)]
    several = (table["variable"] == "medical_outcome") & table["several"].astype(bool)
    if known and counted.has(cell_key(medical_outcome="unknown")) and not several.any():
        counted.total(cell_key(medical_outcome="unknown"), known)


def _unknown(table: pd.DataFrame) -> list[str]:
    """Give the levels of the medical outcome that say it is not known."""
    rows = table[(table["variable"] == "medical_outcome") & (table["group"] == "Total")]
    return rows.loc[rows["unknown"].astype(bool), "level"].tolist()


def _across(counted: Counted, levels: pd.DataFrame, groups: list[Key]) -> None:
    """Add the groups up to the total, with the cases that are in none of them."""
    none = counted.remainder(IN_NO_GROUP, CASES, groups)
    for name, rows in levels.groupby("variable", sort=False):
        left, of = [], rows["percent_of"].iloc[0]
        for level in dict.fromkeys(rows["level"]):
            key = _within(CASES, name, of) | cell_key(**{name: level})
            left.append(counted.remainder(key | none, key, [group | key for group in groups]))
        if of == DENOMINATORS["facility"]:
            everyone = none | FACILITY if rows["several"].any() else counted.total(none | FACILITY, left)
            counted.joint(CASES | FACILITY, [everyone, *(group | FACILITY for group in groups)])
            counted.joint(none, [everyone, none | cell_key(managed="not in a facility")])
        elif not rows["several"].any():
            counted.total(none, left)


def _down(counted: Counted, name: str, group: Key, rows: pd.DataFrame) -> None:
    """Add the levels of a characteristic up to their group, and say what their percentages are of."""
    within = _within(group, name, rows["percent_of"].iloc[0])
    keys = {row.Index: within | cell_key(**{name: row.level}) for row in rows.itertuples()}
    known = [keys[row.Index] for row in rows.itertuples() if not row.unknown]
    unknown = [keys[row.Index] for row in rows.itertuples() if row.unknown]
    told = {words: kind for kind, words in DENOMINATORS.items()}.get(rows["percent_of"].iloc[0], "known")
    if rows["level"].iloc[0].startswith(MEASURED):
        counted.total(group, keys.values())
        for place in rows.index[rows["denominator"].notna()]:
            counted.count(group, "table-1", place, "denominator", GROUP)
        return
    several = rows["several"].iloc[0]
    everyone = group | FACILITY if told == "facility" else group
    if several:
        _several(counted, name, everyone, rows, keys)
    else:
        counted.total(everyone, keys.values())
    base = everyone if told != "known" or not unknown else group | cell_key(known=name)
    if base != everyone and not several:
        counted.total(base, known)
    for place in rows.index:
        if pd.notna(rows.loc[place, "denominator"]):  # of a level that is not known too, beside its own count
            counted.count(base, "table-1", place, "denominator", 2.5)
        if not rows.loc[place, "unknown"] or told != "known":
            counted.share(keys[place], base, "table-1", place, "share")
    for part in {everyone, base if several else everyone} - {group}:
        counted.rest(group, part)


def _ages(counted: Counted, group: Key, levels: pd.DataFrame) -> None:
    """Take those whose age is told in years from those with an age group: what is left have a group alone."""
    measured = levels.loc[(levels["variable"] == "age_years") & levels["level"].str.startswith(MEASURED), "level"]
    known, grouped = group | cell_key(known="age_band"), (levels["variable"] == "age_band").any()
    for level in measured.unique() if grouped else ():
        years = group | cell_key(age_years=level)
        whole = known if known in counted.unprinted or counted.has(known) else group
        if counted.values.get(whole, 0) >= counted.values.get(years, 0):
            counted.rest(whole, years, "with an age group alone")


def _facility(counted: Counted, group: Key) -> None:
    """Take the sites in a facility from the cases that are managed in one: what is left has a level of care alone."""
    parts = [key for site in facility_sites() if counted.has(key := group | cell_key(management_site=site))]
    if parts and (group | FACILITY in counted.unprinted or counted.has(group | FACILITY)):
        counted.remainder(group | FACILITY | cell_key(told_by="a level of care alone"), group | FACILITY, parts)
    _of_a_facility(counted, group, parts)


def _of_a_facility(counted: Counted, group: Key, sites: list[Key]) -> None:
    """Say that those with a level of care are no more than those managed in a facility, where it is so.

    Table 1 says that a level of care is recorded in a facility only: where one of the sites is withheld, the levels of
    care tell what it is at least, and so what is left for the others.
    """
    cared = group | cell_key(known="level_of_care")
    if not all(key in counted.values for key in (cared, *sites)):
        return
    left = sum(counted.values[key] for key in sites) - counted.values[cared]
    if sites and left >= 0:
        managed = group | cell_key(managed_at="a site in a facility")
        counted.joint(managed, sites)
        counted.joint(managed, [cared, group | cell_key(managed_at="a site in a facility", level_of_care="not known")])


def _several(counted: Counted, name: str, group: Key, rows: pd.DataFrame, keys: dict[int, Key]) -> None:
    """Say of levels of which a case may have several that each has a complement, and how many cases have several."""
    many = cell_key(several=name)
    for place, key in keys.items():
        counted.rest(group, key)
        counted.count(many, "table-1", place, "several", 2.5)  # of all cases, in the rows of every group
    if group in (CASES, FACILITY):
        mentions = counted.total(cell_key(values_of=name), keys.values())
        counted.rest(counted.rest(mentions, group, "beyond one for each"), many, "beyond one for each")
