"""Can this number be true, does it stand where it is said to stand, and does it agree with its source?"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
