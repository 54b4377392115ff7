"""A user's source to sentences: files, streams, named corpora."""
