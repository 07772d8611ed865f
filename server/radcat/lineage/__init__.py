"""Where images come from and where they went, and whether a test set leaks into a training set."""
