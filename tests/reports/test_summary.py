"""What a summary says, against numbers computed by hand."""

import json
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.reports.texts import counted, of_letters, sentences
from wordclass import Vocabulary, summarize
from wordclass.models.arrays import one_hot
from wordclass.reports.data.ranking import TopEntries
from wordclass.reports.data.stability import StabilitySummary
from wordclass.reports.data.summary import findings_of
from wordclass.reports.wording.sentences import findings


def test_shares_are_of_the_tokens_and_boundaries_and_add_up(tiny):
    summary = summarize(tiny)
    assert "share of tokens and sentence boundaries;" in summary.to_text()
    assert [entry.share for entry in summary.left] == pytest.approx([0.2, 0.5, 0.3])
    assert sum(entry.share for entry in summary.right) == pytest.approx(1)


def test_words_stand_by_probability_in_their_class(tiny):
    determiners, verbs = summarize(tiny).left[1:]
    assert [(w.word, w.p) for w in determiners.by_probability] == [
        ("the", pytest.approx(0.8)),  # 40 of the 50 tokens of class 1
        ("run", pytest.approx(0.2)),
    ]
    assert [(w.word, w.p) for w in verbs.by_probability] == [
        ("runs", pytest.approx(2 / 3)),
        ("run", pytest.approx(1 / 3)),
    ]


def test_lift_is_damped_by_ten_tokens_of_average_behaviour(tiny):
    determiners, verbs = summarize(tiny).left[1:]
    the, run = determiners.by_lift
    assert (the.word, run.word) == ("the", "run")
    assert the.lift == pytest.approx((40 * 1 / 0.5 + 10) / (40 + 10))
    assert run.lift == pytest.approx((20 * 0.5 / 0.5 + 10) / (20 + 10))  # average: no lift at all
    assert run.lift == pytest.approx(1)
    assert verbs.by_lift[0].lift == pytest.approx((20 / 0.3 + 10) / 30)


def test_a_hapax_does_not_lead_by_lift(any_model):
    """A word seen once has the largest raw lift there is, and is evidence of nothing."""
    model = any_model([f"w{i}" for i in range(50)], 2)
    p_left_given_prev = model.p_left_given_prev.copy()
    p_left_given_prev[1:, 1:] = [0.1, 0.9]
    p_left_given_prev[1, 1:] = [0.9, 0.1]  # a frequent word, nearly all in class 1
    p_left_given_prev[50, 1:] = [1.0, 0.0]  # a hapax, wholly in class 1
    counts = model.prev_counts.copy()
    counts[50] = 1
    model = replace(model, left_rows=sp.csr_array(p_left_given_prev), prev_counts=counts)
    by_lift = summarize(model, n_words=50).left[1].by_lift
    assert by_lift[0].word == "w0"


def test_ambiguity_is_the_mean_entropy_over_the_classs_tokens(tiny):
    determiners, verbs = summarize(tiny).left[1:]
    assert determiners.ambiguity == pytest.approx(0.2)  # "run", one bit, has a fifth of it
    assert verbs.ambiguity == pytest.approx(1 / 3)


def test_size_is_how_many_words_are_most_of_all_of_the_class(tiny):
    assert [entry.n_words for entry in summarize(tiny).left] == [1, 2, 1]


def test_transition_table_and_its_lift_over_independence(tiny):
    summary = summarize(tiny)
    assert np.array(summary.transitions) == pytest.approx(tiny.p_right_given_left)
    p_noun = 0.2 * 1 + 0.5 * 0.8 + 0.3 * 0.6
    assert summary.lift[1][1] == pytest.approx(0.8 / p_noun)
    weights = [entry.share for entry in summary.left]
    assert np.array(weights) @ np.array(summary.lift) == pytest.approx([1, 1])


def test_the_boundary_is_named_by_its_role(tiny):
    summary = summarize(tiny)
    assert summary.left[0].by_probability[0].word == "<s>"
    assert summary.right[0].by_probability[0].word == "</s>"


def test_a_tied_model_has_one_class_set(any_model):
    summary = summarize(any_model(["a", "b"], tied=True))
    assert summary.right == ()
    assert summary.following is summary.left
    assert "shared by both roles" in summary.facts()["classes"]


def test_only_the_table_of_em_is_declared_undetermined(any_model):
    assert any("another seed" in note for note in summarize(any_model(["a"], method="em")).notes)
    assert not any("seed" in note for note in summarize(any_model(["a"])).notes)


def test_skipped_text_and_an_unfinished_fit_are_noted(tiny):
    notes = summarize(replace(tiny, finished=False)).notes
    assert any("interrupted" in note for note in notes)
    assert any("3 undecodable lines" in note for note in notes)
    assert not any("empty" in note for note in notes)


def test_settings_and_provenance_are_on_top(tiny):
    facts = summarize(tiny).facts()
    assert facts["text"] == f"tiny.txt, 1,234 bytes, SHA-256 {'ab' * 32}"
    assert facts["counted"] == "80 tokens in 20 sentences"
    assert facts["tokenizer"] == "whitespace, lowercase"
    assert facts["method"] == "exchange, seed 3"
    assert facts["fit"] == "2 steps, final objective -1.5000"
    assert "counted by 0.0.9" in facts["wordclass"]


