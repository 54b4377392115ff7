"""Class features of tokens for conditional random fields, as lists of dicts.

sklearn-crfsuite, python-crfsuite and scikit-learn's ``DictVectorizer`` accept them directly.
Combine them with other features of a token by ``{**other, **class_features}``.
"""

from collections.abc import Iterable, Iterator, Sequence

from wordclass.adapters.files.words import write_word
from wordclass.adapters.tokens import class_tokens, sides_of
from wordclass.errors import InputError, check_type, check_whole, flags_checked
from wordclass.models.fitted.hierarchy import class_paths
from wordclass.models.fitted.model import WordClassModel


class ClassFeatures:
    """Features of a token: its class, prefixes of its path in the class tree, its neighbours.

    Parameters
    ----------
    model : WordClassModel
        If tied, the features are ``class``, ``class[:4]``, ``-1:class``, ...; otherwise
        the same for ``left`` and ``right``.
    prefixes : sequence of int
        Lengths of prefixes of a class's bit string in the class tree, as is usual with
        Brown clusters (Miller et al. 2004; Koo et al. 2008).
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
    {'class': '2', 'class[:1]': '1', '-1:class': '1', '+1:class': '0'}
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
        check_type("model", model, WordClassModel, "a WordClassModel")
        check_whole("window", window, 0)
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
        by_side = class_tokens(self.model, sentences, self.shape)
        return [
            [self._token(tagged, i) for i in range(len(next(iter(tagged.values()))))]
            for tagged in (
                dict(zip(by_side, sides, strict=True))
                for sides in zip(*by_side.values(), strict=True)
            )
        ]

    def lines(
        self, sentences: Iterable[Sequence[str]], tags: Iterable[Sequence[str]] | None = None
    ) -> Iterator[str]:
        r"""Yield the columns of CRF++ and Wapiti: each token, its features and, if given, its tag.

        An empty line follows each sentence. A token with a space or a control character is
        quoted as in our class files.

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
        a    1    0    DET
        dog  2    1    NOUN
        <BLANKLINE>
        """
        read = [list(sentence) for sentence in sentences]
        last: list[list[tuple[str, ...]]] = [
            [()] * len(sentence) for sentence in read
        ]  # columns after the features
        if tags is not None:
            last = [[(tag,) for tag in of_tokens] for of_tokens in tags]
        if [len(sentence) for sentence in read] != [len(sentence) for sentence in last]:
            raise InputError("there must be a list of tags for each sentence, one for each token")
        for sentence in zip(read, self(read), last, strict=True):
            for token, found, tag in zip(*sentence, strict=True):
                yield "\t".join([write_word(token), *found.values(), *tag]) + "\n"
            yield "\n"

    def _token(self, tagged: dict[str, list[int]], i: int) -> dict[str, str]:
        """Features of token ``i``; ``tagged`` holds its sentence's classes by class set."""
        found: dict[str, str] = {}
        for name, classes in tagged.items():
            found |= self._of_class[name][classes[i]]
            for away in range(1, self.window + 1):
                found[f"-{away}:{name}"] = str(classes[i - away] if i >= away else 0)
                found[f"+{away}:{name}"] = str(classes[i + away] if i + away < len(classes) else 0)
        return found
