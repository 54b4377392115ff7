"""How words, numbers, settings and caveats are put into text."""
