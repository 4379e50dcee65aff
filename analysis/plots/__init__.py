"""Plots for one's own frames: rows of estimates, forests, brackets, counts over time, matrices and flows.

Each takes a frame, draws into a figure of its own (or into ``ax=``) and gives the Axes back; `page` writes the finding
above and the source below. No setting of matplotlib is touched.
"""

from ..doors import opened as _opened

__getattr__, __dir__, __all__ = _opened(__name__, __file__)
