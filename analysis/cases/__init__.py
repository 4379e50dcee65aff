"""The analyst's own export: codebook, mapping, import, store, selection, and the tables of a paper.

An export becomes a store (`import_cases`), a store a study (`open_store`, `select`), and a study answers: every
function below takes it first and gives a small pandas frame. ``analysis.charts.cases`` draws these frames.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "clinical.coingestants": ["co_ingestants", "combinations", "substances_involved"],
        "clinical.dose_response": ["dose_curve", "doses", "severity_by_dose"],
        "clinical.effects": ["clinical_effects", "effect_pairs", "therapies"],
        "clinical.outcomes": ["odds_ratios", "outcome_shares"],
        "clinical.table_one": ["printed_table_one", "table_one"],
        "codebook.vocabularies": ["read_codebook"],
        "counts.counts": ["annual_counts", "monthly_counts", "state_counts", "state_rates", "weekly_counts"],
        "counts.published": ["read_counted"],
        "counts.rates": ["change", "with_rates"],
        "counts.standardized": ["standardized_rates"],
        "counts.table": ["Counts"],
        "counts.trends": ["annual_trend", "fitted", "joinpoint_trend"],
        "counts.weighted": ["weighted_counts"],
        "importing.import_cases": ["import_cases"],
        "mapping.read": ["read_mapping"],
        "profiles.profile": ["Privacy"],
        "proposal.propose": ["propose_mapping"],
        "store.store": ["Store", "frame_store", "open_store"],
        "study.selection": ["Study", "select"],
        "synthetic.synthesize": ["synthesize"],
    },
)
