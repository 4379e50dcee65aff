"""The analyst's own export: codebook, mapping, import, store, selection, and the tables of a paper.

An export becomes a store (`import_cases`), a store a study (`open_store`, `select`), and a study answers: every
function below takes it first and gives a small pandas frame. ``analysis.charts.cases`` draws these frames.
"""

from ..doors import opened as _opened

__getattr__, __dir__, __all__ = _opened(__name__, __file__)