@pytest.mark.parametrize("form", ["to_text", "to_json", "to_html"])
def test_a_report_does_not_change_when_counts_and_model_are_saved(tmp_path, form):
    """Else a run that was interrupted, and goes on from its saved fit, would write other bytes."""
    text = tmp_path / "text.txt"
    text.write_bytes(b"the cat sees a dog\na dog sees the cat\nbad\xff\n" * 20)
    counts = wc.count(text, tokenizer="whitespace", lowercase=True, errors="skip")
    counts = replace(
        counts, provenance=replace(counts.provenance, skipped={"b lines": 1, "a lines": 2})
    )
    model = wc.fit(counts, classes=2)
    counts.save(tmp_path / "c.parquet")
    model.save(tmp_path / "m.safetensors")
    again = summarize(wc.load(tmp_path / "m.safetensors"), wc.load_counts(tmp_path / "c.parquet"))
    assert getattr(again, form)() == getattr(summarize(model, counts), form)()


def test_a_class_without_mass_is_shown_empty(tiny):
    left = tiny.p_left_given_prev.copy()
    left[:, 1:] = [[0, 0], [1, 0], [1, 0], [1, 0]]
    summary = summarize(replace(tiny, left_rows=sp.csr_array(left)))
    assert summary.left[2].share == 0
    assert summary.left[2].by_probability == ()
    assert summary.to_text()


def test_json_is_the_summary_as_plain_data(tiny):
    summary = summarize(tiny)
    read = json.loads(summary.to_json())
    assert read == json.loads(json.dumps(summary.to_dict()))
    assert read["transitions"][1] == [0.2, 0.8]
    assert read["left"][1]["by_probability"][0]["word"] == "the"


@pytest.mark.parametrize("name", ["text", "markdown", "tsv", "json"])
def test_a_report_is_written_whole_or_not_at_all(tiny, tmp_path, name):
    summary = summarize(tiny)
    text = getattr(summary, f"to_{name}")(tmp_path / "report")
    assert (tmp_path / "report").read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_summarizing_does_not_change_the_model(any_model):
    model = any_model(["a", "b", "c"])
    before = model.p_left_given_prev.copy(), model.p_next_given_right.copy()
    summarize(model).to_text()
    assert (model.p_left_given_prev == before[0]).all()
    assert (model.p_next_given_right == before[1]).all()


def test_hard_classes_of_many_words_need_no_dense_array(tiny):
    """800 classes of a million words would take 6 GB a side."""
    n_words, n_classes = 30_001, 300
    rng = np.random.default_rng(0)
    label = np.r_[0, rng.integers(1, n_classes + 1, n_words - 1)]
    n = np.arange(n_words, 0, -1)
    model = replace(
        tiny,
        left_rows=one_hot(label, n_classes + 1),
        p_right_given_left=rng.dirichlet(np.ones(n_classes + 1), n_classes + 1),
        emission_rows=one_hot(label, n_classes + 1, n / np.bincount(label, n)[label]),
        prev_counts=n,
        next_counts=n,
        vocabulary=Vocabulary(("", *(f"w{i}" for i in range(1, n_words)))),
    )
    tracemalloc.start()
    summary = summarize(model)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [entry.n_words for entry in summary.left] == np.bincount(label).tolist()
    assert peak < 8 * n_words * n_classes


def test_a_word_of_which_a_sliver_belongs_to_a_class_is_not_among_its_words(any_model):
    model = any_model(["frequent", "rare", "other"], 2)
    left = model.p_left_given_prev.copy()
    left[1:, 1:] = [[0.95, 0.05], [0.0, 1.0], [1.0, 0.0]]  # 5 % of "frequent" outweigh "rare"
    n = np.array([100, 90_000, 20, 500])
    second = summarize(replace(model, left_rows=sp.csr_array(left), prev_counts=n)).left[2]
    assert [word.word for word in second.by_probability] == ["rare"]
    assert second.name == "rare"


def test_a_class_that_has_nothing_but_slivers_keeps_them(any_model):
    model = any_model(["a", "b"], 2)
    left = model.p_left_given_prev.copy()
    left[1:, 1:] = [[0.95, 0.05], [0.95, 0.05]]
    second = summarize(replace(model, left_rows=sp.csr_array(left))).left[2]
    assert {word.word for word in second.by_probability} == {"a", "b"}


def test_a_class_is_named_by_words_both_frequent_and_distinctive(any_model):
    """Half of "the" is in both classes: it is the most probable word, and tells nothing."""
    model = any_model(["the", "cat", "dog", "hapax", "runs", "sees"], 2)
    left = model.p_left_given_prev.copy()
    left[1:, 1:] = [[0.5, 0.5], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1]]
    n = np.array([100, 1200, 500, 400, 1, 500, 500])
    first = summarize(replace(model, left_rows=sp.csr_array(left), prev_counts=n)).left[1]
    assert first.by_probability[0].word == "the"
    assert first.name == "cat/dog/the"  # and not the hapax, nearly nothing of the class


