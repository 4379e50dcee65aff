"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=["manuscripts", "reports", "tables"],
    submod_attrs={
        "arithmetic": [
            "check_difference",
            "check_percent_change",
            "check_rate",
            "check_ratio",
            "percent_change_set",
        ],
        "binary": ["check_binary", "possible_binary"],
        "documents": ["find_documents", "uncovered_numbers", "verify_printed"],
        "findings": ["Finding", "findings_frame"],
        "growth": ["check_annual_growth"],
        "intervals": ["check_interval", "check_limits_of_count"],
        "ledger": ["audit_ledger"],
        "manuscripts": ["audit_manuscript"],
        "means": ["check_mean", "possible_moments", "possible_sums"],
        "mentions": ["find_mentions", "verify_mentions"],
        "methods": ["methods_of_proportion", "methods_of_rate", "methods_of_two_groups", "methods_of_two_rates"],
        "p_values": ["check_p_of_correlation", "check_p_of_groups", "check_p_of_interval"],
        "percentages": ["chance_of_passing", "count_ranges", "possible_counts", "possible_denominators"],
        "pooling_methods": ["methods_of_pooling"],
        "shares": ["check_percentage", "check_share"],
        "statistics": ["check_p_of_statistic"],
        "tables": [
            "audit_file",
            "audit_table",
            "explained_rules",
            "find_tables",
            "propose_rules",
            "read_sheets",
            "rules_from_toml",
        ],
        "tracing": ["trace"],
    },
)
