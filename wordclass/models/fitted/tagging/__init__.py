"""Classes of tokens in their sentences."""
