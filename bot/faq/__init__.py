"""The knowledge files: their schema, loading and checking."""
