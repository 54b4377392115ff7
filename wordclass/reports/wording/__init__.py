"""How numbers, words and settings are put into text."""
