"""Arguments of the wrong type: every public function says which one, in one clear error."""

import numpy as np
import pytest

import wordclass as wc

PAIRS = [("a", "b", 3), ("b", "a", 2), ("", "a", 1), ("a", "", 1)]


@pytest.fixture(scope="module")
def counts():
    return wc.BigramCounts.from_pairs(PAIRS)


@pytest.fixture(scope="module")
def model(counts):
    return wc.fit(counts, "exchange", classes=2, tied=True)


CALLS = {
    "count None": (lambda c, m: wc.count(None), "corpus"),
    "count number": (lambda c, m: wc.count(5), "corpus"),
    "count numbers": (lambda c, m: wc.count([5]), "sentence 1"),
    "count setting": (lambda c, m: wc.count(["a b"], lower=True), "no setting 'lower'"),
    "count lowercase": (lambda c, m: wc.count(["a b"], lowercase="yes"), "lowercase='yes'"),
    "count digits": (lambda c, m: wc.count(["a b"], normalize_digits=2), "normalize_digits=2"),
    "count blocks": (lambda c, m: wc.count(["a b"], blocks="no"), "blocks"),
    "count repeats": (lambda c, m: wc.count(["a b"], allow_repeats=None), "allow_repeats"),
    "count tokenizer": (lambda c, m: wc.count(["a b"], tokenizer=5), "tokenizer"),
    "count threads": (lambda c, m: wc.count(["a b"], threads="2"), "threads"),
    "count samples": (lambda c, m: wc.count(["a b"], samples=None), "samples"),
    "count encoding": (lambda c, m: wc.count(["a b"], encoding=8), "encoding"),
    "count memory": (lambda c, m: wc.count(["a b"], memory=[]), "memory"),
    "count temp_dir": (lambda c, m: wc.count(["a b"], temp_dir=5), "temp_dir"),
    "count dictionary": (lambda c, m: wc.count(["a b"], user_dictionary=5), "user_dictionary"),
    "count progress": (lambda c, m: wc.count(["a b"], progress=5), "progress"),
    "count checkpoints": (lambda c, m: wc.count(["a b"], checkpoint_seconds="9"), "checkpoint_sec"),
    "count no encoding": (lambda c, m: wc.count(["a b"], encoding="\udcff"), "encoding"),
    "keep number": (lambda c, m: c.keep(5), "words"),
    "keep lists": (lambda c, m: c.keep([["a"]]), "none of the words"),
    "keep string": (lambda c, m: c.keep("a"), "words"),
    "import number": (lambda c, m: wc.import_classes(5, c), "source"),
    "fit progress": (lambda c, m: wc.fit(c, classes=2, progress=5), "progress"),
    "to_text width": (lambda c, m: wc.summarize(m).to_text(width="9"), "width"),
    "to_figures folder": (lambda c, m: wc.summarize(m).to_figures(5), "folder"),
    "to_figures width": (lambda c, m: wc.summarize(m).to_figures("f", width="9"), "width"),
    "count input_format": (lambda c, m: wc.count("x.txt", input_format=5), "input_format"),
    "from_pairs None": (lambda c, m: wc.BigramCounts.from_pairs(None), "rows"),
    "from_pairs string": (lambda c, m: wc.BigramCounts.from_pairs("abc"), "row 1"),
    "from_pairs mapping": (
        lambda c, m: wc.BigramCounts.from_pairs({("a", "b"): 3}),
        "rows is a mapping",
    ),
    "from_pairs number": (lambda c, m: wc.BigramCounts.from_pairs(5), "rows"),
    "from_matrix None": (lambda c, m: wc.BigramCounts.from_matrix(None, ["a"]), "matrix"),
    "from_matrix words": (lambda c, m: wc.BigramCounts.from_matrix([[1]], None), "words"),
    "from_matrix string": (lambda c, m: wc.BigramCounts.from_matrix([[1]], "a"), "words"),
    "prune": (lambda c, m: c.prune("2"), "min_count"),
    "prune fraction": (lambda c, m: c.prune(1.5), "min_count"),
    "prune vocabulary": (lambda c, m: c.prune(max_vocabulary="2"), "max_vocabulary"),
    "save counts": (lambda c, m: c.save(5), "path"),
    "save counts name": (lambda c, m: c.save("\ud800"), "path='.ud800' cannot be the name"),
    "save name": (lambda c, m: m.save("a\0b"), "path='a.x00b' cannot be the name"),
    "load_counts None": (lambda c, m: wc.load_counts(None), "path"),
    "load_counts number": (lambda c, m: wc.load_counts(5), "path"),
    "load_counts limit": (lambda c, m: wc.load_counts("x", min_count="2"), "min_count"),
    "fit None": (lambda c, m: wc.fit(None), "counts"),
    "fit path": (lambda c, m: wc.fit("counts.parquet"), "counts"),
    "fit method": (lambda c, m: wc.fit(c, method=None), "method"),
    "fit classes": (lambda c, m: wc.fit(c, classes="2"), "classes"),
    "fit left": (lambda c, m: wc.fit(c, left_classes=[2]), "left_classes"),
    "fit tied": (lambda c, m: wc.fit(c, tied="no"), "tied='no'"),
    "fit no setting": (lambda c, m: wc.fit(c, tide=True), "no setting 'tide'"),
    "fit seed": (lambda c, m: wc.fit(c, seed=None), "seed"),
    "fit threads": (lambda c, m: wc.fit(c, classes=2, threads="2"), "threads"),
    "fit init": (lambda c, m: wc.fit(c, init=[1]), "classes"),
    "fit seed words": (lambda c, m: wc.fit(c, "em", seed_words="ab"), "seed_words"),
    "compare path": (lambda c, m: wc.compare("c.parquet", c), "corpus"),
    "compare names": (lambda c, m: wc.compare([c], [c], names=5), "names"),
    "compare level": (lambda c, m: wc.compare([c], [c], level=2), "level"),
    "compare no level": (lambda c, m: wc.compare([c], [c], level=None), "level"),
    "compare model": (lambda c, m: wc.compare([c], [c], model="m"), "model"),
    "fit setting": (lambda c, m: wc.fit(c, max_iterations="9"), "max_iterations"),
    "transition_matrix": (lambda c, m: wc.transition_matrix(None), "counts"),
    "load None": (lambda c, m: wc.load(None), "path"),
    "load number": (lambda c, m: wc.load(5), "path"),
    "save": (lambda c, m: m.save(None), "path"),
    "top_words side": (lambda c, m: m.top_words(None, 1), "side"),
    "top_words class": (lambda c, m: m.top_words("left", "1"), "class_id"),
    "top_words n": (lambda c, m: m.top_words("left", 1, None), "n"),
    "labels": (lambda c, m: m.labels("middle"), "side"),
    "shares": (lambda c, m: m.shares("middle"), "side"),
    "rows": (lambda c, m: m.rows("middle"), "side"),
    "n_classes": (lambda c, m: m.n_classes("middle"), "side"),
    "lookup": (lambda c, m: m.lookup(5), "word"),
    "lookup None": (lambda c, m: m.lookup(None), "word"),
    "perplexity None": (lambda c, m: m.perplexity(None), "text"),
    "perplexity number": (lambda c, m: m.perplexity(5), "text"),
    "perplexity string": (lambda c, m: m.perplexity("a b"), "sentence"),
    "perplexity nothing": (lambda c, m: m.perplexity([None]), "sentence 1"),
    "select number": (lambda c, m: wc.select(c, 5), "classes"),
    "select three": (lambda c, m: wc.select(c, [(1, 2, 3)]), "classes"),
    "select keep": (lambda c, m: wc.select(c, [1], folds=2, keep=5), "keep"),
    "select threads": (lambda c, m: wc.select(c, [1], folds=2, threads=0), "threads=0"),
    "select progress": (lambda c, m: wc.select(c, [1], folds=2, progress=5), "progress"),
    "summarize no language": (lambda c, m: wc.summarize(m, language="!!"), "language='!!'"),
    "summarize language": (lambda c, m: wc.summarize(m, language=5), "language"),
    "tag None": (lambda c, m: m.tag(None), "sentences"),
    "tag scalar": (lambda c, m: m.tag(np.array("a")), "sentences"),
    "tag string": (lambda c, m: m.tag("a b"), "sentence"),
    "tag strings": (lambda c, m: m.tag(["a b"]), "sentence 1"),
    "tag numbers": (lambda c, m: m.tag([[1, 2]]), "sentence 1"),
    "tag side": (lambda c, m: m.tag([["a"]], side=1), "side"),
    "tag shape": (lambda c, m: m.tag([["a"]], shape="no"), "shape"),
    "tag viterbi": (lambda c, m: m.tag([["a"]], viterbi=0), "viterbi"),
    "posteriors shape": (lambda c, m: m.posteriors([["a"]], shape="no"), "shape"),
    "tag counts": (lambda c, m: m.tag([["a"]], shape=True, counts="c.parquet"), "counts"),
    "summarize None": (lambda c, m: wc.summarize(None), "model"),
    "summarize counts": (lambda c, m: wc.summarize(m, "counts.parquet"), "counts"),
    "summarize n_words": (lambda c, m: wc.summarize(m, c, n_words="10"), "n_words"),
    "summarize evidence": (lambda c, m: wc.summarize(m, c, evidence="no"), "evidence"),
    "to_text color": (lambda c, m: wc.summarize(m, c).to_text(color="never"), "color"),
    "summarize evaluation": (lambda c, m: wc.summarize(m, c, evaluation=5), "evaluation"),
    "to_html language": (lambda c, m: wc.summarize(m, c).to_html(language=5), "language"),
    "to_json path": (lambda c, m: wc.summarize(m, c).to_json(5), "path"),
    "evaluate None": (lambda c, m: wc.evaluate(None, [[("a", "X")]]), "classes"),
    "evaluate gold None": (lambda c, m: wc.evaluate(m, None), "gold"),
    "evaluate gold number": (lambda c, m: wc.evaluate(m, 5), "gold"),
    "evaluate gold words": (lambda c, m: wc.evaluate(m, [["a", "b"]]), "gold sentence 1"),
    "evaluate side": (lambda c, m: wc.evaluate(m, [[("a", "X")]], side=0), "side"),
    "evaluate no tags": (lambda c, m: wc.evaluate(m, [[("a", "X")]], tags=""), "tags"),
    "evaluate tags": (lambda c, m: wc.evaluate(m, [[("a", "X")]], tags=5), "tags"),
}  # fmt: skip


def test_numbers_of_numpy_are_numbers(counts):
    """A number of the wrong size is said to be so, be its type Python's or NumPy's."""
    with pytest.raises(wc.InputError, match="level=2.0 is not between 0 and 1"):
        wc.compare([counts], [counts], level=np.float32(2))
    with pytest.raises(wc.InputError, match="corpus 1 fills only 1 of 64"):
        wc.compare([counts], [counts], level=np.float32(0.5))
    numbers = {"tolerance": np.float32(0.5), "max_iterations": np.int64(2)}
    model = wc.fit(counts, "em", classes=1, **numbers)
    assert {key: type(value) for key, value in model.settings.items() if key in numbers} == {
        "tolerance": float, "max_iterations": int,
    }  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_type_is_an_input_error_that_names_the_argument(call, counts, model):
    function, named = CALLS[call]
    with pytest.raises(wc.InputError, match=named):
        function(counts, model)
