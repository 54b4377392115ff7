"""Sentences to tokens, in one process or several."""
