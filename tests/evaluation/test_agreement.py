"""Two clusterings against each other, as scikit-learn scores them over the shared words."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.evaluation.agreement import compare_classes

CLUSTERING = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=5)
ORACLES = {
    "adjusted_rand": sklearn_metrics.adjusted_rand_score,
    "normalized_mutual_information": sklearn_metrics.normalized_mutual_info_score,
    "v_measure": lambda first, second: sklearn_metrics.v_measure_score(second, first),
    "homogeneity": lambda first, second: sklearn_metrics.homogeneity_score(second, first),
    "completeness": lambda first, second: sklearn_metrics.completeness_score(second, first),
}


@settings(max_examples=40)  # scikit-learn's scores are slow
@given(first=CLUSTERING, second=CLUSTERING, n=st.lists(st.integers(1, 9), min_size=8, max_size=8))
def test_scores_are_scikit_learns_by_type_and_by_token(first, second, n):
    frequency = dict(zip("abcdefgh", n, strict=True))
    counts = wc.count([[word] * times for word, times in frequency.items()])
    result = compare_classes({**first, None: 9}, {**second, None: 9}, counts)
    shared = sorted(first.keys() & second.keys())
    tokens = [word for word in shared for _ in range(frequency[word])]
    assert result.n_shared == len(shared) and result.n_tokens == len(tokens)
    assert result.n_only_first == len(first.keys() - second.keys())
    assert result.n_only_second == len(second.keys() - first.keys())
    for words, found in ((shared, result.by_type), (tokens, result.by_token)):
        labels = [[of_word[word] for word in words] for of_word in (first, second)]
        for name, oracle in ORACLES.items():
            assert found[name] == pytest.approx(oracle(*labels), abs=1e-9), name


def test_a_model_brings_its_own_counts_and_equals_itself(draw):
    model, counts = draw(n_left=4, n_right=2)
    result = compare_classes(model, {w: w for w in model.vocabulary.words[1:4]})
    assert result.n_shared == 3 and result.n_only_first == 9
    assert result.n_tokens == sum(counts.word_counts[1:4])
    itself = compare_classes(model, model, side="right")
    assert itself.by_token["adjusted_rand"] == itself.by_type["v_measure"] == 1
    assert itself.by_token["variation_of_information"] == 0


def test_what_cannot_be_compared_is_named():
    with pytest.raises(InputError, match="none of the shared words occurs"):
        compare_classes({"a": 1, "b": 2}, {"a": 1, "b": 1}, wc.count([["c", "d"]]))
    with pytest.raises(InputError, match="share no word"):
        compare_classes({"a": 1}, {"b": 1, None: 2})
    with pytest.raises(InputError, match="classes must be"):
        compare_classes({"a": 1}, ["a"])
    with pytest.raises(InputError, match="side='both'"):
        compare_classes({"a": 1}, {"a": 1}, side="both")


@pytest.mark.parametrize("n_shared, warned", [(1, True), (2, True), (3, False)])
def test_scores_over_few_of_the_words_carry_a_warning(n_shared, warned, caplog):
    first, second = dict.fromkeys("abcd", 1), dict.fromkeys("vwxyz"[n_shared:], 2)
    compare_classes(first, {**second, **dict.fromkeys("abcd"[:n_shared], 1)})
    assert ("of the 4 words that one of the two clusterings has" in caplog.text) == warned


def test_the_command_compares_and_adds_perplexities(tmp_path, capsys):
    counts = wc.count([list("abab"), list("ba")])
    counts.save(tmp_path / "c.parquet")
    wc.fit(counts, "exchange", classes=2, tied=True).save(tmp_path / "m.safetensors")
    (tmp_path / "other.classes").write_text("a\t2\nb\t2\nz\t3\n")

    def evaluate(*arguments):
        status = run("evaluate", *arguments)
        return status, "".join(capsys.readouterr())

    model, other = tmp_path / "m.safetensors", tmp_path / "other.classes"
    status, said = evaluate(model, other, "--counts", tmp_path / "c.parquet")
    assert status == 0
    assert "2 shared words (6 tokens); 0 only in the first, 1 only in the second" in said
    assert "perplexity of other.classes" in said
    status, said = evaluate(model, other, "--counts", tmp_path / "c.parquet", "--json")
    data = json.loads(said)
    assert data["by_token"]["completeness"] == 0  # one class holds what the model tells apart
    assert len(data["perplexity"]) == 2 and data["perplexity"][0] < data["perplexity"][1]
    assert evaluate(model)[0] == evaluate(model, other, "--gold", other)[0] == 2
    _, said = evaluate(other, "--counts", tmp_path / "c.parquet")
    assert said.startswith("perplexity of classes")
