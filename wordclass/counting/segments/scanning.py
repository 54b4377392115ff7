"""The compiled loop that finds words in bytes and numbers them: arrays in, arrays out.

Words are found in UTF-8 bytes and numbered by a hash table that compares whole
words, so a collision never mixes two of them. A bigram is one 64-bit key, the
preceding word's id in the upper half, the following word's in the lower.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]

# What a byte can be, for `scan`.
INSIDE, SPACE, SENTENCE_END, PERHAPS_SPACE = 0, 1, 2, 3

# The places of `scan`'s running state.
N_WORDS, ARENA_END, PREV, N_KEYS, SENTENCES, TOKENS, LONGEST = range(7)
STATE_SIZE = 7

BATCH = 512  # words looked up at a time

_HALF = np.uint64(32)
_LONG = np.uint64(0xFF00000000000000)  # marks the name of a word of eight bytes or more


@njit(cache=True, nogil=True, inline="always")
def _wide_space(block: Bytes, i: int) -> int:
    """Length of the whitespace character of two or three bytes at ``i``; 0 where there is none."""
    n = len(block)
    b = block[i]
    if i + 1 >= n:
        return 0
    c = block[i + 1]
    if b == 0xC2:
        return 2 if c == 0x85 or c == 0xA0 else 0
    if i + 2 >= n:
        return 0
    d = block[i + 2]
    if b == 0xE1:
        return 3 if c == 0x9A and d == 0x80 else 0
    if b == 0xE2:
        if c == 0x80:
            return 3 if (0x80 <= d <= 0x8A) or d == 0xA8 or d == 0xA9 or d == 0xAF else 0
        return 3 if c == 0x81 and d == 0x9F else 0
    return 3 if c == 0x80 and d == 0x80 else 0  # b is 0xE3: the ideographic space


@njit(cache=True, nogil=True, inline="always")
def _mixed(h: Any) -> Any:
    """Spread a number over all its bits."""
    h *= np.uint64(0x9E3779B97F4A7C15)
    h ^= h >> np.uint64(32)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return h ^ (h >> np.uint64(29))


@njit(cache=True, nogil=True, inline="always")
def _place(name: Any, seed: int) -> Any:
    """Where a word's name is looked for first; a long word's is a hash already."""
    return name if name >= _LONG else _mixed(name ^ np.uint64(seed))


@njit(cache=True, nogil=True, inline="always")
def _is_word(word: Any, starts: Ids, arena: Bytes, block: Bytes, start: Any, length: Any) -> bool:
    """Whether the ``length`` bytes of the block at ``start`` are this word."""
    origin = starts[word]
    if starts[word + 1] - origin != length:
        return False
    for j in range(length):
        if arena[origin + j] != block[start + j]:
            return False
    return True


@njit(cache=True, nogil=True)
def scan(
    block: Bytes,
    position: int,
    kinds: Bytes,
    seed: int,
    slots: npt.NDArray[np.uint64],
    starts: Ids,
    arena: Bytes,
    keys: npt.NDArray[np.uint64],
    state: Ids,
) -> int:
    """Number the words of ``block`` from ``position`` on and append their bigrams to ``keys``.

    Works on a batch of words at a time: finds them, then fetches their places in the
    table, then looks them up, so that the memory serves many requests at once.

    Parameters
    ----------
    block : (n,) uint8
        UTF-8 text that ends at the end of a word.
    kinds : (256,) uint8
        What each byte is: inside a word, a space, a sentence's end, or the first byte of
        what may be a whitespace character of several bytes.
    seed : int
        Where the hash starts.
    slots : (2^m, 2) uint64
        The hash table: a word's name and its id; id 0 for empty. A word of up to seven
        bytes is its own name (with its length on top), a longer one is named by its hash.
    starts, arena
        Word i is ``arena[starts[i]:starts[i + 1]]``; word 0 is the boundary, of no bytes.
    keys : (capacity,) uint64
        The bigrams, in the order of the text.
    state : (STATE_SIZE,) int64
        How full all that is, the word before, and the totals.

    Returns
    -------
    int
        Where it stopped: the block's length, or the start of the word for which an
        array has no room.
    """
    n = len(block)
    mask = np.uint64(len(slots) - 1)
    n_words, arena_end, prev = state[N_WORDS], state[ARENA_END], state[PREV]
    n_keys, sentences, tokens, longest = (
        state[N_KEYS], state[SENTENCES], state[TOKENS], state[LONGEST],
    )  # fmt: skip
    room_words = min(len(starts) - 2, len(slots) // 2)
    at = np.empty(BATCH, dtype=np.int64)  # where a word starts; -1 for a sentence's end
    lengths = np.empty(BATCH, dtype=np.int64)
    names = np.empty(BATCH, dtype=np.uint64)
    hashes = np.empty(BATCH, dtype=np.uint64)
    found = np.empty(BATCH, dtype=np.uint64)
    origins = np.empty(BATCH, dtype=np.int64)
    letters = np.empty(BATCH, dtype=np.uint8)
    i = position
    while i < n:
        if n_keys + BATCH > len(keys):
            break
        size = 0
        open_sentence = prev != 0
        while i < n and size < BATCH:
            kind = kinds[block[i]]
            if kind == SPACE:
                i += 1
                continue
            if kind == SENTENCE_END:
                if open_sentence:
                    at[size] = -1
                    names[size] = hashes[size] = 0
                    size += 1
                    open_sentence = False
                i += 1
                continue
            if kind == PERHAPS_SPACE:
                width = _wide_space(block, i)
                if width:
                    i += width
                    continue
            start = i
            h = np.uint64(seed)
            name = np.uint64(0)  # the last eight bytes
            while i < n:
                b = block[i]
                kind = kinds[b]
                if kind != INSIDE and (kind != PERHAPS_SPACE or _wide_space(block, i) > 0):
                    break
                name = (name << np.uint64(8)) | np.uint64(b)
                i += 1
                if (i - start) & 7 == 0:
                    h = _mixed(h ^ name)
            length = i - start
            if length < 8:
                name |= np.uint64(length) << np.uint64(56)
            else:
                name = _mixed(h ^ name ^ np.uint64(length)) | _LONG
            at[size], lengths[size], names[size] = start, length, name
            hashes[size] = _place(name, seed)
            open_sentence = True
            size += 1
        for w in range(size):
            slot = hashes[w] & mask
            found[w] = slots[slot, 1] if slots[slot, 0] == names[w] else np.uint64(0)
        for w in range(size):
            origins[w] = starts[found[w]]
        for w in range(size):
            letters[w] = arena[origins[w]]  # only to have it fetched
        for w in range(size):
            start = at[w]
            if start < 0:
                keys[n_keys] = np.uint64(prev) << _HALF
                n_keys += 1
                sentences += 1
                prev = 0
                continue
            length = lengths[w]
            word = np.int64(found[w])
            if word == 0 or (
                length >= 8 and not _is_word(word, starts, arena, block, start, length)
            ):
                word = np.int64(0)
                slot = hashes[w] & mask
                while slots[slot, 1] != 0:
                    candidate = np.int64(slots[slot, 1])
                    if slots[slot, 0] == names[w] and (
                        length < 8 or _is_word(candidate, starts, arena, block, start, length)
                    ):
                        word = candidate
                        break
                    slot = (slot + np.uint64(1)) & mask
                if word == 0:
                    if n_words > room_words or arena_end + length > len(arena):
                        state[N_WORDS], state[ARENA_END], state[PREV] = n_words, arena_end, prev
                        state[N_KEYS], state[SENTENCES] = n_keys, sentences
                        state[TOKENS], state[LONGEST] = tokens, longest
                        return start
                    word = n_words
                    for j in range(length):
                        arena[arena_end + j] = block[start + j]
                    arena_end += length
                    n_words += 1
                    starts[n_words] = arena_end
                    slots[slot, 0], slots[slot, 1] = names[w], np.uint64(word)
            keys[n_keys] = (np.uint64(prev) << _HALF) | np.uint64(word)
            n_keys += 1
            tokens += 1
            longest = max(longest, length)
            prev = word
    state[N_WORDS], state[ARENA_END], state[PREV] = n_words, arena_end, prev
    state[N_KEYS], state[SENTENCES] = n_keys, sentences
    state[TOKENS], state[LONGEST] = tokens, longest
    return i


@njit(cache=True, nogil=True)
def rehash(seed: int, old: npt.NDArray[np.uint64], slots: npt.NDArray[np.uint64]) -> None:
    """Enter the words of one hash table into another, which has room."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(old)):
        if old[i, 1] != 0:
            slot = _place(old[i, 0], seed) & mask
            while slots[slot, 1] != 0:
                slot = (slot + np.uint64(1)) & mask
            slots[slot, 0], slots[slot, 1] = old[i, 0], old[i, 1]
