"""One function per picture: a chart takes the table of its summary and an Axes, and gives the Axes back."""

from .auditing import audited_table
from .dosing import dosing_ladder, plasma_concentration, withdrawal_timeline
from .exposures import exposure_path, exposure_rise
from .ledger import burden, cited_claims, traced_figures
from .mentions import document_agreement
from .overdose import overdose_effects, severity_by_dose, severity_upper_bound
from .pooling import trial_meta_analysis
from .published import redone_results, redone_tables
from .registry import CHARTS, Chart, chart, find_chart
from .trend import exposure_trend_example
from .trials import percent_consistency, trial_success

__all__ = [
    "CHARTS",
    "Chart",
    "audited_table",
    "burden",
    "chart",
    "cited_claims",
    "document_agreement",
    "dosing_ladder",
    "exposure_path",
    "exposure_rise",
    "exposure_trend_example",
    "find_chart",
    "overdose_effects",
    "percent_consistency",
    "plasma_concentration",
    "redone_results",
    "redone_tables",
    "severity_by_dose",
    "severity_upper_bound",
    "traced_figures",
    "trial_meta_analysis",
    "trial_success",
    "withdrawal_timeline",
]


def __dir__() -> list[str]:
    return sorted(__all__)
