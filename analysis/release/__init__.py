"""Tables that give no patient away: policy, suppression over all linked tables, and the attacker."""

from ..doors import opened as _opened

__getattr__, __dir__, __all__ = _opened(__name__, __file__)
