"""BigramCounts: a vocabulary, a matrix, and where they come from."""
