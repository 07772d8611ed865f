"""radcat: a linked-data metadata registry."""

__version__ = "0.1.0"
