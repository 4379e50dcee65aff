"""Poison-center exposure figures: cited, checked, analysed, and redrawn by one command.

Tables: ``load_*()`` gives one tidy pandas frame per cited table. Answers: `analysis.summaries`. Statistics:
`analysis.stats`. Checks of printed numbers: `analysis.audit`. Pictures: `analysis.charts`.
Which function answers a question: ``guide("forest plot")``. Not a clinical tool.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

# Nothing heavy is imported before it is used: `import analysis` is quick, and so is the command line.
__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=[
        "audit",
        "cards",
        "cases",
        "charts",
        "checks",
        "documents",
        "forms",
        "loaders",
        "paper",
        "plots",
        "printed",
        "release",
        "render",
        "sources",
        "stats",
        "style",
        "summaries",
        "tables",
    ],
    submod_attrs={
        "errors": ["DataError"],
        "estimate": ["Estimate"],
        "guiding": ["guide"],
        "loaders": [
            "load_burden",
            "load_cited_claims",
            "load_cited_figures",
            "load_cited_terms",
            "load_dosing",
            "load_exposure_rise",
            "load_kinetics",
            "load_npds_totals",
            "load_overdose_series",
            "load_overdose_studies",
            "load_primary_figures",
            "load_severity_threshold",
            "load_sources",
            "load_syntheses",
            "load_synthetic_shares",
            "load_trial_success",
            "load_trials",
            "load_withdrawal_timeline",
            "open_ledger",
        ],
    },
)
