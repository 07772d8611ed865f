"""Findings about datasets: read, shown, exported, followed."""
