"""One file a method, its equation at the top."""
