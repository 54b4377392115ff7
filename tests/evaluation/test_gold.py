"""Gold tags of NLTK's corpora, and scores of the peers' own class files, as published.

The peers' figures are measured once, by other code, for the same files. Both are here because
NLTK takes long to read a corpus.
"""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import BigramCounts, InputError
from wordclass.adapters.files.readers import read_classes
from wordclass.counting.text.corpora import corpus_tagged
from wordclass.evaluation.evaluate import evaluate
from wordclass.evaluation.perplexity import class_perplexity

PEERS = Path(__file__).parents[3] / "shared" / "peers"


@cache
def tagged(name: str) -> list[list[tuple[str, str]]]:
    """Sentences of (word, tag as scored), without null tokens."""
    if name == "wsj":
        return tagged("treebank") + tagged("conll2000")
    try:
        return list(corpus_tagged(f"nltk:{name}"))
    except InputError as error:
        pytest.skip(str(error))


@cache
def counts(name: str) -> BigramCounts:
    return wc.count([[word for word, _ in sentence] for sentence in tagged(name)])


@cache
def frequencies(name: str) -> dict[str, Counter[str]]:
    """How often each word has each tag: gold that is read once for all class files."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (word, tag), n in Counter(pair for sentence in tagged(name) for pair in sentence).items():
        found[word][tag] = n
    return found


@pytest.mark.parametrize(
    ("corpus", "n_tokens", "n_tags"),
    [
        ("brown", 1_161_192, 92),
        ("treebank", 94_084, 45),
        ("wsj", 353_188, 47),
        ("cess_esp", 188_802, 46),
        ("sinica_treebank", 91_634, 10),
        ("alpino", 139_820, 17),
    ],
)
def test_tokens_and_tags_are_as_published(corpus: str, n_tokens: int, n_tags: int) -> None:
    tags = [tag for sentence in tagged(corpus) for _, tag in sentence]
    assert (len(tags), len(set(tags))) == (n_tokens, n_tags)
    assert all(word.strip() for sentence in tagged(corpus) for word, _ in sentence), "a blank word"


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
    result = evaluate(classes, frequencies(corpus))
    assert result.n_unknown == 0
    assert printed(result.many_to_one) == many_to_one
    assert printed(result.v_measure) == v_measure
    assert class_perplexity(counts(corpus), classes) == pytest.approx(perplexity, abs=0.05001)


def test_the_command_prints_the_published_perplexities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [PEERS / "wsj.45" / name for name in ("wcluster.paths", "mkcls.classes")]
    if not files[0].exists():
        pytest.skip(f"the peers' class files are not at {PEERS}")
    counts("wsj").save(tmp_path / "wsj.parquet")
    assert run("evaluate", *files, "--counts", tmp_path / "wsj.parquet") == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[-2:]] == [
        ["perplexity", "of", "wcluster.paths", "384.8"],
        ["perplexity", "of", "mkcls.classes", "350.2"],
    ]


def printed(figure: float) -> float:
    """Round as the table was: to hundredths of a per cent first, then to three digits."""
    return float(Decimal(f"{figure:.4f}").quantize(Decimal("0.001"), ROUND_HALF_UP))


@pytest.mark.parametrize(
    "gold, says",
    [
        ({"a": {"N": -1, "V": 3}}, "how often the word has them"),
        ({"a": {"N": 1.5}}, "how often the word has them"),
        ({"a": {"N": 2**63}}, "how often the word has them"),
        ({"a": ["N", "V"]}, "must be one tag"),
        ([["is", "it"], ["he", "at"]], "gold sentence 1 is not a list of"),  # not i/s i/t
    ],
)
def test_what_is_no_gold_is_refused(gold, says):
    with pytest.raises(wc.InputError, match=says):
        wc.evaluate({"a": 1, "i": 2}, gold)


def test_gold_tags_in_another_encoding_name_no_option_that_there_is_not(tmp_path):
    (tmp_path / "gold.tsv").write_bytes("été\tNOUN\n".encode("latin-1"))
    complaint = r"gold.tsv, line 1, byte offset 0: e9 is not utf-8; gold tags must be in UTF-8"
    with pytest.raises(wc.InputError, match=complaint) as raised:
        wc.evaluate({"été": 1}, str(tmp_path / "gold.tsv"))
    assert "errors" not in str(raised.value)
