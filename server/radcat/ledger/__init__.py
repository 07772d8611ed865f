"""What the registry remembers, in a relational database: versions of records, and what hangs on them."""
