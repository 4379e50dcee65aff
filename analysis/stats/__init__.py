"""Pure statistics on numbers and frames; knows nothing of poison centers or files.

Every function stands here under its own name: ``analysis.stats.odds_ratio``, ``analysis.stats.pool``. A name that says
little without its subject stays in its room, as ``analysis.stats.joinpoint.joinpoint`` and
``analysis.stats.synthesis.influence`` do.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=["comparison", "joinpoint", "kinetics", "severity", "synthesis", "trends"],
    submod_attrs={
        "comparison": [
            "anova",
            "compare_counted",
            "compare_groups",
            "contingency_test",
            "correlation",
            "cramers_v",
            "group_summary",
            "kappa",
            "kruskal_wallis",
            "observed_agreement",
            "quantiles_counted",
            "smd_standard_error",
            "standardized_difference",
            "standardized_difference_categories",
            "t_test",
            "table_one",
            "wilcoxon_rank_sum",
        ],
        "joinpoint": ["breakpoints", "davies_test", "joinpoint_models"],
        "kinetics": [
            "absorption_rate",
            "bolus_concentration",
            "elimination_rate",
            "half_life",
            "infusion_concentration",
            "noncompartmental",
            "oral_concentration",
            "renal_clearance_factor",
            "repeated_doses",
            "saturable_concentration",
            "steady_state",
            "time_of_peak",
        ],
        "odds_ratio": ["odds_ratio"],
        "proportions": ["binomial_test", "proportion", "rule_of_three"],
        "rate_ratio": ["percent_change", "rate_difference", "rate_ratio", "rate_ratio_test"],
        "rates": ["rate", "rate_test"],
        "risk_difference": ["number_needed_to_treat", "risk_difference"],
        "risk_ratio": ["risk_ratio"],
        "severity": [
            "dose_cutoff",
            "dose_response",
            "dose_threshold",
            "dose_trend",
            "firth_logistic",
            "isotonic_response",
            "zero_event_bound",
        ],
        "standardization": [
            "expected_count",
            "indirectly_standardized_rate",
            "standardized_rate",
            "standardized_ratio",
        ],
        "strata": [
            "common_odds_ratio",
            "common_risk_ratio",
            "exact_stratified_test",
            "homogeneity_test",
            "mantel_haenszel_test",
        ],
        "synthesis": [
            "back_transform",
            "begg",
            "effect_sizes",
            "egger",
            "fail_safe_n",
            "glmm",
            "leave_one_out",
            "mantel_haenszel",
            "meta_regression",
            "peto",
            "pool",
            "subgroups",
            "trim_and_fill",
        ],
        "trends": ["annual_percent_changes", "interrupted_time_series", "loglinear_trend"],
        "two_by_two": ["association_test"],
    },
)
