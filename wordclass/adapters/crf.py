"""Class features of tokens for conditional random fields, as lists of dicts.

sklearn-crfsuite, python-crfsuite and scikit-learn's ``DictVectorizer`` accept them directly.
Combine them with other features of a token by ``{**other, **class_features}``.
"""

from collections.abc import Iterable, Iterator, Sequence

from wordclass.adapters.tokens import checked_lists, normalized_tokens, sides_of
from wordclass.errors import InputError, check_type, check_whole, flags_checked
from wordclass.models.fitted.hierarchy import class_paths
from wordclass.models.fitted.model import WordClassModel, check_model
from wordclass.reports.wording.escaping import token_field


class ClassFeatures:
    """Features of a token: its class in context, its place in the tree, its neighbours' classes.

    Parameters
    ----------
    model : WordClassModel
        If tied, the features are ``class``, the class in context, ``class[:4]``, ...,
        ``word:class``, the class of the word in any context, or 0 if it is unknown to the model,
        and ``-1:class``, ``+1:class``, ...; otherwise the same for ``left`` and ``right``.
    prefixes : sequence of int
        Lengths of prefixes of a class's bit string in the class tree, as is usual with
        Brown clusters (Miller et al. 2004; Koo et al. 2008). They help where classes have few
        tokens in training: 200 classes and 50 sentences, but hardly 45 classes and 1,000.
    window : int
        Number of neighbours on each side. Beyond the sentence is class 0, the boundary.
    shape : bool
        Let the shape of rare and unknown words contribute to their class, as in
        :meth:`WordClassModel.tag`. It helps even beside features of a word's ending.

    Raises
    ------
    InputError
        When a prefix length is less than 1 or the window is negative.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> features = ClassFeatures(wc.fit(counts, "exchange", classes=2, tied=True), prefixes=[1])
    >>> features([["a", "dog"]])[0][1]
    {'class': '2', 'class[:1]': '1', 'word:class': '2', '-1:class': '1', '+1:class': '0'}
    """

    @flags_checked
    def __init__(
        self,
        model: WordClassModel,
        *,
        prefixes: Sequence[int] = (4, 6, 10),
        window: int = 1,
        shape: bool = True,
    ) -> None:
        check_model(model)
        check_whole("window", window, 0)
        check_type("prefixes", prefixes, Iterable, "whole numbers")
        prefixes = tuple(prefixes)
        for length in prefixes:
            check_whole("prefixes", length)
        self.model = model
        self.window = window
        self.shape = shape
        self._of_class = {
            name: [
                {name: str(c), **{f"{name}[:{length}]": path[:length] for length in prefixes}}
                for c, path in enumerate(class_paths(model, side))
            ]
            for name, side in sides_of(model).items()
        }

    def __call__(self, sentences: Iterable[Sequence[str]]) -> list[list[dict[str, str]]]:
        """Return the features of every token of tokenized sentences.

        Raises
        ------
        InputError
            When a sentence is not a sequence of strings.
        """
        model, window = self.model, self.window
        tokens = normalized_tokens(model, sentences)
        found: list[list[dict[str, str]]] = [[{} for _ in sentence] for sentence in tokens]
        for name, side in sides_of(model).items():
            tags = model.tag(tokens, side, shape=self.shape)
            for words, classes, features in zip(tokens, tags, found, strict=True):
                own = model.labels(side)[model.vocabulary.ids(words, 0)].tolist()
                padded = [0] * window + classes + [0] * window
                for i, token in enumerate(features):
                    token |= self._of_class[name][classes[i]]
                    token[f"word:{name}"] = str(own[i])
                    for away in range(1, window + 1):
                        token[f"-{away}:{name}"] = str(padded[i + window - away])
                        token[f"+{away}:{name}"] = str(padded[i + window + away])
        return found

    def lines(
        self, sentences: Iterable[Sequence[str]], tags: Iterable[Sequence[str]] | None = None
    ) -> Iterator[str]:
        r"""Yield the columns of CRF++ and Wapiti: each token, its features and, if given, its tag.

        An empty line follows each sentence. A token with a space or a control character is
        written as a JSON string.

        Raises
        ------
        InputError
            When a sentence is not a sequence of strings, or does not have as many tags as tokens.

        Examples
        --------
        >>> import wordclass as wc
        >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
        >>> model = wc.fit(counts, "exchange", classes=2, tied=True)
        >>> features = ClassFeatures(model, prefixes=[1], window=0)
        >>> print(*features.lines([["a", "dog"]], [["DET", "NOUN"]]), sep="", end="")
        a    1    0    1    DET
        dog  2    1    2    NOUN
        <BLANKLINE>
        """
        read = list(checked_lists(sentences))
        last: list[list[tuple[str, ...]]] = [
            [()] * len(sentence) for sentence in read
        ]  # columns after the features
        if tags is not None:
            checked = checked_lists(tags, "tags", of="tags")
            last = [[(tag,) for tag in of_tokens] for of_tokens in checked]
        if [len(sentence) for sentence in read] != [len(sentence) for sentence in last]:
            raise InputError("there must be a list of tags for each sentence, one for each token")
        for sentence in zip(read, self(read), last, strict=True):
            for token, found, tag in zip(*sentence, strict=True):
                yield "\t".join([token_field(token, spaces=False), *found.values(), *tag]) + "\n"
            yield "\n"
