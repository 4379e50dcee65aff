"""Evidence synthesis: effect sizes, pooling, small-study effects, sensitivity and moderators."""

from .bias import FunnelTest, begg, egger, fail_safe_n
from .conventions import CONVENTIONS
from .effects import effect_sizes
from .fixed import mantel_haenszel, peto
from .glmm import glmm
from .measures import MEASURES, back_transform
from .pooled import Pooled
from .pooling import pool
from .printed import printed_effects
from .regression import MetaRegression, meta_regression
from .robust import henmi_copas
from .sensitivity import cumulative, influence, leave_one_out
from .subgroups import Subgroups, subgroups
from .trim_and_fill import TrimAndFill, trim_and_fill

__all__ = [
    "CONVENTIONS",
    "MEASURES",
    "FunnelTest",
    "MetaRegression",
    "Pooled",
    "Subgroups",
    "TrimAndFill",
    "back_transform",
    "begg",
    "cumulative",
    "effect_sizes",
    "egger",
    "fail_safe_n",
    "glmm",
    "henmi_copas",
    "influence",
    "leave_one_out",
    "mantel_haenszel",
    "meta_regression",
    "peto",
    "pool",
    "printed_effects",
    "subgroups",
    "trim_and_fill",
]
