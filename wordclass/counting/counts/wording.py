"""Numbers with nouns in messages."""


def quantity(n: int, what: str) -> str:
    """Format a number and a noun, in the plural unless the number is 1.

    Examples
    --------
    >>> quantity(1, "sentence"), quantity(0, "token"), quantity(1234, "word")
    ('1 sentence', '0 tokens', '1,234 words')
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"
