"""Poison-center exposure figures: cited, checked, analysed, and redrawn by one command.

Tables: ``load_*()`` gives one tidy pandas frame per cited table. Answers: `analysis.summaries`. Statistics:
`analysis.stats`. Checks of printed numbers: `analysis.audit`. Pictures: `analysis.charts`.
Which function answers a question: ``guide("forest plot")``. Not a clinical tool.
"""

from .doors import opened as _opened

__version__ = "0.1.0"

# Nothing heavy is imported before it is used: `import analysis` is quick, and so is the command line.
__getattr__, __dir__, __all__ = _opened(__name__, __file__)
