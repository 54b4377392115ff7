"""Class features of tokens for conditional random fields, as lists of dicts.

sklearn-crfsuite and python-crfsuite take them as they are, and so does scikit-learn's
``DictVectorizer``; other features of a token are added by ``{**mine, **of_its_class}``.
"""

from collections.abc import Iterable, Sequence

from wordclass.adapters.tokens import class_tokens, sides_of
from wordclass.errors import InputError
from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.fitted.model import WordClassModel


class ClassFeatures:
    """Give each token its class, where that stands in the class tree, and its neighbours'.

    Parameters
    ----------
    model : WordClassModel
        Tied, it gives the features ``class``, ``class[:4]``, ``-1:class``, ...; two-sided
        the same of ``left`` and ``right``.
    prefixes : sequence of int
        Lengths of the prefixes of a class's bit string in the class tree, coarse to fine,
        as Brown clusters are used (Miller et al. 2004; Koo et al. 2008).
    window : int
        How many neighbours on each side; beyond the sentence is class 0, the boundary's.

    Raises
    ------
    InputError
        When a prefix is shorter than 1 or the window is negative.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> features = ClassFeatures(wc.fit(counts, "exchange", classes=2, tied=True), prefixes=[1])
    >>> features([["a", "dog"]])[0][1]
    {'class': '2', 'class[:1]': '1', '-1:class': '1', '+1:class': '0'}
    """

    def __init__(
        self, model: WordClassModel, *, prefixes: Sequence[int] = (4, 6, 10), window: int = 1
    ) -> None:
        if window < 0 or any(length < 1 for length in prefixes):
            raise InputError(
                f"prefixes={tuple(prefixes)}, window={window}: lengths of 1 or more, and a "
                "window of 0 or more"
            )
        self.model = model
        self.window = window
        self._of_class = {
            name: [
                {name: str(c), **{f"{name}[:{length}]": path[:length] for length in prefixes}}
                for c, path in enumerate(class_tree(model, side).paths)
            ]
            for name, side in sides_of(model).items()
        }

    def __call__(self, sentences: Iterable[Sequence[str]]) -> list[list[dict[str, str]]]:
        """Give the features of every token of tokenised sentences.

        Raises
        ------
        InputError
            When a sentence is no sequence of strings.
        """
        by_side = class_tokens(self.model, sentences)
        return [
            [self._token(tagged, i) for i in range(len(next(iter(tagged.values()))))]
            for tagged in (
                dict(zip(by_side, sides, strict=True))
                for sides in zip(*by_side.values(), strict=True)
            )
        ]

    def _token(self, tagged: dict[str, list[int]], i: int) -> dict[str, str]:
        """Put one token's features together; ``tagged`` is its sentence's classes by class set."""
        found: dict[str, str] = {}
        for name, classes in tagged.items():
            found |= self._of_class[name][classes[i]]
            for away in range(1, self.window + 1):
                found[f"-{away}:{name}"] = str(classes[i - away] if i >= away else 0)
                found[f"+{away}:{name}"] = str(classes[i + away] if i + away < len(classes) else 0)
        return found
