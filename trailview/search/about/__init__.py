"""Dossiers of `trailview.events.dossier`, made from what a session reads, and written down."""
