"""Differences between corpora: none between halves of one, and the planted ones where they are."""

import numpy as np
import pytest

import wordclass as wc
from wordclass.counting.counts.sums import merged
from wordclass.evaluation.contrast.corpora import contrasts, in_blocks
from wordclass.evaluation.contrast.differences import differences
from wordclass.evaluation.contrast.tables import AFTER, BEFORE, LEFT, PAIRS, Layout, block_cells


@pytest.fixture(scope="module")
def counts():
    return wc.count("stdlib:pydoc", blocks=True)


@pytest.fixture(scope="module")
def model(counts):
    return wc.fit(counts, "exchange", classes=12, tied=True, max_iterations=5)


def test_random_halves_of_one_corpus_show_nothing(counts, model):
    """At level .05 one in 40 halvings may; tests/benchmarks/evidence.py makes a hundred."""
    blocks = in_blocks(counts, "pydoc")
    rng = np.random.default_rng(0)
    with_findings = 0
    for seed in range(10):
        order = rng.permutation(len(blocks))
        halves = [[blocks[i] for i in half] for half in (order[:32], order[32:])]
        found = differences(model, halves, contrasts(2, None), 0.05, seed)
        assert {one.kind for one in found} == {"class", "transition", "word"}
        with_findings += any(one.q <= 0.05 for one in found)
    assert with_findings <= 1


def sentences(rng, n, p_question=0.1, p_adjective=0.3, verb="run"):
    """English-like sentences; ``run`` is a verb or a noun."""
    found = []
    for _ in range(n):
        noun = rng.choice(["cat", "dog", "bird", "horse"])
        adjective = [rng.choice(["old", "big", "red"])] if rng.random() < p_adjective else []
        verbs = ["sleep", "eat", "sing", "run"]
        subject = [rng.choice(["the", "a"]), *adjective, str(noun)]
        if verb == "noun":
            verbs = verbs[:3]
            if rng.random() < 0.3:
                subject = ["the", *adjective, "run"]
        does = [str(rng.choice(verbs))]
        found.append(
            ["does", *subject, *does, "?"] if rng.random() < p_question
            else [*subject, "will", *does, "."]
        )  # fmt: skip
    return [list(map(str, sentence)) for sentence in found]


def test_planted_differences_are_found_where_they_are():
    rng = np.random.default_rng(0)
    same = {"p_question": 0.3}
    corpora = [
        [wc.count(sentences(rng, 60, **one)) for _ in range(20)]
        for one in (same, {**same, "p_adjective": 0.6, "verb": "noun"})
    ]
    model = wc.fit(merged(map(merged, corpora)), "exchange", classes=7, tied=True)
    found = differences(model, corpora, contrasts(2, None), 0.05)
    class_of = {word: int(model.left_labels[model.vocabulary.id(word)]) for word in ("old", "does")}
    by_class = {one.left: one for one in found if one.kind == "class"}
    adjective = by_class[class_of["old"]]
    assert adjective.q < 0.002 and adjective.high < 1
    assert adjective.low < 0.3 / 0.6 < adjective.high
    assert by_class[class_of["does"]].q > 0.05
    words = {one.word: one for one in found if one.kind == "word"}
    assert words["run"].q < 0.002
    class_of |= {w: int(model.left_labels[model.vocabulary.id(w)]) for w in ("sleep", "cat")}
    assert words["run"].classes == (class_of["sleep"], class_of["cat"])
    assert words["sing"].q > 0.05


def test_the_cells_of_all_blocks_are_the_class_counts(counts, model):
    layout = Layout(model.n_left + 1, model.n_right + 1, np.array([3, 8]))
    blocks = block_cells(model, layout, in_blocks(counts, "pydoc"))
    cells = blocks.sum(axis=0)
    expected = np.zeros((layout.n_left, layout.n_right))
    entries = counts.matrix.tocoo()
    labels = model.left_labels
    np.add.at(expected, (labels[entries.row], labels[entries.col]), entries.data)
    assert np.array_equal(layout.table(cells, PAIRS), expected)
    assert layout.table(cells, LEFT)[0, 1:].tolist() == expected.sum(axis=1)[1:].tolist()
    assert layout.table(cells, AFTER).sum(axis=1).tolist() == counts.prev_counts[[3, 8]].tolist()
    assert layout.table(cells, BEFORE).sum(axis=1).tolist() == counts.next_counts[[3, 8]].tolist()
    totals = layout.totals(blocks).sum(axis=0)[layout.rows]
    assert totals[0] == counts.prev_counts[1:].sum()
    assert layout.table(totals, AFTER)[1].tolist() == [counts.prev_counts[8]] * layout.n_right
    assert layout.position(layout.starts[BEFORE] + layout.n_left + 2) == (BEFORE, 1, 2)
