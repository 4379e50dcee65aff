"""A paper through the release gate: its counts as one linked system, what is withheld, and the attack on it."""
