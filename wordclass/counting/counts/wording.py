"""Numbers with nouns in messages."""


def some(n: int, what: str, spec: str = "") -> str:
    """Format a number and a noun, in the plural unless the number is 1.

    Examples
    --------
    >>> some(1, "sentence"), some(0, "token"), some(1234, "word", ",")
    ('1 sentence', '0 tokens', '1,234 words')
    """
    return f"{n:{spec}} {what}{'' if n == 1 else 's'}"
