"""The SPARQL 1.1 Protocol, of which nothing is evaluated here."""
