"""What no amount of text decides, and that it is said."""

import numpy as np

import wordclass as wc
from tests.planted import planted
from wordclass.models.fitted.identifiability import unidentified_classes


def test_with_two_left_classes_no_more_than_two_right_ones_are_determined():
    """Four right classes are four points of a line: the inner two lie among the others.

    Their words given to the others in the shares named, p(b|a) stays as it was, as near as the
    counts tell: the likelihood cannot say which is true.
    """
    model = wc.fit(planted(2, 4, 0).counts, left_classes=2, right_classes=4)
    told = unidentified_classes(model, "right")
    assert len(told) == 2
    assert unidentified_classes(model, "left") == {}
    inner, shares = next(iter(told.items()))
    # Without class 0: there are no sentence boundaries here.
    p_right, words = model.p_right[1:], model.p_next_given_right[1:]
    table = model.p_right_given_left[1:, 1:]
    with_inner = np.zeros(len(p_right))
    for other, share in shares.items():
        with_inner[other - 1] = share * p_right[inner - 1]
    without = table * (1 + with_inner / p_right) * (np.arange(1, len(p_right) + 1) != inner)
    joint = p_right[:, None] * words + with_inner[:, None] * words[inner - 1]
    again = without @ (joint / joint.sum(axis=1, keepdims=True))
    assert 0.5 * abs(table @ words - again).sum(axis=1).max() < 0.005


def test_a_class_of_words_that_never_precede_is_accepted():
    """Counts without boundaries, and tied classes of which one has but one role."""
    rows = [("a", "x", 3), ("b", "x", 2), ("a", "y", 1), ("b", "y", 7)]
    model = wc.fit(wc.BigramCounts.from_pairs(rows), "svd", classes=2, tied=True)
    assert set(unidentified_classes(model)) <= {1, 2}
