"""RDF by itself: terms and their syntaxes, prefixes, literals, languages."""
