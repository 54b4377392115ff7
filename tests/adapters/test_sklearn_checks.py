"""All estimators in scikit-learn's own checks, grids, pipelines, pickles and data frames."""

import pickle

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.exceptions import SkipTestWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

import wordclass as wc
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.vectors import read_vectors
from wordclass.adapters.sklearn import BigramWordClasses, WordClassEmbedding, WordClassVectorizer

# For these scikit-learn draws real numbers or a rectangular matrix, whatever the tags say. Those
# that matter are repeated below.
OF_REAL_NUMBERS = (
    "check_clustering",
    "check_estimators_overwrite_params",
    "check_estimators_pickle",
    "check_pipeline_consistency",
)


@parametrize_with_checks(
    [BigramWordClasses(method="exchange")],  # the fastest: the method is not what is checked
    expected_failed_checks=lambda _: dict.fromkeys(
        OF_REAL_NUMBERS, "its matrix is not a square matrix of counts"
    ),
)
def test_the_clusterer_passes_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", [WordClassVectorizer(), WordClassEmbedding()])
@pytest.mark.parametrize(
    "check",
    [
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_get_params_invariance",
        "check_mixin_order",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_set_params",
        "check_valid_tag_types",
    ],
)
def test_the_transformers_of_text_pass_all_checks_that_take_no_numbers(estimator, check):
    getattr(estimator_checks, check)(type(estimator).__name__, clone(estimator))


@pytest.mark.parametrize("estimator", [WordClassVectorizer(), WordClassEmbedding()])
def test_scikit_learn_itself_skips_the_others(estimator):
    with pytest.warns(SkipTestWarning, match="requires input"):
        estimator_checks.check_estimator(estimator, on_skip=None)


@pytest.fixture(scope="module")
def square() -> np.ndarray:
    """Words 0 to 9 precede words 10 to 19 and are preceded by them."""
    counts = np.zeros((20, 20), dtype=np.int64)
    rng = np.random.default_rng(0)
    counts[:10, 10:], counts[10:, :10] = rng.poisson(3, (10, 10)), rng.poisson(5, (10, 10))
    return counts


def test_rows_are_clustered_whatever_the_array(square):
    first = BigramWordClasses(2, method="exchange").fit(square)
    assert len(set(first.labels_[:10])) == len(set(first.labels_[10:])) == 1
    assert first.labels_[0] != first.labels_[10]
    for same in (sp.csr_array(square), square.astype(float), np.asfortranarray(square)):
        np.testing.assert_array_equal(clone(first).fit_predict(same), first.labels_)
    p = first.transform(square)
    assert (p.argmax(axis=1) == first.labels_).all()
    np.testing.assert_allclose(p.sum(axis=1), 1)
    restored = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(restored.transform(square), p)
    assert first.score(square) == pytest.approx(-np.log(first.model_.perplexity(
        wc.BigramCounts.from_matrix(square, [str(i) for i in range(20)]))))  # fmt: skip
    assert first.score(square) > BigramWordClasses(1).fit(square).score(square)


def test_what_is_not_a_matrix_of_counts_is_refused(square):
    for wrong, message in (
        (square[:, :5], "one row"),
        (square / 2, "not a count"),
        (-square, "Negative"),
    ):
        with pytest.raises(ValueError, match=message):
            BigramWordClasses(2).fit(wrong)


def test_words_are_embedded_by_their_memberships(either, tmp_path):
    either.save(tmp_path / "m")
    embedding = WordClassEmbedding(tmp_path / "m").fit()
    rows = embedding.transform(np.array([["can"], ["zebra"]], dtype=object))
    i = either.vocabulary.id("can")
    expected = either.p_left_given_prev[i, 1:]
    np.testing.assert_array_equal(rows[0, : either.n_left], expected)
    np.testing.assert_allclose(rows.sum(axis=1), 1 if either.tied else 2)
    assert rows.shape[1] == len(embedding.get_feature_names_out())
    for wrong in ("can", ["can", None], [3], [["a", "b"]]):
        with pytest.raises(wc.InputError):
            embedding.transform(wrong)


