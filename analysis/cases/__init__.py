"""The analyst's own export: codebook, mapping, import, store, selection and tables."""
