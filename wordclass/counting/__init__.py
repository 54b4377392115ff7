"""Stage 1: text to bigram counts."""
