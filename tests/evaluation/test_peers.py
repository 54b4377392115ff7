"""The peers' own class files score as their authors' figures say, by our scorer.

The figures are measured once, by other code, for the same files.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest

from wordclass import BigramCounts
from wordclass.adapters.readers import read_classes
from wordclass.evaluation.evaluate import evaluate
from wordclass.evaluation.perplexity import class_perplexity
from wordclass.evaluation.tagsets import tagset

PEERS = Path(__file__).parents[3] / "shared" / "peers"


@cache
def tagged(name: str) -> list[list[tuple[str, str]]]:
    """Sentences of (word, tag as scored), tokens that are no words left out."""
    from nltk import corpus

    readers = {"brown": ["brown"], "wsj": ["treebank", "conll2000"]}[name]
    sentences = []
    for reader in readers:
        read = tagset(reader)
        try:
            for sentence in getattr(corpus, reader).tagged_sents():
                tags = [(word, read(tag)) for word, tag in sentence]
                sentences.append([(word, tag) for word, tag in tags if tag is not None])
        except LookupError:
            pytest.skip(f"the NLTK corpus {reader} is not here; set NLTK_DATA")
    return sentences


@cache
def counts(name: str) -> BigramCounts:
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in tagged(name):
        words = [word for word, _ in sentence]
        pairs.update(zip(["", *words], [*words, ""], strict=True))
    return BigramCounts.from_pairs((a, b, n) for (a, b), n in pairs.items())


@pytest.mark.parametrize(
    "corpus, file, perplexity, many_to_one, v_measure",
    [
        ("brown", "wcluster.paths", 421.3, 0.669, 0.691),
        ("brown", "clustercat.tsv", 452.3, 0.691, 0.680),
        ("brown", "mkcls.classes", 393.6, 0.692, 0.675),
        ("wsj", "wcluster.paths", 384.8, 0.661, 0.615),
        ("wsj", "clustercat.tsv", 439.9, 0.682, 0.616),
        ("wsj", "mkcls.classes", 350.2, 0.702, 0.628),
    ],
)
def test_scores_as_published(
    corpus: str, file: str, perplexity: float, many_to_one: float, v_measure: float
) -> None:
    path = PEERS / f"{corpus}.45" / file
    if not path.exists():
        pytest.skip(f"the peers' class files are not at {PEERS}")
    classes = read_classes(path)
    result = evaluate(classes, tagged(corpus))
    assert result.n_unknown == 0
    assert printed(result.many_to_one) == many_to_one
    assert printed(result.v_measure) == v_measure
    assert class_perplexity(counts(corpus), classes) == pytest.approx(perplexity, abs=0.05001)


def printed(figure: float) -> float:
    """Round as the table was: to hundredths of a per cent first, then to three digits."""
    return float(Decimal(f"{figure:.4f}").quantize(Decimal("0.001"), ROUND_HALF_UP))
