"""Small texts of our own in several scripts, and models of their letters.

A word's left class is its last letter and its right class its first: no grammar, but true
of the counts, and anybody can check it.
"""

import random
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

import wordclass as wc
from wordclass.models.arrays import one_hot

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.com")',
    "+cmd|' /C calc'!A0",
    "{{7*7}}",
    "${7*7}",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egnp.exe",
    "a" * 10_000,
    "nul\x00",
    "tab\tand\nline",
    "back\\slash",
    "|pipe|",
    "`code`",
    "[link](javascript:alert(1))",
    "<s>",
    "__proto__",
    "constructor",
    "-",
]

_PARTS = {
    "english": (
        "the a this every",
        "old small red quiet",
        "cat dog house river",
        "sees finds leaves loves",
    ),  # fmt: skip
    "chinese": ("这 那 每 一", "只 个 条 座", "猫 狗 河 房子", "看见 找到 离开 喜欢"),
    "arabic": ("هذا ذلك كل", "الرجل الولد البيت", "يرى يجد يترك", "كتابا طريقا صديقا"),
    "hebrew": ("הילד הכלב האיש", "רואה מוצא אוהב", "בית ספר דרך", "גדול קטן ישן"),
    "hindi": ("यह वह हर", "बिल्ली कुत्ता नदी", "देखता पाता छोड़ता", "है था"),
}


def sentences(language: str, n: int = 400) -> list[list[str]]:
    """Draw sentences that take a word of each column in turn."""
    rng = random.Random(language)
    columns = [part.split() for part in _PARTS[language]]
    return [[rng.choice(column) for column in columns * rng.choice([1, 2])] for _ in range(n)]


def counted(lines: list[list[str]]) -> wc.BigramCounts:
    """Count them, a sample of sentences kept."""
    pairs: dict[tuple[str, str], int] = {}
    for line in lines:
        for pair in zip(["", *line], [*line, ""], strict=True):
            pairs[pair] = pairs.get(pair, 0) + 1
    counts = wc.BigramCounts.from_pairs((a, b, n) for (a, b), n in pairs.items())
    return replace(counts, samples=tuple(tuple(line) for line in lines[:200]))


def of_letters(counts: wc.BigramCounts, tied: bool = False, **fields: object) -> wc.WordClassModel:
    """Make the class bigram model whose classes are the words' letters."""
    words = counts.vocabulary.words
    left = _numbered([word[-1:] for word in words], counts)
    right = left if tied else _numbered([word[:1] for word in words], counts)
    n_left, n_right = left.max() + 1, right.max() + 1
    in_left, in_right = one_hot(left, n_left), one_hot(right, n_right)
    pairs = (in_left.T @ counts.matrix @ in_right).toarray()
    p_next = in_right.T.toarray() * counts.next_counts
    return wc.WordClassModel(
        left_rows=in_left,
        p_right_given_left=pairs / pairs.sum(axis=1, keepdims=True),
        emission_rows=sp.csr_array((p_next / p_next.sum(axis=1, keepdims=True)).T),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=tied,
        provenance=counts.provenance,
        **{"method": "exchange", "history": (-3.0, -2.5, -2.4), **fields},
    )


def _numbered(letters: list[str], counts: wc.BigramCounts) -> np.ndarray:
    """Number letters by how many tokens have them, the boundary's none first."""
    mass: dict[str, int] = {}
    for letter, n in zip(letters, counts.word_counts.tolist(), strict=True):
        mass[letter] = mass.get(letter, 0) + n
    order = sorted(mass, key=lambda letter: (letter != "", -mass[letter], letter))
    return np.array([order.index(letter) for letter in letters])


def summary_of(language="english", tied=False, **options):
    counts = counted(sentences(language))
    return wc.summarize(of_letters(counts, tied), counts, **options)


def bigrams_in_cell(counts, model, c, d):
    """The bigrams of a cell, counted again."""
    entries = counts.matrix.tocoo()
    here = (model.left_labels[entries.row] == c) & (model.right_labels[entries.col] == d)
    label = counts.vocabulary.label
    found = zip(entries.row[here], entries.col[here], entries.data[here], strict=True)
    return {(label(a), label(b, True), str(n)) for a, b, n in found}
