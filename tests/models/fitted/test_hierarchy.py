"""The class tree against merging by brute force, and its laws."""

from os.path import commonprefix

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.naive import cut
from wordclass.evaluation.metrics import mutual_information
from wordclass.models.fitted.hierarchy import ClassTree, merge_classes


def tables(square: bool) -> st.SearchStrategy[np.ndarray]:
    sizes = st.integers(2, 6)
    shape = sizes.map(lambda n: (n, n)) if square else st.tuples(sizes, sizes)
    entries = st.integers(0, 9).map(float)
    return shape.flatmap(lambda s: arrays(np.float64, s, elements=entries)).filter(
        lambda table: table.sum() > 0
    )


def merged(table: np.ndarray, i: int, j: int, both: bool) -> np.ndarray:
    table = table.copy()
    table[i] += table[j]
    table = np.delete(table, j, axis=0)
    if both:
        table[:, i] += table[:, j]
        table = np.delete(table, j, axis=1)
    return table


@pytest.mark.parametrize("both", [True, False])
@given(data=st.data())
def test_every_merge_loses_least(both: bool, data: st.DataObject) -> None:
    table = data.draw(tables(square=both))
    tree = merge_classes(table / table.sum(), both)
    nodes = list(range(len(table)))
    for step, ((heavy, light), loss) in enumerate(zip(tree.merges, tree.losses, strict=True)):
        i, j = sorted((nodes.index(heavy), nodes.index(light)))
        assert i > 0, "the boundary's class is never merged"
        mass = table.sum(axis=1) + (table.sum(axis=0) if both else 0)
        assert mass[nodes.index(heavy)] >= mass[nodes.index(light)]
        before = mutual_information(table)
        pairs = [(a, b) for a in range(1, len(nodes)) for b in range(a + 1, len(nodes))]
        least = min(before - mutual_information(merged(table, a, b, both)) for a, b in pairs)
        after = merged(table, i, j, both)
        assert loss == pytest.approx(before - mutual_information(after), abs=1e-9)
        assert loss == pytest.approx(least, abs=1e-9)
        table = after
        del nodes[j]
        nodes[i] = len(tree.merges) + 2 + step


@given(table=tables(square=True))
def test_paths_are_a_prefix_code_that_follows_the_merges(table: np.ndarray) -> None:
    tree = merge_classes(table / table.sum(), both=True)
    paths = tree.paths[1:]
    assert len(paths) == len(set(paths))
    for n in range(1, len(paths) + 1):
        heads = [commonprefix([tree.paths[c] for c in group]) for group in cut(tree.merges, n)]
        assert len(heads) == n
        assert not any(a != b and b.startswith(a) for a in heads for b in heads)


def test_a_planted_tree_is_found() -> None:
    # two families of classes: those followed by 1 or 2, and those followed by 3 or 4
    joint = np.zeros((5, 5))
    joint[1:, 1:] = [[6, 5, 1, 0], [5, 6, 0, 1], [0, 1, 6, 4], [1, 0, 4, 6]]
    assert cut(merge_classes(joint / joint.sum(), both=True).merges, 2) == {
        frozenset({1, 2}),
        frozenset({3, 4}),
    }


@pytest.mark.parametrize("k", [0, 1])
def test_zero_classes_or_one_form_a_tree(k: int) -> None:
    tree = merge_classes(np.full((k + 1, k + 1), 1 / (k + 1) ** 2), both=True)
    assert isinstance(tree, ClassTree) and tree.merges == ()
    assert tree.paths == ("", "0")


def test_400_classes_lose_all_their_information() -> None:
    """In about two seconds; in O(K^4) it would not end."""
    joint = np.random.default_rng(0).dirichlet(np.full(401, 0.04), size=401)
    tree = merge_classes(joint / joint.sum(), both=True)
    assert sum(tree.losses) == pytest.approx(
        mutual_information(joint) - mutual_information(_families(joint)), abs=1e-6
    )


def _families(joint: np.ndarray) -> np.ndarray:
    """Everything merged but the boundary."""
    rows = np.vstack([joint[0], joint[1:].sum(axis=0)])
    return np.column_stack([rows[:, 0], rows[:, 1:].sum(axis=1)])
