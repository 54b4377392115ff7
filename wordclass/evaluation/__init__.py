"""Evaluating classes: gold tags, perplexity, stability, the number of classes."""
