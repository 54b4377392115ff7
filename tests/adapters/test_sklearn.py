"""The vectorizer in scikit-learn's own hands."""

import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import Normalizer

import wordclass as wc
from wordclass.adapters.sklearn import WordClassVectorizer

DOCUMENTS = ["it can be used", "the object\nthe method", ["it", "must", "be"], ""]


def test_a_document_is_the_sum_of_its_tokens_classes(either):
    vectorizer = WordClassVectorizer(either).fit(DOCUMENTS)
    counted = vectorizer.transform(DOCUMENTS)
    sides = 1 if either.tied else 2
    assert counted.sum(axis=1).tolist() == [4 * sides, 4 * sides, 3 * sides, 0]
    assert counted.format == "csr"
    names = vectorizer.get_feature_names_out()
    classes = either.tag([["it", "can", "be", "used"]])[0]
    prefix = "class" if either.tied else "left"
    for c in set(classes):
        column = names.tolist().index(f"{prefix}{c}")
        assert counted[0, column] == classes.count(c)


def test_lines_are_sentences_and_token_lists_are_not_tokenized(tied):
    vectorizer = WordClassVectorizer(tied).fit([])
    same = ["the object\nthe method", [["the", "object"], ["the", "method"]]]
    first, second = vectorizer.transform(same).toarray()
    assert (first == second).all()
    assert vectorizer.transform([]).shape == (0, 20)


def test_token_lists_need_no_known_tokenizer():
    """Counted by a function of somebody's own; its tokens are taken, its strings refused."""
    model = wc.fit(wc.count(["a b", "b a"] * 3, tokenizer=lambda text: text.split()), classes=2)
    vectorizer = WordClassVectorizer(model).fit([])
    assert vectorizer.transform([["a", "b"]]).sum() == 4
    with pytest.raises(wc.InputError, match="tokenize the text yourself"):
        vectorizer.transform(["a b"])


def test_a_model_may_be_a_file(tied, tmp_path):
    tied.save(tmp_path / "m")
    from_file = WordClassVectorizer(tmp_path / "m").fit(DOCUMENTS)
    given = WordClassVectorizer(tied).fit(DOCUMENTS)
    assert (from_file.transform(DOCUMENTS) != given.transform(DOCUMENTS)).nnz == 0


def test_without_a_model_classes_are_of_the_documents_and_repeat(pydoc):
    lines = ["the cat sees a dog", "a dog sees the cat", "a cat runs", "the dog runs"] * 5
    first = WordClassVectorizer(classes=3, random_state=1).fit(lines)
    second = clone(first).fit(lines)
    assert (first.model_.left_labels == second.model_.left_labels).all()
    assert first.transform(lines).shape == (20, 3)
    label = dict(zip(first.model_.vocabulary.words, first.model_.left_labels, strict=True))
    assert label["cat"] == label["dog"] != label["the"] == label["a"]


def test_it_works_in_a_pipeline_and_a_union(tied):
    """Modal sentences against the rest: the class tells, whichever modal it is."""
    modal = [f"it {word} be used" for word in ("can", "may", "will")]
    other = [f"the {word} is called" for word in ("object", "method", "function")]
    pipeline = make_pipeline(
        make_union(WordClassVectorizer(tied)), Normalizer(), LogisticRegression()
    )
    pipeline.fit(modal + other, [1] * 3 + [0] * 3)
    assert pipeline.predict(["they must be used", "the class is called"]).tolist() == [1, 0]


def test_only_documents_are_accepted(tied):
    with pytest.raises(wc.InputError, match="model must be a WordClassModel"):
        WordClassVectorizer(5).fit([])
    with pytest.raises(wc.InputError, match="document 1 must be .* not int"):
        WordClassVectorizer(tied).fit([]).transform(["a", 3])
    with pytest.raises(wc.InputError, match="document 0 must be .* not bytes"):
        WordClassVectorizer(tied).fit([]).transform([b"not decoded"])
    for wrong in (["a", None], [["a", 3]], [["a", None]], [[["a"], [3]]], None, 5):
        with pytest.raises(wc.InputError):
            WordClassVectorizer(tied).fit([]).transform(wrong)
    with pytest.raises(wc.InputError, match="single string"):
        WordClassVectorizer(tied).fit([]).transform("a")
    with pytest.raises(NotFittedError):
        WordClassVectorizer(tied).transform(["a"])
