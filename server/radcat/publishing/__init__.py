"""The one gate, and what follows a publication: files, the index, replicas."""
