"""How good classes are: gold tags, perplexity, stability, the number of classes."""
