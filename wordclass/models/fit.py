"""fit(): bigram counts to word classes, by any of the methods."""

import inspect
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from threadpoolctl import threadpool_limits

from wordclass.compiling import announced
from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import (
    FitInterrupted,
    InputError,
    check_callback,
    check_choice,
    check_number,
    check_settings,
    check_whole,
    flags_checked,
)
from wordclass.models.fitted.classes import Classes
from wordclass.models.fitted.matching import like_earlier, shared_words
from wordclass.models.fitted.model import WordClassModel, check_model
from wordclass.models.fitted.prediction.smoothing import interpolate
from wordclass.models.initial import Initial, initial_labels, seed_groups
from wordclass.models.methods import em, exchange, frobenius, spectral, svd
from wordclass.models.problem import Problem, Progress, ProgressCallback, State, to_model
from wordclass.models.sparse.sparse import sparse

_log = logging.getLogger("wordclass")

Method = Callable[..., Iterator[State]]

METHODS: dict[str, Method] = {
    "sparse": sparse,
    "exchange": exchange.exchange,
    "em": em.em,
    "svd": svd.svd,
    "frobenius": frobenius.frobenius,
    "spectral": spectral.spectral,
}

DEFAULT_CLASSES = 40
_WITH_START = ("sparse", "exchange", "em")  # methods that can start from given classes


@flags_checked
def fit(
    counts: BigramCounts,
    method: str = "sparse",
    classes: int | None = None,
    *,
    left_classes: int | None = None,
    right_classes: int | None = None,
    tied: bool = False,
    seed: int = 0,
    like: WordClassModel | None = None,
    init: Classes | None = None,
    seed_words: Iterable[Sequence[str]] | None = None,
    threads: int | None = None,
    progress: ProgressCallback | None = None,
    **settings: Any,
) -> WordClassModel:
    """Factorise bigram counts: p(b|a) = sum over c, d of p(c|a) p(d|c) p(b|d).

    Parameters
    ----------
    counts : BigramCounts
        V words; the sentence boundary has class 0 to itself.
    method : str
        A key of :data:`METHODS`.
    classes : int, optional
        Number of classes on each side; by default as many as ``like`` or ``init`` has, or 40,
        or fewer if there are fewer words.
    left_classes, right_classes : int, optional
        Number of classes on one side, where the two differ.
    tied : bool
        One set of classes for both roles.
    seed : int
        The same counts, settings and seed give the same model to the last bit.
    like : WordClassModel, optional
        An earlier model whose numbers and names the classes take over where they are the same
        (:func:`wordclass.models.fitted.matching.like_earlier`); ``settings["like"]`` of the
        result names the classes that matched poorly. By default, classes are ordered by share.
    init : WordClassModel, or mapping of word to class, optional
        Classes to start from instead of the spectral start; words without one join where they
        fit. For ``sparse``, ``exchange`` (which then does not anneal) and ``em``.
    seed_words : list of lists of str, optional
        Words of one list share a class that has no word of another list, in both roles, and
        belong to no other. For the same methods.
    threads : int, optional
        Cores to use, all by default. Results do not depend on it.
    progress : callable, optional
        Called with a :class:`Progress` after every step.
    **settings
        ``max_iterations``, and ``tolerance``, the least gain in the objective (per bigram,
        relative to the objective) for which the method continues. The defaults are

        - ``sparse``: max_iterations=200, tolerance=3e-06
        - ``exchange``: max_iterations=100, tolerance=1e-05
        - ``em``: max_iterations=200, tolerance=0.0001
        - ``frobenius``: max_iterations=300, tolerance=1e-05
        - ``svd`` and ``spectral``: no settings

    Returns
    -------
    WordClassModel

    Raises
    ------
    InputError
        When the counts are empty or share no word with ``like``, ``init`` or ``seed_words``,
        there are more classes than words, fewer than ``init`` or ``seed_words`` have, or the
        method or a setting is unknown or out of range.
    FitInterrupted
        On Ctrl-C; its ``model`` is the best so far, with ``finished`` False.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs(
    ...     [("", "the", 4), ("the", "cat", 2), ("the", "dog", 2), ("cat", "", 2), ("dog", "", 2)]
    ... )
    >>> model = fit(counts, method="exchange", classes=2, tied=True)
    >>> [model.top_words("left", c, n=2) for c in (1, 2)]
    [[('the', 1.0)], [('cat', 0.5), ('dog', 0.5)]]
    """
    check_counts(counts)
    if like is not None:
        check_model(like, "like")
        shared_words(counts.vocabulary, like.vocabulary)
        if classes is left_classes is right_classes is None:
            left_classes, right_classes = like.n_left, like.n_left if tied else like.n_right

    def completed(model: WordClassModel) -> WordClassModel:
        model = interpolate(model, counts)
        return model if like is None else like_earlier(model, like)

    try:
        model = factorise(
            counts, method, classes, left_classes=left_classes, right_classes=right_classes,
            tied=tied, seed=seed, init=init, seed_words=seed_words, threads=threads,
            progress=progress, **settings,
        )  # fmt: skip
    except FitInterrupted as interrupted:
        raise FitInterrupted(completed(interrupted.model)) from None
    return completed(model)


