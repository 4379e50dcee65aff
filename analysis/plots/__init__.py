"""Plots for one's own frames: rows of estimates, forests, brackets, counts over time, matrices and flows.

Each takes a frame, draws into a figure of its own (or into ``ax=``) and gives the Axes back; `page` writes the finding
above and the source below. No setting of matplotlib is touched.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "brackets": ["brackets"],
        "counts": ["counts"],
        "curves": ["curves"],
        "flow": ["flow"],
        "forest": ["forest"],
        "listing": ["listing"],
        "marks": ["ROLES"],
        "matrix": ["matrix"],
        "page": ["Words", "page", "words_of"],
        "columns": ["Column"],
        "rows": ["rows"],
        "scale": ["Scale", "linear_scale", "log_scale", "percent_scale", "ratio_scale", "time_scale"],
    },
)
