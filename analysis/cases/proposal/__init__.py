"""A mapping proposed from an export, with how sure it is of every column."""
