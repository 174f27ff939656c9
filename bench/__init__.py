"""Measures trailview against its targets; `python -m bench` prints the table."""
