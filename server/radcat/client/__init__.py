"""A catalogue from Python: the same questions to a server elsewhere and to a folder here."""
