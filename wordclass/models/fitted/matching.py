"""Match the classes of a model with those of an earlier one, and take over numbers and names."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray, IntArray, one_hot, reciprocal
from wordclass.models.fitted.names import no_names
from wordclass.models.fitted.probabilities import ClassProbabilities

GOOD_MATCH = 0.5  # least Jaccard index of a class with the same class of the earlier model

Model = TypeVar("Model", bound=ClassProbabilities)


def like_earlier(model: Model, earlier: ClassProbabilities) -> Model:
    """Number and name the classes as an earlier model does where they are the same classes.

    Every word is assigned to its most probable class and weighted by its frequency in the new
    counts. The classes of the two models are matched one to one so that the tokens in
    common are as many as possible (the Hungarian algorithm). A match is good if the Jaccard
    index of the two classes, the tokens in common over those in either, exceeds
    :data:`GOOD_MATCH`. A class with a good match takes its number, if there are as many
    classes, and its name; the others take the free numbers, the largest class first.

    ``settings["like"]`` states how many matches of each side are good and which are poor.

    Raises
    ------
    InputError
        When the models share no word.
    """
    new_ids, old_ids = shared_words(model.vocabulary, earlier.vocabulary)
    weights = model.word_counts[new_ids]
    names, orders, described = no_names(), {}, []
    for side in model.sides:
        n_new, n_old = model.n_classes(side), earlier.n_classes(side)
        new, old = model.labels(side)[new_ids], earlier.labels(side)[old_ids]
        joint = one_hot(new, n_new + 1, weights).T @ one_hot(old, n_old + 1)
        new_classes, old_classes, jaccard = matched(
            np.asarray(joint.toarray(), dtype=np.float64)[1:, 1:]
        )
        good = jaccard > GOOD_MATCH
        matches = dict(
            zip((new_classes[good] + 1).tolist(), (old_classes[good] + 1).tolist(), strict=True)
        )
        order = orders[side] = _order(n_new, matches)
        for place, c in enumerate(order.tolist()):
            if matches.get(c) in earlier.class_names[side]:
                names[side][place] = earlier.class_names[side][matches[c]]
        poor = [str(place) for place, c in enumerate(order.tolist()) if c and c not in matches]
        described.append(
            f"{'' if model.tied else f'{side} '}{len(matches)} of {n_new} classes match"
            + (f", poorly matched: {' '.join(poor)}" if poor else "")
        )
    if model.tied:
        names["right"] = names["left"]
    left_order, right_order = orders["left"], orders.get("right", orders["left"])
    return replace(
        model,
        left_rows=model.left_rows[:, left_order].sorted_indices(),
        p_right_given_left=model.p_right_given_left[np.ix_(left_order, right_order)],
        emission_rows=model.emission_rows[:, right_order].sorted_indices(),
        class_names=names,
        settings={**model.settings, "like": f"an earlier model: {'; '.join(described)}"},
    )


def shared_words(new: Vocabulary, earlier: Vocabulary) -> tuple[IntArray, IntArray]:
    """Ids of the shared words in both vocabularies, boundary and unknown word left out."""
    known = [
        (i, earlier.id(word))
        for i, word in enumerate(new.words)
        if i not in (0, new.unknown) and word in earlier
    ]
    if not known:
        raise InputError("the earlier model ({like}) shares no word with the counts", "like")
    new_ids, earlier_ids = np.array(known, dtype=np.int64).T
    return new_ids, earlier_ids


def matched(joint: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Match classes one to one so that the tokens in common are as many as possible.

    ``joint``, (m, n), holds the tokens in common of each class and each earlier class. Return the
    min(m, n) matched rows and columns, and the tokens they have in common over those in either.
    """
    rows, columns = linear_sum_assignment(joint, maximize=True)
    common = joint[rows, columns]
    either = joint.sum(axis=1)[rows] + joint.sum(axis=0)[columns] - common
    return rows, columns, common * reciprocal(either)


def _order(n_classes: int, matches: dict[int, int]) -> IntArray:
    """(n_classes + 1,) the class that takes each number; 0 keeps its own.

    Examples
    --------
    >>> _order(4, {1: 3, 4: 9}).tolist()
    [0, 2, 3, 1, 4]
    """
    taken = {number: c for c, number in matches.items() if number <= n_classes}
    others = iter([c for c in range(1, n_classes + 1) if c not in set(taken.values())])
    return np.array(
        [0, *(taken[k] if k in taken else next(others) for k in range(1, n_classes + 1))],
        dtype=np.int64,
    )
