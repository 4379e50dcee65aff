"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

from .documents import find_documents, uncovered_numbers, verify_printed
from .percentages import possible_counts
from .tracing import trace

__all__ = ["find_documents", "possible_counts", "trace", "uncovered_numbers", "verify_printed"]