def test_the_strongest_findings_are_those_that_carry_most_mutual_information(tiny):
    summary = summarize(tiny)
    shares, p, lift = np.array([0.2, 0.5, 0.3]), tiny.p_right_given_left, np.array(summary.lift)
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.where(lift > 1, shares[:, None] * p * np.log(lift), 0)
    best = np.argsort(-information, axis=None, kind="stable")[: (information > 0).sum()]
    found = findings_of(summary)
    assert [(f.left, f.right) for f in found] == [divmod(int(i), 2) for i in best]
    assert [f.p for f in found] == [p[f.left, f.right] for f in found]
    assert findings(summary)[0] == "runs/run (2) ends a sentence 40% of the time, 1.8 × chance."


def test_a_finding_stands_above_chance_in_all_of_its_interval(tiny):
    """Chance is p / lift; what resampled texts leave undetermined has an interval from 0 to 1."""
    summary = summarize(tiny)
    first, *others = findings_of(summary)
    low = np.array(summary.transitions)
    low[first.left, first.right] = 0.99 * first.p / first.lift
    stability = StabilitySummary(9, {}, {}, {}, {}, low.tolist(), np.ones_like(low).tolist())
    assert findings_of(replace(summary, stability=stability)) == others


def test_the_interval_of_a_finding_is_in_the_language_of_the_report(tiny):
    summary = summarize(tiny)
    low, high = summary.transitions, np.ones_like(summary.transitions).tolist()
    stability = StabilitySummary(9, {}, {}, {}, {}, low, high)
    measured = replace(summary, stability=stability)
    assert "(40 to 100)" in findings(measured)[0]
    assert "(40 至 100)" in findings(measured, "zh")[0]


def test_findings_about_words_come_before_those_about_punctuation():
    counts = counted([["sun", "."], ["moon", "."], ["."], ["."], ["."]])
    model = of_letters(counts, tied=True)
    summary = summarize(model, counts)
    names = [entry.name for entry in summary.left]
    found = [(names[one.left], names[one.right]) for one in findings_of(summary)]
    sky = "moon/sun"
    assert found == [("<s>", sky), (sky, "."), (".", "<s>"), ("<s>", ".")]
    point = names.index(".")  # a name that a user gives it changes nothing
    model = model.with_names({"left": {point: "full stop"}})
    assert findings_of(summarize(model, counts)) == findings_of(summary)


def test_a_table_that_its_method_does_not_determine_gives_no_findings(any_model):
    assert findings_of(summarize(any_model(["a", "b"], method="em"))) == []


@pytest.mark.parametrize("n", [1, 3, 50])
def test_the_top_entries_equal_those_of_a_full_sort(n):
    """However the entries come in: 40 classes, 5,000 entries, many of them equal."""
    rng = np.random.default_rng(0)
    classes, key = rng.integers(0, 40, 5000), rng.integers(0, 30, 5000) / 7
    top = TopEntries(40, n)
    for part in np.array_split(np.arange(5000), 9):
        top.add(classes[part], key[part], part)
    expected = [
        sorted(np.flatnonzero(classes == c).tolist(), key=lambda i: (-key[i], i))[:n]
        for c in range(40)
    ]
    assert [[i for (i,) in entries] for entries in top.by_group()] == expected


def test_what_is_left_of_the_classes_is_the_models_own(tiny):
    """Words that follow nothing, and words nothing follows, have the marginal."""
    counts = counted(sentences("english"))
    model = of_letters(counts)
    prev, following = model.prev_counts.copy(), model.p_next_given_right.copy()
    prev[3] = 0
    shared = np.flatnonzero(np.bincount(model.right_labels)[model.right_labels] > 1)[0]
    following[:, shared] = 0
    following /= following.sum(axis=1, keepdims=True)
    model = replace(model, prev_counts=prev, emission_rows=sp.csr_array(following.T))
    words = summarize(model).evidence.words
    for side, p in (("left", model.p_left_given_prev), ("right", model.p_right_given_next)):
        for i, flat in enumerate(getattr(words, side), start=1):
            best = np.argsort(-p[i], kind="stable")[: len(flat) // 2]
            assert list(flat[::2]) == best.tolist()
            assert flat[1::2] == pytest.approx(p[i][best], abs=6e-4)
    assert len(words.right[shared - 1]) > 2


def test_classes_the_counts_do_not_determine_are_named():
    """One left class: whatever a word is as a following one, it follows the same."""
    pairs = [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    counts = wc.BigramCounts.from_pairs(pairs)
    model = wc.fit(counts, "em", left_classes=1, right_classes=2)
    summary = summarize(model, counts)
    assert summary.undetermined == {"left": (), "right": (1, 2)}
    assert any("2 right classes" in note and "1, 2" in note for note in summary.notes)
    assert "混合" in summary.to_html(language="zh")
