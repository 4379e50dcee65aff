"""The analyst's own export: codebook, mapping, import, store, selection, and the tables of a paper.

An export becomes a store (`import_cases`), a store a study (`open_store`, `select`), and a study answers: every
function below takes it first and gives a small pandas frame. ``analysis.charts.cases`` draws these frames.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "characteristics": ["printed_table_one", "table_one"],
        "codebook": ["read_codebook"],
        "coingestion": ["co_ingestants", "combinations"],
        "counted": ["read_counted"],
        "counts": ["annual_counts", "monthly_counts", "state_counts", "state_rates", "weekly_counts"],
        "dose_response": ["dose_curve", "doses", "severity_by_dose"],
        "effects": ["clinical_effects", "effect_pairs", "therapies"],
        "importing": ["import_cases"],
        "mapping": ["read_mapping"],
        "outcomes": ["odds_ratios", "outcome_shares"],
        "propose": ["propose_mapping"],
        "rates": ["change", "with_rates"],
        "selection": ["Study", "select"],
        "standardized": ["standardized_rates"],
        "store": ["Store", "frame_store", "open_store"],
        "synthetic": ["synthesize"],
        "trend": ["annual_trend", "fitted", "joinpoint_trend"],
    },
)
