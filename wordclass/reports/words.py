"""Every word with its classes, as TSV and JSON lines for other programs."""

from collections.abc import Callable, Iterator

from wordclass.models.model import FloatArray, WordClassModel
from wordclass.reports.escaping import json_text, tsv_cell


def words_tsv(model: WordClassModel) -> Iterator[str]:
    """Give lines of ``word left right count p_left p_right``, tab-separated, a header first.

    ``left`` and ``right`` are a word's most probable classes, ``p_left`` and ``p_right``
    how probable. Words stand by falling frequency, the boundary left out, escaped by
    :func:`wordclass.reports.escaping.tsv_cell`; the unknown word is ``<unk>``.
    """
    yield "word\tleft\tright\tcount\tp_left\tp_right\n"
    posterior = model.p_right_given_next
    for i in range(1, len(model.vocabulary)):
        left, right = int(model.left_labels[i]), int(model.right_labels[i])
        word, n = tsv_cell(model.vocabulary.label(i)), _count(model, i)
        p_left, p_right = model.p_left_given_prev[i, left], posterior[i, right]
        yield f"{word}\t{left}\t{right}\t{n}\t{p_left:.6g}\t{p_right:.6g}\n"


def words_jsonl(model: WordClassModel) -> Iterator[str]:
    """Give a JSON object a line: word, count, and every class of at least 0.1 % on each side."""
    posterior = model.p_right_given_next
    for i in range(1, len(model.vocabulary)):
        record = {
            "word": model.vocabulary.label(i),
            "count": _count(model, i),
            "left": _classes(model.p_left_given_prev[i]),
            "right": _classes(posterior[i]),
        }
        yield json_text(record) + "\n"


def _count(model: WordClassModel, word_id: int) -> int:
    return int(max(model.prev_counts[word_id], model.next_counts[word_id]))


def _classes(posterior: FloatArray) -> dict[str, float]:
    """Classes of a word by falling probability."""
    return {
        str(c): round(float(posterior[c]), 6)
        for c in (-posterior).argsort(kind="stable")
        if posterior[c] >= 0.001
    }


WRITERS: dict[str, Callable[[WordClassModel], Iterator[str]]] = {
    "tsv": words_tsv,
    "jsonl": words_jsonl,
}
