"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

from ..doors import opened as _opened

__getattr__, __dir__, __all__ = _opened(__name__, __file__)
