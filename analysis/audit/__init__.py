"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

import lazy_loader as _lazy

from .arithmetic import check_difference, check_percent_change, check_rate, check_ratio
from .binary import check_binary, possible_binary
from .documents import find_documents, uncovered_numbers, verify_printed
from .findings import Finding, findings_frame
from .growth import check_annual_growth
from .intervals import check_interval, check_limits_of_count
from .ledger import audit_ledger
from .means import check_mean, possible_moments, possible_sums
from .methods import methods_of_proportion, methods_of_rate, methods_of_two_groups, methods_of_two_rates
from .p_values import check_p_of_correlation, check_p_of_groups, check_p_of_interval
from .percentages import chance_of_passing, count_ranges, possible_counts, possible_denominators
from .pooling_methods import methods_of_pooling
from .shares import check_percentage, check_share
from .statistics import check_p_of_statistic
from .tables import audit_file, audit_table
from .tracing import trace

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=["tables"],
    submod_attrs={
        "arithmetic": [
            "check_annual_growth",
            "check_difference",
            "check_percent_change",
            "check_rate",
            "check_ratio",
            "percent_change_set",
        ],
        "documents": ["find_documents", "uncovered_numbers", "verify_printed"],
        "findings": ["Finding", "findings_frame"],
        "intervals": ["check_interval", "check_limits_of_count"],
        "ledger": ["audit_ledger"],
        "means": ["check_binary", "check_mean", "possible_binary", "possible_moments", "possible_sums"],
        "methods": ["methods_of_proportion", "methods_of_rate", "methods_of_two_groups", "methods_of_two_rates"],
        "p_values": ["check_p_of_correlation", "check_p_of_groups", "check_p_of_interval"],
        "percentages": ["chance_of_passing", "count_ranges", "possible_counts", "possible_denominators"],
        "pooling_methods": ["methods_of_pooling"],
        "shares": ["check_percentage", "check_share"],
        "statistics": ["check_p_of_statistic"],
        "tables": ["audit_file", "audit_table", "find_tables", "propose_rules", "read_sheets", "rules_from_toml"],
        "tracing": ["trace"],
    },
)
