"""Plain-loop twins of the kernels and of the counting engine: slow, and plainly right."""


# --- counting ---


def bigram_counts(sentences):
    """{(prev, next): n} of lists of tokens; "" is the boundary."""
    counts = {}
    for sentence in sentences:
        words = ["", *sentence, ""]
        if len(words) > 2:
            for pair in zip(words, words[1:], strict=False):
                counts[pair] = counts.get(pair, 0) + 1
    return counts
