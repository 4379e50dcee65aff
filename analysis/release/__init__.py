"""Tables that give no patient away: policy, suppression over all linked tables, and the attacker."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "attacker": ["attack"],
        "cells": ["Key", "System", "cell_key", "in_words"],
        "earlier": ["Before"],
        "joint": ["with_joint"],
        "policies": ["Policy", "policy", "read_policies"],
        "protection": ["Protection", "protect", "protect_system"],
        "released": ["Released", "read_released"],
        "suppression": ["Suppression", "released_of", "suppress"],
        "tables": ["TableSet", "table_set"],
    },
)
