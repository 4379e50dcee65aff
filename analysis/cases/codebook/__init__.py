"""What the words and the cells of the field mean."""
