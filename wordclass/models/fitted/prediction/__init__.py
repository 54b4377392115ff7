"""The probabilities of text under a fitted model."""
