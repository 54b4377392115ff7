"""The metrics equal scikit-learn's on any two clusterings, and the textbook's figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from wordclass.evaluation import metrics

CLUSTERINGS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=60)


@pytest.mark.parametrize(
    "name, oracle",
    [
        ("homogeneity", "homogeneity_score"),
        ("completeness", "completeness_score"),
        ("v_measure", "v_measure_score"),
        ("normalized_mutual_information", "normalized_mutual_info_score"),
        ("adjusted_rand", "adjusted_rand_score"),
    ],
)
@given(pairs=CLUSTERINGS)
def test_equals_scikit_learn(name: str, oracle: str, pairs: list[tuple[int, int]]) -> None:
    classes, tags = zip(*pairs, strict=True)
    ours = getattr(metrics, name)(metrics.contingency(classes, tags))
    assert ours == pytest.approx(getattr(sklearn_metrics, oracle)(tags, classes), abs=1e-9)


@given(pairs=CLUSTERINGS)
def test_mutual_information_is_scikit_learns_in_bits(pairs: list[tuple[int, int]]) -> None:
    classes, tags = zip(*pairs, strict=True)
    nats = sklearn_metrics.mutual_info_score(tags, classes)
    bits = metrics.mutual_information(metrics.contingency(classes, tags))
    assert bits == pytest.approx(nats / np.log(2), abs=1e-9)


@given(pairs=CLUSTERINGS)
def test_variation_of_information_is_a_distance_and_ignores_the_order(
    pairs: list[tuple[int, int]],
) -> None:
    classes, tags = zip(*pairs, strict=True)
    there = metrics.variation_of_information(metrics.contingency(classes, tags))
    back = metrics.variation_of_information(metrics.contingency(tags, classes))
    assert there == pytest.approx(back, abs=1e-9)
    assert 0 <= there <= 2 * np.log2(6)
    itself = metrics.variation_of_information(metrics.contingency(tags, tags))
    assert itself == pytest.approx(0, abs=1e-9)


@given(pairs=CLUSTERINGS)
def test_accuracies_equal_trying_every_reading(pairs: list[tuple[int, int]]) -> None:
    table = metrics.contingency(*zip(*pairs, strict=True))
    many = sum(max(row) for row in table.tolist()) / len(pairs)
    assert metrics.many_to_one(table) == pytest.approx(many)
    assert metrics.one_to_one(table) == pytest.approx(_best(table.tolist(), 0, 0) / len(pairs))


def _best(table: list[list[int]], row: int, used: int) -> int:
    """The best one-to-one reading by trying them all; ``used`` is a bit set of columns."""
    if row == len(table):
        return 0
    free = [c for c in range(len(table[0])) if not used >> c & 1]
    named = [table[row][c] + _best(table, row + 1, used | 1 << c) for c in free]
    return max([_best(table, row + 1, used), *named])


@given(pairs=CLUSTERINGS, n=st.integers(1, 10**6))
def test_weights_count_as_repetition(pairs: list[tuple[int, int]], n: int) -> None:
    classes, tags = zip(*pairs, strict=True)
    once = metrics.contingency(classes, tags)
    assert (metrics.contingency(classes, tags, weights=[n] * len(pairs)) == n * once).all()
    assert metrics.v_measure(n * once) == pytest.approx(metrics.v_measure(once), abs=1e-9)


def test_rosenberg_and_hirschbergs_extremes() -> None:
    one_class = [[3, 3, 3]]
    own_class_each = np.eye(4, dtype=int)
    assert metrics.homogeneity(one_class) == 0 and metrics.completeness(one_class) == 1
    assert metrics.v_measure(own_class_each) == 1
    assert metrics.adjusted_rand(np.ones((4, 4), dtype=int)) == pytest.approx(-0.25)


def test_a_corpus_of_billions_does_not_overflow() -> None:
    table = np.array([[4 * 10**9, 0], [10**9, 5 * 10**9]])
    assert metrics.adjusted_rand(table) == pytest.approx(
        metrics.adjusted_rand(table // 10**5), rel=1e-3
    )
