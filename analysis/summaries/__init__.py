"""Named answers: each marries shipped tables with a method, and takes the reader's own frame as well."""

from .auditing import audited_table
from .dosing import dosing_ladder, plasma_concentration, withdrawal_timeline
from .exposures import exposure_path, exposure_rise
from .ledger import burden, cited_claims, traced_figures
from .mentions import document_agreement
from .overdose import overdose_effects
from .pooling import trial_meta_analysis
from .published import redone_results
from .published_tables import redone_tables
from .registry import SUMMARIES, Summary, find_summary, publications, summary
from .series import pool_series
from .severity import severity_by_dose
from .trend import exposure_trend_example
from .trial_effects import trial_effects
from .trials import percent_consistency, trial_success
from .zero_events import low_dose_patients, severity_upper_bound

__all__ = [
    "SUMMARIES",
    "Summary",
    "audited_table",
    "burden",
    "cited_claims",
    "document_agreement",
    "dosing_ladder",
    "exposure_path",
    "exposure_rise",
    "exposure_trend_example",
    "find_summary",
    "low_dose_patients",
    "overdose_effects",
    "percent_consistency",
    "plasma_concentration",
    "pool_series",
    "publications",
    "redone_results",
    "redone_tables",
    "severity_by_dose",
    "severity_upper_bound",
    "summary",
    "traced_figures",
    "trial_effects",
    "trial_meta_analysis",
    "trial_success",
    "withdrawal_timeline",
]


def __dir__() -> list[str]:
    return sorted(__all__)
