"""Thrift's compact protocol, as far as a Parquet file's headers need it: writing structs.

After "Thrift Compact protocol encoding" (apache/thrift, doc/specs). A field is given as
(its number, its kind, its value), in the order of the numbers.
"""

from typing import Any

I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
Field = tuple[int, int, Any]


def varint(n: int) -> bytes:
    """Give a whole number in as few bytes as it needs, seven bits in each.

    Examples
    --------
    >>> varint(300).hex()
    'ac02'
    """
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def struct(*fields: Field) -> bytes:
    """Give a struct; a list's value is (the kind of its elements, the elements).

    Examples
    --------
    >>> struct((1, I32, 3), (4, BINARY, b"prev")).hex()
    '150638047072657600'
    """
    out, last = bytearray(), 0
    for number, kind, value in fields:
        out.append((number - last) << 4 | kind)
        out += _value(kind, value)
        last = number
    return bytes(out) + b"\0"


def _value(kind: int, value: Any) -> bytes:
    if kind in (I32, I64):
        return varint(value << 1 if value >= 0 else ~value << 1 | 1)
    if kind == BINARY:
        return varint(len(value)) + bytes(value)
    if kind == LIST:
        element_kind, elements = value
        n = len(elements)
        header = (
            bytes([n << 4 | element_kind]) if n < 15 else bytes([240 | element_kind]) + varint(n)
        )
        return header + b"".join(_value(element_kind, element) for element in elements)
    return bytes(value)  # a struct, written already
