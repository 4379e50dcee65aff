"""Tables that give no patient away: policy, suppression over all linked tables, and the attacker."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
