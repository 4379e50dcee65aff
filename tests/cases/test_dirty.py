"""A mapping that `propose_mapping` makes of a dirty export, unread, imports what the export was made from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from cases import dirty_binary, dirty_listings, dirty_odd, dirty_public, dirty_real, dirty_tables
from cases.dirty import Export, differences, score
from cases.export import adds_up, table

from analysis.cases.importing.import_cases import import_cases
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.proposal.propose import propose_mapping

MADE: dict[str, Callable] = {
    name: make
    for module in (dirty_listings, dirty_tables, dirty_binary, dirty_odd, dirty_public)
    for name, make in vars(module).items()
    if getattr(make, "__module__", "") == module.__name__ and make.__annotations__.get("return") == "Export"
}
# A column of another's residence may stand for the place of the exposure.
SURE = 0.9


def import_unread(export: Export, folder) -> tuple:
    """Propose a mapping, write it, and import with what was written."""
    proposal = propose_mapping(export.path)
    written = folder / "proposed.toml"
    written.write_text(proposal.to_toml(), encoding="utf-8")
    assert parse_mapping(proposal.to_toml()) == proposal.mapping
    report = import_cases(export.path, mapping=written, into=folder / "store")
    return proposal, report, folder / "store"


def test_there_is_an_export_of_every_kind():
    assert len(MADE) == 35


@pytest.mark.parametrize("name", MADE)
def test_a_dirty_export_becomes_the_cases_it_was_made_from(name, tmp_path):
    export = MADE[name](tmp_path)
    proposal, report, store = import_unread(export, tmp_path)
    result = score(export, proposal)
    assert (result.wrong, result.missed) == ({}, [])
    assert report.rows_in == report.kept + report.rejected + report.duplicates
    assert proposal.mapping.layout == "substance" or adds_up(report, store)  # there a case has several rows
    assert differences(export, store) == []


def test_what_it_is_sure_of_is_right(tmp_path):
    right, wrong = [], []
    for name, make in MADE.items():
        folder = tmp_path / name
        folder.mkdir()
        export = make(folder)
        result = score(export, propose_mapping(export.path))
        right += result.right.values()
        wrong += result.wrong.values()
    assert len(right) > 200
    assert wrong == []
    assert sum(sure >= SURE for sure in right) > 0.8 * len(right)


YES = {"Y", "YES", "Y-A", "Y POPS", "Y (PTCH)"}


def unread(path, folder) -> tuple:
    """Import a public file with the mapping that was proposed for it; give the proposal, the report and the tables."""
    proposal, report, store = import_unread(Export(path, {}, []), folder)
    assert report.rows_in == report.kept + report.rejected + report.duplicates
    return proposal, report, *(table(store, name) for name in ("cases", "substances"))


def test_the_public_deaths_with_numbered_columns_are_imported_unread(public_files, tmp_path):
    path = public_files / "allegheny_fatal_overdoses_2007_2025.csv"
    _, report, cases, substances = unread(path, tmp_path)
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert (report.rows_in, report.kept, report.duplicates) == (7_478, 7_478, 0)
    drugs = raw.filter(like="combined_od")
    said = drugs[drugs != ""].stack()
    named = said.str.lower().groupby([said.index.get_level_values(0), said.str.lower()]).size()
    assert len(substances) == len(named)
    assert substances["substance"].eq("Xylazine").sum() == said.eq("Xylazine").sum()
    assert cases["date"].astype(str).tolist() == raw["death_date_and_time"].str[:10].tolist()
    five = raw["incident_zip"].str.fullmatch(r"\d{5}")
    assert cases["zip3"][five].tolist() == raw["incident_zip"][five].str[:3].tolist()
    assert cases["sex"].str[0].tolist() == raw["sex"].tolist()
    assert cases["age_years"].tolist() == pd.to_numeric(raw["age"]).tolist()


def test_the_public_deaths_with_a_row_per_drug_are_imported_unread(public_files, tmp_path):
    path = public_files / "allegheny_fatal_overdoses_allegheny_only_long.csv"
    proposal, report, cases, substances = unread(path, tmp_path)
    raw = pd.read_csv(path, dtype=str)
    assert proposal.mapping.layout == "substance"
    assert (report.rows_in, report.kept, report.duplicates) == (19_602, 19_598, 4)
    assert len(cases) == raw["_id"].nunique() == 6_839
    assert len(substances) == len(raw.drop_duplicates())
    assert cases["zip3"].notna().all()


def test_the_public_deaths_with_dirty_flags_are_imported_unread(public_files, tmp_path):
    path = public_files / "ct_accidental_drug_deaths_2012_2018.csv"
    proposal, report, cases, substances = unread(path, tmp_path)
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert (report.rows_in, report.kept) == (5_105, 5_105)
    flags = proposal.mapping.columns["substance"].indicators
    assert len(flags) == 15 and "AnyOpioid" not in flags.values()
    counted = {name: int(raw[column].isin(YES).sum()) for name, column in flags.items()}
    found = substances["substance"].value_counts()
    assert found[list(counted)].to_dict() == counted
    assert proposal.mapping.columns["substance"].column == "Other"
    assert found["PCP"] == (raw["Other"] == "PCP").sum() == 48
    assert (cases["substances"] == 0).sum() == 22
    assert (counted["Fentanyl"], counted["Morphine NotHeroin"]) == (2_232, 39)
    odd = report.unknown_labels.query("field == 'substance' and nearest == ''")["label"]
    assert set(odd) == {"STOLE MEDS", "NO RX BUT STRAWS", "PCP NEG"}
    dates = pd.to_datetime(raw["Date"], format="%m/%d/%Y %I:%M:%S %p")
    assert (pd.to_datetime(cases["date"]) == dates).sum() == dates.notna().sum() == 5_103
    assert cases["zip3"].isna().all()
    assert set(cases["state"].dropna()) <= set(raw["ResidenceState"])


def test_the_public_files_made_dirtier(public_files, tmp_path):
    right = []
    for make in dirty_real.MUTATED:
        folder = tmp_path / make.__name__
        folder.mkdir()
        export = make(folder)
        proposal, report, store = import_unread(export, folder)
        result = score(export, proposal)
        assert (make.__name__, result.wrong, result.missed) == (make.__name__, {}, [])
        assert adds_up(report, store)
        assert (make.__name__, differences(export, store)) == (make.__name__, [])
        right += result.right.values()
    assert len(right) > 40
