"""What a user points at, to sentences."""
