"""Printed tables: do their numbers add up, and if not, which slip of the pen would explain it?"""

from .audit import audit_file, audit_table
from .layout import find_tables
from .propose import propose_rules
from .rules import Rule, rules_from_toml
from .sheets import Sheet, read_sheets
from .table import Table
from .understood import ROLES, Audit, Column, Coverage, Understood
from .written import explained_rules

__all__ = [
    "ROLES",
    "Audit",
    "Column",
    "Coverage",
    "Rule",
    "Sheet",
    "Table",
    "Understood",
    "audit_file",
    "audit_table",
    "explained_rules",
    "find_tables",
    "propose_rules",
    "read_sheets",
    "rules_from_toml",
]
