"""Stage 2: bigram counts to word classes."""
