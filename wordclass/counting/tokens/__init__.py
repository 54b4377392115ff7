"""Sentences to tokens, in this process or in several."""
