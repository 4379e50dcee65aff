"""An export becomes a store; no row is lost."""
