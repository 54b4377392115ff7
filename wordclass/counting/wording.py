"""Numbers of things, as messages say them."""


def some(n: int, what: str) -> str:
    """Say how many there are of what stands in the singular.

    Examples
    --------
    >>> some(1, "sentence"), some(0, "token")
    ('1 sentence', '0 tokens')
    """
    return f"{n} {what}{'' if n == 1 else 's'}"
