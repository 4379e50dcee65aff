"""Sample surveys: weights, strata and clusters, and estimates of a population with limits that know them."""

from .design import SurveyDesign, survey_design
from .estimates import survey_mean, survey_proportion, survey_ratio, survey_total
from .linearized import SurveyEstimate

__all__ = [
    "SurveyDesign",
    "SurveyEstimate",
    "survey_design",
    "survey_mean",
    "survey_proportion",
    "survey_ratio",
    "survey_total",
]
