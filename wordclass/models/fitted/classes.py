"""Class by word, of a model or of another tool's class file."""

from collections.abc import Hashable, Mapping

from wordclass.errors import check_type
from wordclass.models.arrays import Side, check_side
from wordclass.models.fitted.model import WordClassModel

Classes = WordClassModel | Mapping[str | None, Hashable]


def class_by_word(classes: Classes, side: Side) -> dict[str | None, Hashable]:
    """Each word's class, a model's most probable one; the key ``None`` is the unknown word."""
    check_side(side)
    if not isinstance(classes, WordClassModel):
        check_type("classes", classes, Mapping, "a WordClassModel or a mapping of words to classes")
        return dict(classes)
    labels = classes.labels(side).tolist()
    return dict(zip(classes.vocabulary.spellings[1:], labels[1:], strict=True))
