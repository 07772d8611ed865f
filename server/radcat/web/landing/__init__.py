"""The page of a dataset: what it holds, what it may be used for, and how sure that is."""
