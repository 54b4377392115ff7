"""The compiled loop that finds words in bytes and numbers them: arrays in, arrays out.

Words are found in UTF-8 bytes and numbered by a hash table that compares whole words, so a
collision never mixes two of them. A bigram is one 64-bit key, as in ``pairs``.

Every new installation compiles this once while the user waits, so it is written to compile
quickly: numba inlines nothing (LLVM does, in a fraction of the time), and no code is repeated.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.compiling import kernel
from wordclass.counting.segments.pairs import NEXT_SHIFT, PREV_SHIFT, Keys
from wordclass.counting.segments.words import Bytes, Ids, mixed

# The kinds of bytes for `scan`.
INSIDE, SPACE, SENTENCE_END = 0, 1, 2

# The columns of the hash table, and the indices into the state of `scan`.
ID, FIRST, SECOND, HASH = range(4)
N_WORDS, ARENA_END, PREV, N_KEYS, SENTENCES, TOKENS = range(6)
STATE_SIZE = 6

BATCH = 256  # words looked up at a time

_LONG = np.uint64(0xFF00000000000000)  # in the table, the second part of a word of 16 bytes or more
_ONES = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
# Byte by byte: 2 more makes 0xFE and 0xFF, which end tokens, and all up to the space 0 to 0x22;
# 0x5D more leaves the highest bit of these alone 0.
_WRAP, _LEAST = np.uint64(0x0202020202020202), np.uint64(0x5D5D5D5D5D5D5D5D)


@kernel
def scan(
    text: npt.NDArray[np.uint64],
    position: int,
    n: int,
    kinds: Bytes,
    seed: int,
    slots: npt.NDArray[np.uint64],
    starts: Ids,
    arena: Bytes,
    keys: Keys,
    state: Ids,
) -> int:
    """Number the words of a text from ``position`` on and append their bigrams to ``keys``.

    Words are processed in batches: find them, then load their entries in the table, then look
    them up, so that the memory accesses of many words overlap. Return where it stopped: at the
    end of the text, or at the first word for which an array has no room.

    Parameters
    ----------
    text : (n / 8 + 2 or more,) uint64
        UTF-8 text, eight bytes to a number.
    n : int
        Its length in bytes; the byte after it ends a word.
    kinds : (256,) uint8
        What each byte is: inside a word, a space, or the end of a sentence. Only 0xFE, 0xFF and
        bytes up to the space may be other than inside a word.
    seed : int
        Seed of the hash.
    slots : (2^m, 4) uint64
        The hash table: the id of a word, where 0 means empty; its first and second part; its hash.
        The parts of a word of up to 15 bytes are its bytes and its length.
    starts, arena
        Word i is ``arena[starts[i]:starts[i + 1]]``; word 0 is the boundary, with no bytes.
    keys : (capacity,) uint64
        The bigrams, in text order.
    state : (STATE_SIZE,) int64
        How full these arrays are, the preceding word, and the totals.
    """
    text_bytes = text.view(np.uint8)  # the same text by bytes
    mask = np.uint64(len(slots) - 1)
    n_words, arena_end, prev = state[N_WORDS], state[ARENA_END], state[PREV]
    n_keys, sentences, tokens = state[N_KEYS], state[SENTENCES], state[TOKENS]
    room = min(len(starts) - 2, len(slots) // 2)
    at = np.empty(BATCH, dtype=np.int64)  # where a word starts; -1 for the end of a sentence
    lengths = np.empty(BATCH, dtype=np.int64)
    found = np.empty((BATCH, 4), dtype=np.uint64)  # as in the hash table
    i = position
    going = True
    while going and i < n and n_keys + BATCH <= len(keys):
        size = 0
        open_sentence = prev != 0
        while i < n and size < BATCH:
            kind = kinds[text_bytes[i]]
            if kind != INSIDE:
                i += 1
                if kind == SENTENCE_END and open_sentence:
                    at[size] = -1
                    found[size, HASH] = 0
                    size += 1
                    open_sentence = False
                continue
            start = i
            h = np.uint64(seed)
            first = np.uint64(0)
            inside: Any = 8  # of the next eight bytes, those before the end of the word
            while True:  # eight bytes at a time, the first of them in the lowest bits
                shift = np.uint64((i & 7) << 3)
                eight = (text[i >> 3] >> shift) | (
                    (text[(i >> 3) + 1] << np.uint64(1)) << (np.uint64(63) - shift)
                )
                wrapped = ((eight & _LOW) + _WRAP) ^ (eight & _HIGH)
                stops = ~(((wrapped & _LOW) + _LEAST) | wrapped) & _HIGH
                while stops != 0:  # the highest bit of each byte that may end the word
                    below = (stops - np.uint64(1)) & ~stops
                    inside = np.int64(((below & _ONES) * _ONES) >> np.uint64(56)) - np.int64(1)
                    if kinds[text_bytes[i + inside]] != INSIDE:
                        break
                    stops &= stops - np.uint64(1)
                if stops != 0:
                    break
                h = mixed(h ^ eight)
                first = eight
                i += 8
            i += inside
            length = i - start
            second = (eight & (below >> np.uint64(7))) | (np.uint64(length) << np.uint64(56))
            h = mixed(h ^ second)
            if length >= 16:
                first, second = h, _LONG
            at[size], lengths[size] = start, length
            found[size, FIRST], found[size, SECOND], found[size, HASH] = first, second, h
            open_sentence = True
            size += 1
        # The memory accesses of a loop overlap; word by word, each would wait for the one before.
        for w in range(size):
            found[w, ID] = slots[found[w, HASH] & mask, ID]
        for w in range(size):
            start = at[w]
            if start < 0:
                keys[n_keys] = np.uint64(prev) << PREV_SHIFT
                n_keys += 1
                sentences += 1
                prev = 0
                continue
            length, slot = lengths[w], found[w, HASH] & mask
            first, second = found[w, FIRST], found[w, SECOND]
            while True:
                word = slots[slot, ID]
                if word == 0:
                    break
                if slots[slot, FIRST] == first and slots[slot, SECOND] == second:
                    if second != _LONG:
                        break
                    origin = starts[word]
                    j = 0
                    if starts[word + np.uint64(1)] - origin == length:
                        while j < length and arena[origin + j] == text_bytes[start + j]:
                            j += 1
                    if j == length:
                        break
                slot = (slot + np.uint64(1)) & mask
            if word == 0:  # a new word
                if n_words > room or arena_end + length > len(arena):
                    i, going = start, False
                    break
                for j in range(length):
                    arena[arena_end + j] = text_bytes[start + j]
                arena_end += length
                word = np.uint64(n_words)
                slots[slot, ID], slots[slot, HASH] = word, found[w, HASH]
                slots[slot, FIRST], slots[slot, SECOND] = first, second
                n_words += 1
                starts[n_words] = arena_end
            keys[n_keys] = (np.uint64(prev) << PREV_SHIFT) | (word << NEXT_SHIFT)
            n_keys += 1
            tokens += 1
            prev = np.int64(word)
    state[N_WORDS], state[ARENA_END], state[PREV] = n_words, arena_end, prev
    state[N_KEYS], state[SENTENCES], state[TOKENS] = n_keys, sentences, tokens
    return i


@kernel
def rehash(old: npt.NDArray[np.uint64], slots: npt.NDArray[np.uint64]) -> None:
    """Copy the entries of a hash table to a larger one."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(old)):
        if old[i, ID] != 0:
            slot = old[i, HASH] & mask
            while slots[slot, ID] != 0:
                slot = (slot + np.uint64(1)) & mask
            for j in range(4):  # a row at once would compile for two seconds
                slots[slot, j] = old[i, j]


@kernel
def blank_wide_spaces(text: Bytes) -> None:
    """Replace whitespace characters of two or three bytes by ASCII spaces, in place."""
    for i in range(len(text) - 1):
        a, b = text[i], text[i + 1]
        if a == 0xC2 and (b == 0x85 or b == 0xA0):
            text[i] = text[i + 1] = 0x20
        elif 0xE1 <= a <= 0xE3 and i + 2 < len(text):
            c = text[i + 2]
            if (
                (a == 0xE1 and b == 0x9A and c == 0x80)
                or (
                    a == 0xE2
                    and b == 0x80
                    and (0x80 <= c <= 0x8A or c == 0xA8 or c == 0xA9 or c == 0xAF)
                )
                or (a == 0xE2 and b == 0x81 and c == 0x9F)
                or (a == 0xE3 and b == 0x80 and c == 0x80)
            ):
                text[i] = text[i + 1] = text[i + 2] = 0x20