def test_words_are_embedded_as_in_word2vec_files(either, tmp_path):
    """Of a tied model both have the mean over the roles, however rarely a word is in one."""
    export(either, tmp_path / "v.vec", "word2vec")
    words, vectors = read_vectors(tmp_path / "v.vec", either.vocabulary.words)
    embedded = WordClassEmbedding(either).fit_transform(words)
    np.testing.assert_allclose(embedded, vectors, atol=1e-6)


def test_a_word_seen_in_one_role_is_embedded_by_its_classes_there():
    pairs = [("the", "cat", 9), ("a", "cat", 9), ("the", "end", 9), ("a", "end", 9)]
    model = wc.fit(
        wc.BigramCounts.from_pairs([*pairs, ("cat", "a", 1)]), "sparse", classes=2, tied=True
    )
    embedded = WordClassEmbedding(model).fit_transform(["end"])
    as_following = model.p_right_given_next[model.vocabulary.id("end"), 1:]
    np.testing.assert_allclose(embedded[0], as_following)


DOCUMENTS = ["it can be used", "the object\nthe method", ["it", "must", "be"], ""]


def test_class_bigrams_soft_counts_and_norms(either):
    counted = WordClassVectorizer(either, ngram_range=(2, 2)).fit([])
    bigrams = counted.transform(DOCUMENTS)
    assert bigrams.sum(axis=1).tolist() == [n * (2 - either.tied) for n in (3, 2, 2, 0)]
    a, b = either.tag([["it", "can", "be", "used"]])[0][:2]
    name = "class" if either.tied else "left"
    column = counted.get_feature_names_out().tolist().index(f"{name}{a} {name}{b}")
    assert bigrams[0, column] == 1
    soft = WordClassVectorizer(either, soft=True, sparse_output=False).fit_transform(DOCUMENTS)
    p = either.posteriors([["it", "can", "be", "used"]])[0].sum(axis=0)[1:]
    np.testing.assert_allclose(soft[0, : either.n_left], p)
    normed = WordClassVectorizer(either, norm="l1").fit_transform(DOCUMENTS)
    np.testing.assert_allclose(normed.sum(axis=1), [1, 1, 1, 0])
    with pytest.raises(wc.InputError, match="single classes"):
        WordClassVectorizer(either, soft=True, ngram_range=(1, 2)).fit(DOCUMENTS)


@pytest.mark.parametrize(
    ("ngram_range", "message"),
    [
        (None, "a pair"),
        ("a", "a pair"),
        (2, "a pair"),
        ((2, 1), "at least 2"),
        ((1, 99), "too many"),
    ],
)
def test_a_range_that_is_none_is_named(tied, ngram_range, message):
    vectorizer = WordClassVectorizer(tied, ngram_range=ngram_range)
    with pytest.raises(wc.InputError, match=message):
        vectorizer.fit_transform(DOCUMENTS)


@pytest.mark.parametrize("table", [pd.DataFrame, np.array], ids=["frame", "array"])
def test_a_table_is_no_list_of_documents(tied, table):
    """Its columns' names, or each row as one token, would be the documents."""
    with pytest.raises(wc.InputError, match=r"one column of documents; its shape is \(2, 1\)"):
        WordClassVectorizer(tied).fit_transform(table([["it can be used"], ["the object"]]))


def test_grids_frames_and_pickles(tied):
    documents = [f"it {w} be used" for w in ("can", "may", "will")] * 2
    documents += [f"the {w} is called" for w in ("object", "method", "function")] * 2
    target = [1] * 6 + [0] * 6
    grid = GridSearchCV(
        make_pipeline(WordClassVectorizer(method="exchange"), LogisticRegression()),
        {"wordclassvectorizer__classes": [2, 3], "wordclassvectorizer__soft": [False, True]},
        cv=2,
    ).fit(documents, target)
    assert np.isfinite(grid.cv_results_["mean_test_score"]).all()
    restored = pickle.loads(pickle.dumps(grid.best_estimator_))
    assert (restored.predict(documents) == grid.predict(documents)).all()
    vectorizer = WordClassVectorizer(tied, sparse_output=False).set_output(transform="pandas")
    frame = vectorizer.fit_transform(documents)
    assert list(frame.columns) == vectorizer.get_feature_names_out().tolist()
    assert list(WordClassEmbedding(tied).set_output(transform="pandas").fit_transform(["can"]))
