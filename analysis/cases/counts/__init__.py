"""How many, when and where; counts that others published, too."""
