"""Tokens to counted pairs of word ids, and the merging of parts."""
