"""What a paper's table of characteristics needs: each test says its name and why it was chosen."""

from .adjustment import adjusted_p_values
from .agreement import correlation, kappa, observed_agreement
from .contingency import contingency_test, cramers_v, expected_counts
from .counted import compare_counted, quantiles_counted
from .differences import smd_standard_error, standardized_difference, standardized_difference_categories
from .group_summary import group_summary
from .groups import anova, compare_groups, kruskal_wallis, t_test
from .pairwise import pairwise_differences, pairwise_differences_categories
from .ranks import wilcoxon_rank_sum
from .result import Comparison
from .table_one import TableOne, table_one

__all__ = [
    "Comparison",
    "TableOne",
    "adjusted_p_values",
    "anova",
    "compare_counted",
    "compare_groups",
    "contingency_test",
    "correlation",
    "cramers_v",
    "expected_counts",
    "group_summary",
    "kappa",
    "kruskal_wallis",
    "observed_agreement",
    "pairwise_differences",
    "pairwise_differences_categories",
    "quantiles_counted",
    "smd_standard_error",
    "standardized_difference",
    "standardized_difference_categories",
    "t_test",
    "table_one",
    "wilcoxon_rank_sum",
]
