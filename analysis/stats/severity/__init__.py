"""Severity of outcome against dose: curves, effective doses, trends, thresholds, bounds after no event."""

from .cutoff import DoseCutoff, dose_cutoff
from .dose_response import DoseResponse, dose_response
from .firth import FirthLogistic, firth_logistic
from .isotonic import IsotonicResponse, isotonic_response
from .logistic import LogisticRegression, logistic_regression
from .threshold import DoseThreshold, dose_threshold
from .trend import DoseTrend, dose_trend
from .zero_events import zero_event_bound

__all__ = [
    "DoseCutoff",
    "DoseResponse",
    "DoseThreshold",
    "DoseTrend",
    "FirthLogistic",
    "IsotonicResponse",
    "LogisticRegression",
    "dose_cutoff",
    "dose_response",
    "dose_threshold",
    "dose_trend",
    "firth_logistic",
    "isotonic_response",
    "logistic_regression",
    "zero_event_bound",
]
