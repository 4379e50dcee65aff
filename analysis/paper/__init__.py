"""A poison-center paper from one file of choices: tables, figures, methods, checklists, and an audit of them."""

from .audited import audit_package
from .package import STEPS, release_paper, write_paper
from .study import Plan, read_plan

__all__ = ["STEPS", "Plan", "audit_package", "read_plan", "release_paper", "write_paper"]


def __dir__() -> list[str]:
    return sorted(__all__)
