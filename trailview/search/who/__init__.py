"""Who was it: chains and trees of `trailview.events`, driven over rows, files and services."""
