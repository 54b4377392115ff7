"""The fitted model and its queries: look-up, tags, perplexity, class tree."""
