"""Numbers of things, as messages say them."""


def some(n: int, what: str, spec: str = "") -> str:
    """Say how many there are of what stands in the singular, the number in a format.

    Examples
    --------
    >>> some(1, "sentence"), some(0, "token"), some(1234, "word", ",")
    ('1 sentence', '0 tokens', '1,234 words')
    """
    return f"{n:{spec}} {what}{'' if n == 1 else 's'}"
