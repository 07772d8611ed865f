"""Finding datasets: words and facets, in an index that follows the ledger as the SPARQL store does."""
