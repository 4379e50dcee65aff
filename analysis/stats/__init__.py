"""Pure statistics on numbers and frames; knows nothing of poison centers or files.

Every function stands here under its own name: ``analysis.stats.odds_ratio``, ``analysis.stats.pool``. A name that says
little without its subject stays in its room, as ``analysis.stats.joinpoint.joinpoint`` and
``analysis.stats.synthesis.influence`` do.
"""

from ..doors import opened as _opened

__getattr__, __dir__, __all__ = _opened(__name__, __file__)
