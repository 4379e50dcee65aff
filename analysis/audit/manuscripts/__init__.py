"""Manuscripts: every statement of a document held against the numbers that it rests on."""

from .audit import Manuscript, audit_manuscript
from .judgment import VERDICTS, Judgment
from .page import manuscripts_page
from .report import judgments_frame, manuscript_status, manuscripts_json, manuscripts_text

__all__ = [
    "VERDICTS",
    "Judgment",
    "Manuscript",
    "audit_manuscript",
    "judgments_frame",
    "manuscript_status",
    "manuscripts_json",
    "manuscripts_page",
    "manuscripts_text",
]
