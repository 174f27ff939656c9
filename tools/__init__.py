"""What remakes files that are generated: run from a checkout, never installed."""
