"""Two to eight datasets side by side."""
