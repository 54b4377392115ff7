"""Merging the classes of a fitted model into a binary tree.

At each step the two classes are merged whose merger loses least mutual information between
a class and the class that follows it (Brown et al. 1992 for tied classes; for one side
alone this is the agglomerative information bottleneck of Slonim & Tishby 1999). The
boundary's class 0 serves as context throughout and is never merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from wordclass.models.arrays import FloatArray, Side, check_side
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.kernels.hierarchy import merge_column, merge_losses


@dataclass(frozen=True)
class ClassTree:
    """A binary tree over the classes 1 to K of one side.

    Nodes 1 to K are the classes; step i (from 0) makes node K + 1 + i. The last node is the root.
    The losses sum to the mutual information of the unmerged classes.
    """

    merges: tuple[tuple[int, int], ...]  # the two nodes joined at each step, the heavier first
    losses: tuple[float, ...]  # mutual information lost at each step, in bits per bigram
    paths: tuple[str, ...]  # bit string of each class, by class id; the boundary's is empty

    def leaves(self, merged: int = 0) -> list[int]:
        """The nodes that ``merged`` steps leave, in the order of the tree, the boundary's first."""
        n_classes = len(self.merges) + 1
        found, stack = [0], [n_classes + len(self.merges)]
        while stack:
            node = stack.pop()
            if node > n_classes + merged:
                stack += reversed(self.merges[node - n_classes - 1])
            else:
                found.append(node)
        return found


def _paths(merges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Bit strings from the root; the heavier node of each merge gets 0.

    A common prefix is a common ancestor; no path is a prefix of another.
    """
    n_classes = len(merges) + 1
    path = [""] * (2 * n_classes)
    for parent, (heavy, light) in zip(range(2 * n_classes - 1, 0, -1), merges[::-1], strict=False):
        path[heavy], path[light] = path[parent] + "0", path[parent] + "1"
    return ("", *(path[1 : n_classes + 1] if n_classes > 1 else ["0"]))


def class_tree(model: ClassProbabilities, side: Side = "left") -> ClassTree:
    """Merge a model's classes pairwise, by least loss of mutual information.

    Those of a tied model are merged in both roles at once: the side makes no difference.
    """
    check_side(side)
    joint = model.p_left[:, None] * model.p_right_given_left
    return merge_classes(joint if side == "left" else joint.T, both=model.tied)


def class_paths(model: ClassProbabilities, side: Side = "left") -> tuple[str, ...]:
    """Bit string of each class, by class id, the boundary's empty.

    Those of the tool that made the classes, if they were imported with such paths
    (``settings["paths"]``), otherwise :attr:`ClassTree.paths`.
    """
    given = model.settings.get("paths")
    if isinstance(given, list) and len(given) == model.n_classes(side):
        if all(isinstance(path, str) and path and not path.strip("01") for path in given):
            return ("", *given)
    return class_tree(model, side).paths


def merge_classes(joint: FloatArray, both: bool) -> ClassTree:
    """Merge the rows of a joint distribution (and its columns alike, if ``both``) into a tree.

    With h(x) = x log x, I = sum h(p(c,d)) - sum h(p(c)) - sum h(p(d)), so that the loss
    of merging rows i and j is a sum of h(x) + h(y) - h(x + y) over the cells merged.
    The sums over columns are kept for every pair, and only the merged column is updated
    at each step: O(K^2) a step, O(K^3) in all. Row 0 is never merged.

    Examples
    --------
    >>> joint = np.array([[0, 0, 0, 0], [0, 1, 3, 0], [0, 1, 2, 0], [0, 0, 0, 3]]) / 10
    >>> merge_classes(joint, both=False).paths
    ('', '00', '01', '1')
    """
    table = np.array(joint, dtype=np.float64, order="C")
    k = table.shape[0] - 1
    merges, losses = [], []
    # A class is characterised by its row and, when both are merged, its column.
    profiles = np.hstack([table, table.T]) if both else table
    roles = [profiles[:, : k + 1], profiles[:, k + 1 :]] if both else []
    h = xlogy(profiles, profiles)
    sums = np.column_stack([table.sum(axis=1), table.sum(axis=0)] if both else [table.sum(axis=1)])
    mass = np.zeros(2 * max(k, 1))  # of every node, the mean of both roles if both are merged
    mass[: k + 1] = sums.mean(axis=1)
    loss = np.full((k + 1, k + 1), np.inf)  # nats; pairs i < j of 1..k; inf once merged away
    alive = np.ones(k + 1, dtype=np.bool_)
    for i in range(1, k + 1):
        merge_losses(loss, profiles, h, sums, alive, i, i + 1)
    nodes = list(range(k + 1))
    for step in range(k - 1):
        i, j = divmod(int(np.argmin(loss)), k + 1)
        losses.append(float(max(loss[i, j], 0.0) / np.log(2)))
        heavy, light = sorted((nodes[i], nodes[j]), key=lambda node: (-mass[node], node))
        merges.append((heavy, light))
        nodes[i] = k + 1 + step
        mass[nodes[i]] = mass[heavy] + mass[light]
        loss[j, :] = loss[:, j] = np.inf
        alive[j] = False
        for role in roles:
            merge_column(loss, role[:, i].copy(), role[:, j].copy())
        for role in roles:
            role[:, i] += role[:, j]
            role[:, j] = 0
        profiles[i] += profiles[j]
        profiles[j] = 0
        sums[i] += sums[j]
        h[i] = xlogy(profiles[i], profiles[i])
        for c in [i, k + 1 + i] if both else []:
            h[:, c] = xlogy(profiles[:, c], profiles[:, c])
        merge_losses(loss, profiles, h, sums, alive, i, 1)
    return ClassTree(tuple(merges), tuple(losses), _paths(merges))
