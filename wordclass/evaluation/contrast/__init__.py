"""How corpora differ: class shares, class transitions and the company of words, tested by block."""
