"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

from .arithmetic import check_annual_growth, check_difference, check_percent_change, check_rate, check_ratio
from .documents import find_documents, uncovered_numbers, verify_printed
from .findings import Finding, findings_frame
from .intervals import check_interval, check_limits_of_count
from .ledger import audit_ledger
from .means import check_binary, check_mean, possible_binary, possible_moments, possible_sums
from .methods import methods_of_proportion, methods_of_rate, methods_of_two_groups, methods_of_two_rates
from .p_values import check_p_of_correlation, check_p_of_groups, check_p_of_interval
from .percentages import chance_of_passing, count_ranges, possible_counts, possible_denominators
from .pooling_methods import methods_of_pooling
from .shares import check_percentage, check_share
from .tables import audit_file, audit_table
from .tracing import trace

__all__ = [
    "Finding",
    "audit_file",
    "audit_ledger",
    "audit_table",
    "chance_of_passing",
    "check_annual_growth",
    "check_binary",
    "check_difference",
    "check_interval",
    "check_limits_of_count",
    "check_mean",
    "check_p_of_correlation",
    "check_p_of_groups",
    "check_p_of_interval",
    "check_percent_change",
    "check_percentage",
    "check_rate",
    "check_ratio",
    "check_share",
    "count_ranges",
    "find_documents",
    "findings_frame",
    "methods_of_pooling",
    "methods_of_proportion",
    "methods_of_rate",
    "methods_of_two_groups",
    "methods_of_two_rates",
    "possible_binary",
    "possible_counts",
    "possible_denominators",
    "possible_moments",
    "possible_sums",
    "trace",
    "uncovered_numbers",
    "verify_printed",
]
