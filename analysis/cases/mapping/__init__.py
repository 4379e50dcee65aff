"""Which column of an export is what, and which label means which term."""
