"""The verb of ``poison-center cases`` that only a sample with weights answers."""

from __future__ import annotations

from typing import Annotated

import typer

from .asking import checked_column
from .studies import By, Level, verb


@verb("weighted")
def weighted(
    study,
    by: By = None,
    lone: Annotated[
        str, typer.Option("--lone", help="A stratum with one cluster: error, adjust or certainty.")
    ] = "error",
    level: Level = 0.95,
):
    """Estimate the cases of the population from sampling weights.

    With design-based limits; unstable estimates are marked (rule of NEISS).
    """
    from ..cases.counts.weighted import weighted_counts

    checked_column(study, by)
    return weighted_counts(study, by=by, lone=lone, level=level)
