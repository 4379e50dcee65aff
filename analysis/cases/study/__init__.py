"""Which cases: selection, exclusions, and columns derived from others."""
