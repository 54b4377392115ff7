"""Damage to files for the fuzz tests: what disks, networks and other programs may do to them."""

import random


def damaged(
    rng: random.Random, data: bytes, favoured: range = range(40), values: bytes = bytes(range(256))
) -> bytes:
    """Truncate the data, or flip, overwrite, delete, insert, repeat or blank a few pieces of it.

    Half of the places are in the part that is ``favoured``; ``values`` are what bytes become.
    """
    if rng.random() < 0.1:
        return data[: rng.randrange(len(data))]
    result = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        place = rng.choice(rng.choice([favoured, range(len(data))])) % max(len(result), 1)
        piece = slice(place, place + rng.choice([1, 1, 2, 4, 16, 100]))
        n = len(result[piece])
        match rng.randrange(7):
            case 0:
                result[place : place + 1] = bytes(
                    x ^ 1 << rng.randrange(8) for x in result[piece][:1]
                )
            case 1:
                result[place : place + 1] = bytes([rng.choice(values)])
            case 2:
                result[piece] = rng.randbytes(n)
            case 3:
                del result[piece]
            case 4:
                result[place:place] = rng.randbytes(n)
            case 5:
                result[place:place] = result[piece]
            case 6:
                result[piece] = bytes(n)
    return bytes(result)
