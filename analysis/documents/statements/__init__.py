"""Statements: what a document says in numbers, each with its place, its numbers as printed and how sure that is."""

from .aside import REASONS as ASIDE_REASONS
from .aside import find_asides
from .bounds import front_of
from .cells import CellText, cells_of, column_heads, first_body_row, too_large
from .estimates import measure_of
from .frame import statements
from .reading import read_statements, sentences, set_aside
from .statement import KINDS, Aside, Statement
from .writing import Writing, folded, writing_of

__all__ = [
    "ASIDE_REASONS",
    "KINDS",
    "Aside",
    "CellText",
    "Statement",
    "Writing",
    "cells_of",
    "column_heads",
    "find_asides",
    "first_body_row",
    "folded",
    "front_of",
    "measure_of",
    "read_statements",
    "sentences",
    "set_aside",
    "statements",
    "too_large",
    "writing_of",
]
