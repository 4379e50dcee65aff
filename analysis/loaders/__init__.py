"""One `load_*` function per cited table: read as printed, reconciled with its card, tidy."""

from .figures import (
    load_burden,
    load_cited_figures,
    load_dosing,
    load_exposure_rise,
    load_kinetics,
    load_overdose_series,
    load_primary_figures,
    load_severity_threshold,
    load_trial_success,
    load_withdrawal_timeline,
)
from .ledger import Ledger, open_ledger
from .published import load_melatonin, load_published_results
from .studies import (
    load_cited_claims,
    load_cited_terms,
    load_concept_phrases,
    load_document_mentions,
    load_gabapentinoids,
    load_npds_totals,
    load_overdose_studies,
    load_set_aside,
    load_sources,
    load_syntheses,
    load_synthetic_shares,
    load_trials,
    load_zip_areas,
)

__all__ = [
    "Ledger",
    "load_burden",
    "load_cited_claims",
    "load_cited_figures",
    "load_cited_terms",
    "load_concept_phrases",
    "load_document_mentions",
    "load_dosing",
    "load_exposure_rise",
    "load_gabapentinoids",
    "load_kinetics",
    "load_melatonin",
    "load_npds_totals",
    "load_overdose_series",
    "load_overdose_studies",
    "load_primary_figures",
    "load_published_results",
    "load_set_aside",
    "load_severity_threshold",
    "load_sources",
    "load_syntheses",
    "load_synthetic_shares",
    "load_trial_success",
    "load_trials",
    "load_withdrawal_timeline",
    "load_zip_areas",
    "open_ledger",
]


def __dir__() -> list[str]:
    return sorted(__all__)
