"""How good the classes are: gold tags, perplexity, stability."""
