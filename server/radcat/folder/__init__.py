"""A catalogue's folder: its files, what they may be called, and which record each one is."""
