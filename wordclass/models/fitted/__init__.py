"""The fitted model, and what can be asked of it."""
