"""Regions to masks, masks to fills. Knows arrays, not files."""
