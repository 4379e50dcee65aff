"""Damaged and hostile files, and what import, map, audit and paper make of them."""
