"""The SPARQL store behind the endpoint: an index of the ledger, rebuilt from it at will."""