def factorise(
    counts: BigramCounts,
    method: str = "sparse",
    classes: int | None = None,
    *,
    left_classes: int | None = None,
    right_classes: int | None = None,
    tied: bool = False,
    seed: int = 0,
    init: Classes | None = None,
    seed_words: Iterable[Sequence[str]] | None = None,
    threads: int | None = None,
    progress: ProgressCallback | None = None,
    **settings: Any,
) -> WordClassModel:
    """Fit a model without what predicts other text, its interpolation weights.

    Parameters, errors and the model are those of :func:`fit` otherwise.
    """
    initial = _initial(counts, method, tied, init, seed_words)
    if initial.labels and classes is left_classes is right_classes is None:
        left_classes, right_classes = initial.n_classes()
    n_left, n_right = class_numbers(counts, classes, left_classes, right_classes, tied)
    initial.check_enough(n_left, n_right)
    run = _method(method, settings)
    seed = check_whole("seed", seed, 0, 2**63 - 1)
    threads = None if threads is None else check_whole("threads", threads)
    check_callback("progress", progress)
    problem = Problem(counts, n_left, n_right, tied, seed, threads, initial)
    history: list[float] = []
    last: State | None = None
    best: State | None = None

    def fitted(finished: bool) -> WordClassModel:
        assert best is not None and last is not None
        return to_model(
            best, counts, tied, method=method, settings={**last.settings, **initial.settings},
            seed=seed,
            history=tuple(history), finished=finished,
        )  # fmt: skip

    try:
        # Threaded sums round differently: the same bytes need one thread in NumPy's products.
        with threadpool_limits(1, "blas"), announced():
            for last in run(problem, **settings):
                if best is None or (last.rank, last.objective) >= (best.rank, best.objective):
                    best = last
                history.append(last.objective)
                if progress is not None:
                    progress(Progress(len(history), last.objective, last.total, last.stage))
    except KeyboardInterrupt:
        if best is None:
            raise
        raise FitInterrupted(fitted(finished=False)) from None
    if last is not None and not last.converged:
        _log.warning("%s stopped at its limit of iterations before it had converged", method)
    return fitted(finished=True)


def class_numbers(
    counts: BigramCounts,
    classes: int | None = None,
    left_classes: int | None = None,
    right_classes: int | None = None,
    tied: bool = False,
    **_: Any,
) -> tuple[int, int]:
    """L and K by the settings of :func:`fit`, validated."""
    n_words = len(counts.vocabulary) - 1
    if counts.n_bigrams == 0 or n_words == 0:
        raise InputError("the counts are empty: there are no words to classify; use more text")
    # The default adapts to a tiny corpus; a number the user gave is an error if it does not fit.
    both = min(DEFAULT_CLASSES, n_words) if classes is None else classes
    given = {"left_classes": left_classes, "right_classes": right_classes}
    n_left, n_right = (both if n is None else n for n in given.values())
    for side, n in zip(given, (n_left, n_right), strict=True):
        name = "classes" if given[side] is None else side
        if check_whole(name, n) > n_words:
            raise InputError(
                f"{{{name}}}, but only {quantity(n_words, 'word')} to classify; use fewer classes "
                "or more text",
                **{name: n},
            )
    if tied and n_left != n_right:
        raise InputError(
            "tied classes are one set: {left_classes} and {right_classes} cannot differ; "
            "use {classes} instead, or drop {tied}",
            "classes", "tied", left_classes=n_left, right_classes=n_right,
        )  # fmt: skip
    return int(n_left), int(n_right)


def _initial(
    counts: BigramCounts,
    method: str,
    tied: bool,
    init: Classes | None,
    seed_words: Iterable[Sequence[str]] | None,
) -> Initial:
    """What the user gives the fit to start from."""
    for name, given in (("init", init), ("seed_words", seed_words)):
        if given is not None and method not in _WITH_START:
            raise InputError(
                f"{{method}} cannot use {{{name}}}; use {', '.join(_WITH_START)}",
                name,
                method=method,
            )
    return Initial(
        () if init is None else initial_labels(init, counts.vocabulary, tied),
        () if seed_words is None else seed_groups(seed_words, counts.vocabulary),
    )


def _method(name: str, settings: dict[str, Any]) -> Method:
    """The method of that name, its settings validated, and changed in place to Python's types."""
    check_choice("method", name, METHODS)
    parameters = inspect.signature(METHODS[name]).parameters.values()
    check_settings(name, settings, (p.name for p in parameters if p.kind is p.KEYWORD_ONLY))
    for key, value in settings.items():
        settings[key] = check_number(key, value)  # of NumPy's types, it could not be saved
        if value < 0:
            raise InputError(f"{{{key}}} is below 0", **{key: value})
    check_whole("max_iterations", settings.get("max_iterations", 1))
    return METHODS[name]
