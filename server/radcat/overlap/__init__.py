"""Lists of names and checksums of somebody's own files, and what two of them have in common."""
