"""How corpora differ: class shares, class transitions and neighbours of words, tested by block."""
