"""Manuscripts: every statement of a document held against the numbers that it rests on."""

from .audit import Manuscript, audit_manuscript
from .judgment import VERDICTS, Judgment

__all__ = ["VERDICTS", "Judgment", "Manuscript", "audit_manuscript"]
