"""The fitted model that every method returns: its probabilities, and queries on them."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import check_type, flags_checked
from wordclass.models.arrays import FloatArray, Side
from wordclass.models.fitted.lookup import WordEntry, lookup, top_words
from wordclass.models.fitted.names import check_names
from wordclass.models.fitted.prediction.perplexity import perplexity
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.fitted.storage import read_model, save_model
from wordclass.models.fitted.tagging.tagging import Tagger
from wordclass.models.fitted.why import Reason, why


class WordClassModel(ClassProbabilities):
    """Left classes, right classes, and which follows which; every number a probability.

    The arrays and settings are those of
    :class:`~wordclass.models.fitted.probabilities.ClassProbabilities`. To polars, pandas, DuckDB
    and pyarrow it is a table of its words, as :func:`wordclass.models.fitted.frames.columns` lists
    them.

    Examples
    --------
    >>> from wordclass.models.fit import fit
    >>> pairs = [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    >>> counts = BigramCounts.from_pairs([*pairs, ("cat", "the", 9), ("dog", "a", 9)])
    >>> model = fit(counts, "exchange", classes=2, tied=True, seed=7)
    >>> model
    <WordClassModel: 2 tied classes of 4 words, method 'exchange', seed 7>
    >>> model.top_words("right", 1)
    [('cat', 0.53125), ('dog', 0.46875)]
    >>> entry = model.lookup("the")
    >>> entry.count, entry.left, entry.nearest[0][0]
    (16, ((2, 1.0),), 'a')
    >>> model.perplexity([["the", "cat"]]) < model.perplexity([["cat", "cat"]])
    True
    >>> model.posteriors([["the", "cat", "a"]])[0].round().tolist()  # of each token
    [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """

    def __repr__(self) -> str:
        classes = f"{self.n_left} left and {self.n_right} right"
        classes = f"{self.n_left} tied" if self.tied else classes
        return (
            f"<WordClassModel: {classes} classes of {len(self.vocabulary) - 1:,} words, "
            f"method {self.method!r}, seed {self.seed}{'' if self.finished else ', unfinished'}>"
        )

    def top_words(self, side: Side, class_id: int, n: int = 10) -> list[tuple[str, float]]:
        """The n most probable words of a class.

        Parameters
        ----------
        side : "left" or "right"
            p(a|c), by Bayes, or p(b|d).
        class_id : int
            0 is the boundary's class.
        n : int
            At most this many; words of probability 0 are left out.

        Returns
        -------
        list of (word, probability)

        Raises
        ------
        InputError
            When there is no such side or class.
        """
        return top_words(self, side, class_id, n)

    def lookup(self, word: str, n: int = 10) -> WordEntry:
        """A word's classes in both roles, its frequency, and its n nearest words.

        Raises
        ------
        InputError
            When the model does not know the word; the message has close spellings.
        """
        return lookup(self, word, n)

    def why(self, word: str, counts: BigramCounts) -> tuple[Reason, ...]:
        """Why a word is in its class: the evidence of its neighbours against the next best class.

        Parameters
        ----------
        word : str
        counts : BigramCounts
            Of the text the model was fitted to. If they hold sample sentences, some are quoted.

        Returns
        -------
        tuple of Reason
            One for a tied model, else one for each role that the word was observed in.

        Raises
        ------
        InputError
            When the word is not in the model or the counts, or the model has a single class.

        Examples
        --------
        >>> from wordclass.models.fit import fit
        >>> pairs = [("the", "cat", 9), ("a", "dog", 9), ("cat", "sat", 9), ("dog", "sat", 9)]
        >>> counts = BigramCounts.from_pairs(pairs)
        >>> reason, _ = fit(counts, "exchange", classes=2).why("cat", counts)
        >>> reason.contributions[0].examples[0][:2]
        ('sat', 9)
        """
        return why(self, word, counts)

    def perplexity(self, text: BigramCounts | Iterable[Sequence[str]]) -> float:
        """Perplexity per bigram of any text, sentence ends included.

        The class bigram is interpolated with the unigram, the uniform distribution and
        the unknown word (:mod:`wordclass.models.fitted.prediction.smoothing`), so that every text
        has a finite perplexity.

        Parameters
        ----------
        text : BigramCounts, or iterable of sentences
            Counts of the text, over whatever vocabulary; or its tokenised sentences.

        Returns
        -------
        float

        Raises
        ------
        InputError
            When there are no bigrams to score.
        """
        return perplexity(self, text)

    @flags_checked
    def tag(
        self,
        sentences: Iterable[Sequence[str]],
        side: Side = "left",
        *,
        shape: bool = False,
        viterbi: bool = False,
        counts: BigramCounts | None = None,
    ) -> list[list[int]]:
        """Assign every token its most probable class given its sentence.

        Parameters
        ----------
        sentences : iterable of sequences of str
            Tokenised sentences. Unknown words are classified by their context.
        side : "left" or "right"
            Of a two-sided model: the class of the token's role before the next word, or of
            its role after the previous one.
        shape : bool
            Let the shape of rare and unknown words (ending, beginning, length, capitals, digits,
            hyphen, script, classes of known words at either end) contribute to their class, to
            the degree that it does for rare words in training. The classes themselves are based
            on bigrams alone.
        viterbi : bool
            The classes of the most probable sequence, instead of each token's most probable.
        counts : BigramCounts, optional
            Of the text the model was fitted to. The neighbours that rare words had there
            contribute to their class, and to those of words of the same shape.

        Returns
        -------
        list of list of int
            A class for every token.

        Raises
        ------
        InputError
            When a sentence is not a sequence of strings, or the counts share no word with
            the model.

        Examples
        --------
        >>> from wordclass.models.fit import fit
        >>> pairs = [("", "the", 4), ("the", "cat", 2), ("the", "dog", 2), ("cat", "", 4)]
        >>> model = fit(BigramCounts.from_pairs(pairs), "exchange", classes=2, tied=True)
        >>> model.tag([["the", "dog"], ["the", "zebra"]])
        [[2, 1], [2, 1]]
        """
        return self._tagger(shape, counts).tag(sentences, side, viterbi)

    @flags_checked
    def posteriors(
        self,
        sentences: Iterable[Sequence[str]],
        side: Side = "left",
        *,
        shape: bool = False,
        counts: BigramCounts | None = None,
    ) -> list[FloatArray]:
        """Every token's class probabilities given its sentence.

        Parameters
        ----------
        sentences, side, shape, counts
            As in :meth:`tag`.

        Returns
        -------
        list of (tokens, classes + 1) arrays
            One for each sentence; column 0 is the boundary's class, which no token is in.
            Rows sum to 1.

        Raises
        ------
        InputError
            When a sentence is not a sequence of strings, or the counts share no word with
            the model.
        """
        return self._tagger(shape, counts).posteriors(sentences, side)

    def _tagger(self, shape: bool, counts: BigramCounts | None) -> Tagger:
        if counts is not None:
            return Tagger(self, shape, counts)
        return self._shape_tagger if shape else self._context_tagger

    @cached_property
    def _context_tagger(self) -> Tagger:
        return Tagger(self)

    @cached_property
    def _shape_tagger(self) -> Tagger:
        return Tagger(self, use_shape=True)

    def with_names(self, names: Mapping[str, Mapping[Any, str]]) -> "WordClassModel":
        """The same model with these names for its classes, instead of all it had before.

        Every report, export and tagged text shows them, and :meth:`save` keeps them.

        Parameters
        ----------
        names : mapping of side to mapping of class to name
            ``{"left": {1: "noun"}, "right": {2: "verb"}}``; tied classes under "left" alone.
            A class that is missing keeps the name that reports derive from its words.

        Raises
        ------
        InputError
            When there is no such side or class, two classes of a side have one name, or a
            name is empty, longer than 80 characters or contains control characters.

        Examples
        --------
        >>> from wordclass.models.fit import fit
        >>> counts = BigramCounts.from_pairs([("the", "cat", 2), ("the", "dog", 1)])
        >>> model = fit(counts, "exchange", classes=2, tied=True)
        >>> model.with_names({"left": {1: "noun"}}).class_names["left"]
        {1: 'noun'}
        """
        return replace(self, class_names=check_names(names, self.n_left, self.n_right, self.tied))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Rows of words and their classes, for ``polars.DataFrame(model)`` and the like."""
        from wordclass.models.fitted.frames import table

        return table(self).__arrow_c_stream__(requested_schema)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model to one safetensors file, vocabulary and settings included.

        The same model gives the same bytes. The file holds data only, nothing executable. See
        :func:`wordclass.load`.

        Parameters
        ----------
        path : path
            The file to write.

        Raises
        ------
        InputError
            When the file cannot be written.
        """
        save_model(self, path)


def check_model(model: object, name: str = "model") -> None:
    """Raise an InputError unless an argument is a model."""
    check_type(name, model, WordClassModel, "a WordClassModel, which fit() returns")


def load(path: str | os.PathLike[str]) -> WordClassModel:
    """Read a model that :meth:`WordClassModel.save` wrote.

    Parameters
    ----------
    path : path
        The file, of which nothing is executed.

    Returns
    -------
    WordClassModel

    Raises
    ------
    InputError
        When there is no such file, or it is not a valid model.

    Examples
    --------
    >>> import tempfile
    >>> from wordclass.models.fit import fit
    >>> path = tempfile.mkdtemp() + "/model.safetensors"
    >>> counts = BigramCounts.from_pairs([("the", "cat", 2), ("the", "dog", 1)])
    >>> fit(counts, "exchange", classes=2, tied=True).save(path)
    >>> load(path)
    <WordClassModel: 2 tied classes of 3 words, method 'exchange', seed 0>
    """
    return WordClassModel(**read_model(path))
