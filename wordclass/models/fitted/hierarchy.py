"""Merging the classes of a fitted model into a binary tree.

At each step the two classes are merged whose merger loses least mutual information between
a class and the class that follows it (Brown et al. 1992 for tied classes; for one side
alone this is the agglomerative information bottleneck of Slonim & Tishby 1999). The
boundary's class 0 serves as context throughout and is never merged.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import xlogy

from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.kernels.merging import merge_column, merge_losses


@dataclass(frozen=True, eq=False)
class ClassTree:
    """A binary tree over the classes 1 to K of one side.

    Parameters
    ----------
    merges : (K-1, 2) int64
        The two nodes joined at each step, the heavier first. Nodes 1 to K are the
        classes; step i (from 0) makes node K + 1 + i. The last node is the root.
    losses : (K-1,) float
        Mutual information lost at each step, in bits per bigram; they sum to the mutual
        information of the unmerged classes.
    mass : (2K,) float
        Share of every node; tied, the mean of both roles. Entry 0 is the boundary's class.
    """

    merges: IntArray
    losses: FloatArray
    mass: FloatArray

    @property
    def n_classes(self) -> int:
        """K, the number of leaves."""
        return len(self.merges) + 1

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Bit string of each class, from the root, by class id; the boundary's is empty.

        The heavier node of each merge gets 0. A common prefix is a common ancestor; no
        path is a prefix of another.
        """
        path = [""] * (2 * self.n_classes)
        for step in range(len(self.merges) - 1, -1, -1):
            parent = self.n_classes + 1 + step
            heavy, light = self.merges[step].tolist()
            path[heavy], path[light] = path[parent] + "0", path[parent] + "1"
        leaves = path[1 : self.n_classes + 1]
        return ("", *(leaves if self.n_classes > 1 else ["0"]))

    def cut(self, n_classes: int) -> IntArray:
        """(K+1,) the merged class of each class when ``n_classes`` are left, the largest first."""
        k = self.n_classes
        if not 1 <= n_classes <= k:
            raise InputError(f"cannot cut {k} classes into {n_classes}; choose 1 to {k}")
        node = np.arange(2 * k)
        for step in range(k - n_classes):
            node[np.isin(node, self.merges[step])] = k + 1 + step
        nodes, label = np.unique(node[1 : k + 1], return_inverse=True)
        rank = np.empty(len(nodes), dtype=np.int64)
        rank[np.argsort(-self.mass[nodes], kind="stable")] = np.arange(1, len(nodes) + 1)
        return np.concatenate([[0], rank[label]])


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
    merges, losses = np.zeros((max(k - 1, 0), 2), dtype=np.int64), np.zeros(max(k - 1, 0))
    # A class is characterised by its row and, when both are merged, its column.
    profiles = np.hstack([table, table.T]) if both else table
    roles = [profiles[:, : k + 1], profiles[:, k + 1 :]] if both else []
    h = xlogy(profiles, profiles)
    sums = np.column_stack([table.sum(axis=1), table.sum(axis=0)] if both else [table.sum(axis=1)])
    mass = np.zeros(2 * max(k, 1))
    mass[: k + 1] = sums.mean(axis=1)
    loss = np.full((k + 1, k + 1), np.inf)  # nats; pairs i < j of 1..k; inf once merged away
    alive = np.ones(k + 1, dtype=np.bool_)
    for i in range(1, k + 1):
        merge_losses(loss, profiles, h, sums, alive, i, i + 1)
    nodes = np.arange(k + 1)
    for step in range(k - 1):
        i, j = divmod(int(np.argmin(loss)), k + 1)
        losses[step] = max(loss[i, j], 0.0) / np.log(2)
        heavy, light = sorted((nodes[i], nodes[j]), key=lambda node: (-mass[node], node))
        merges[step] = heavy, light
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
    return ClassTree(merges, losses, mass)
