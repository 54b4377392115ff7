"""The compiled loop that finds words in bytes and numbers them: arrays in, arrays out.

Words are found in UTF-8 bytes and numbered by a hash table that compares whole words, so a
collision never mixes two of them. A bigram is one 64-bit key, as in ``pairs``.

Every new installation compiles this once while the user waits, so it is written to compile
quickly: numba inlines nothing (LLVM does, in a fraction of the time), and no code is repeated.
"""

import numpy as np
import numpy.typing as npt

from wordclass.compiling import kernel
from wordclass.counting.segments.pairs import NEXT_SHIFT, PREV_SHIFT
from wordclass.counting.segments.words import mixed

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]

# The kinds of bytes for `scan`.
INSIDE, SPACE, SENTENCE_END = 0, 1, 2

# The indices into the state of `scan`.
N_WORDS, ARENA_END, PREV, N_KEYS, SENTENCES, TOKENS = range(6)
STATE_SIZE = 6

BATCH = 512  # words looked up at a time

_LONG = np.uint64(0xFF00000000000000)  # marks the fingerprint of a word of eight bytes or more


@kernel
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

    Words are processed in batches: find them, then load their entries in the table, then look
    them up, so that the memory accesses of many words overlap. Return where it stopped: at the
    end of the block, or at the first word for which an array has no room.

    Parameters
    ----------
    block : (n,) uint8
        UTF-8 text that ends at the end of a word.
    kinds : (256,) uint8
        What each byte is: inside a word, a space, or the end of a sentence.
    seed : int
        Seed of the hash.
    slots : (2^m, 2) uint64
        The hash table: the key of a word and its id, where id 0 means empty. The key of a word
        of up to seven bytes is the word, with its length in the top byte; of others, its hash.
    starts, arena
        Word i is ``arena[starts[i]:starts[i + 1]]``; word 0 is the boundary, with no bytes.
    keys : (capacity,) uint64
        The bigrams, in text order.
    state : (STATE_SIZE,) int64
        How full these arrays are, the preceding word, and the totals.
    """
    n = len(block)
    mask = np.uint64(len(slots) - 1)
    n_words, arena_end, prev = state[N_WORDS], state[ARENA_END], state[PREV]
    n_keys, sentences, tokens = state[N_KEYS], state[SENTENCES], state[TOKENS]
    room = min(len(starts) - 2, len(slots) // 2)
    at = np.empty(BATCH, dtype=np.int64)  # where a word starts; -1 for the end of a sentence
    lengths = np.empty(BATCH, dtype=np.int64)
    fingerprints = np.empty(BATCH, dtype=np.uint64)
    places = np.empty(BATCH, dtype=np.uint64)
    origins = np.empty(BATCH, dtype=np.int64)
    i = position
    going = True
    while going and i < n and n_keys + BATCH <= len(keys):
        size = 0
        open_sentence = prev != 0
        while i < n and size < BATCH:
            kind = kinds[block[i]]
            if kind != INSIDE:
                i += 1
                if kind == SENTENCE_END and open_sentence:
                    at[size] = -1
                    fingerprints[size] = places[size] = 0
                    size += 1
                    open_sentence = False
                continue
            start = i
            h = np.uint64(seed)
            fingerprint = np.uint64(0)  # the last eight bytes
            while i < n and kinds[block[i]] == INSIDE:
                fingerprint = (fingerprint << np.uint64(8)) | np.uint64(block[i])
                i += 1
                if (i - start) & 7 == 0:
                    h = mixed(h ^ fingerprint)
            length = i - start
            if length < 8:
                fingerprint |= np.uint64(length) << np.uint64(56)
                h = mixed(h ^ fingerprint)
            else:
                h = fingerprint = mixed(h ^ fingerprint ^ np.uint64(length)) | _LONG
            at[size], lengths[size], fingerprints[size], places[size] = (
                start,
                length,
                fingerprint,
                h & mask,
            )
            open_sentence = True
            size += 1
        # Load what the look-up needs: the slot, the start of the word, its bytes. The memory
        # accesses of each loop overlap; word by word, each would wait for the one before.
        for w in range(size):
            origins[w] = slots[places[w], 1]
        for w in range(size):
            origins[w] = starts[origins[w]]
        for w in range(size):
            origins[w] = arena[origins[w]]
        for w in range(size):
            start = at[w]
            if start < 0:
                keys[n_keys] = np.uint64(prev) << PREV_SHIFT
                n_keys += 1
                sentences += 1
                prev = 0
                continue
            length, fingerprint, slot = lengths[w], fingerprints[w], places[w]
            while slots[slot, 1] != 0:
                if slots[slot, 0] == fingerprint:
                    if length < 8:
                        break
                    origin = starts[slots[slot, 1]]
                    j = 0
                    if starts[slots[slot, 1] + np.uint64(1)] - origin == length:
                        while j < length and arena[origin + j] == block[start + j]:
                            j += 1
                    if j == length:
                        break
                slot = (slot + np.uint64(1)) & mask
            if slots[slot, 1] == 0:  # a new word
                if n_words > room or arena_end + length > len(arena):
                    i, going = start, False
                    break
                for j in range(length):
                    arena[arena_end + j] = block[start + j]
                arena_end += length
                slots[slot, 0], slots[slot, 1] = fingerprint, np.uint64(n_words)
                n_words += 1
                starts[n_words] = arena_end
            word = slots[slot, 1]
            keys[n_keys] = (np.uint64(prev) << PREV_SHIFT) | (word << NEXT_SHIFT)
            n_keys += 1
            tokens += 1
            prev = np.int64(word)
    state[N_WORDS], state[ARENA_END], state[PREV] = n_words, arena_end, prev
    state[N_KEYS], state[SENTENCES], state[TOKENS] = n_keys, sentences, tokens
    return i


@kernel
def rehash(seed: int, old: npt.NDArray[np.uint64], slots: npt.NDArray[np.uint64]) -> None:
    """Copy the entries of a hash table to a larger one."""
    mask = np.uint64(len(slots) - 1)
    for i in range(len(old)):
        if old[i, 1] != 0:
            fingerprint = old[i, 0]
            slot = (
                fingerprint if fingerprint >= _LONG else mixed(fingerprint ^ np.uint64(seed))
            ) & mask
            while slots[slot, 1] != 0:
                slot = (slot + np.uint64(1)) & mask
            slots[slot, 0], slots[slot, 1] = old[i, 0], old[i, 1]


@kernel
def blank_wide_spaces(block: Bytes) -> None:
    """Replace whitespace characters of two or three bytes by ASCII spaces, in place."""
    for i in range(len(block) - 1):
        a, b = block[i], block[i + 1]
        if a == 0xC2 and (b == 0x85 or b == 0xA0):
            block[i] = block[i + 1] = 0x20
        elif 0xE1 <= a <= 0xE3 and i + 2 < len(block):
            c = block[i + 2]
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
                block[i] = block[i + 1] = block[i + 2] = 0x20
