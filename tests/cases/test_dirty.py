"""A mapping that `propose_mapping` makes of a dirty export, unread, imports what the export was made from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import dirty_binary, dirty_listings, dirty_odd, dirty_real, dirty_tables
from cases.dirty import Export, differences, score
from cases.export import adds_up

from analysis.cases.importing.import_cases import import_cases
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.proposal.propose import propose_mapping

MADE: dict[str, Callable] = {
    name: make
    for module in (dirty_listings, dirty_tables, dirty_binary, dirty_odd)
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
    assert len(MADE) == 28


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
