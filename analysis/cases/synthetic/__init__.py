"""Cases made up for trying and teaching, marked as such."""
