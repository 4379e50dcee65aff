"""As what the records of a store are held: what identifies people found in the values, and what is done with it."""
