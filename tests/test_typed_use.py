"""What a user's type checker sees through the lazy doors: ``make check`` checks this file, and here it runs.

A door that it could not see through would give ``Any``, which `assert_type` refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import assert_type

import pytest
from matplotlib.axes import Axes

import analysis
from analysis import DataError, Estimate, audit, cases, charts, guide, plots, release, stats
from analysis.audit import Finding
from analysis.cases import Counts, Store, Study
from analysis.charts import cases as case_charts
from analysis.guiding import Guide
from analysis.loaders import Ledger
from analysis.release import Policy
from analysis.stats.synthesis.pooled import Pooled


def test_the_top_door() -> None:
    assert_type(guide("forest plot"), Guide)
    assert_type(analysis.__version__, str)
    assert_type(analysis.open_ledger(analysis.sources.data_directory()), Ledger)


def test_the_door_of_statistics() -> None:
    both = stats.common_odds_ratio([9, 4], [23, 12], [4, 2], [38, 20])
    assert_type(both, Estimate)
    assert_type(both.low, float)
    frame = stats.effect_sizes(analysis.load_trials().assign(events=5, n=20), measure="PLO")
    assert_type(stats.pool(frame), Pooled)
    with pytest.raises(DataError):
        stats.pool(frame, method="none of them")


def test_the_door_of_audits() -> None:
    assert_type(audit.check_percentage("36.1%", count=13, n=36), list[Finding])


def test_the_door_of_cases(tmp_path: Path) -> None:
    assert_type(cases.synthesize(200, into=tmp_path / "store"), Path)
    store = cases.open_store(tmp_path / "store")
    assert_type(store, Store)
    study = cases.select(store, years=(2018, 2020))
    assert_type(study, Study)
    assert_type(cases.annual_counts(study), Counts)


def test_the_doors_of_release_and_plots() -> None:
    assert_type(release.policy("cms"), Policy)
    for drawn in (plots.forest, charts.trial_success, case_charts.flow):
        checked: Callable[..., Axes] = drawn
        assert callable(checked)


def test_a_picture_gives_its_axes() -> None:
    table = analysis.summaries.trial_success()
    assert_type(charts.trial_success(table, width="half"), Axes)
