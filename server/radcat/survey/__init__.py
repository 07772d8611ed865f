"""The survey: what was claimed of the datasets, and the table that is computed from their records."""
