"""Pure statistics on numbers and frames; knows nothing of poison centers or files."""
