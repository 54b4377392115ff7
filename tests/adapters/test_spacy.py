"""The component in a real spaCy pipeline, blank: no trained pipeline is fetched."""

import os

import pytest

import wordclass as wc

spacy = pytest.importorskip("spacy", reason="spaCy is not here: pip install wordclass[spacy]")


@pytest.fixture
def saved(either, tmp_path):
    either.save(tmp_path / "m.safetensors")
    return either, str(tmp_path / "m.safetensors")


def pipeline(path: str):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("wordclass", config={"path": path})
    return nlp


def test_tokens_get_their_class_in_context_and_its_place_in_the_tree(saved):
    from wordclass.models.fitted.hierarchy import class_tree

    model, path = saved
    doc = pipeline(path)("It can be used.  The zebra must run.")
    words = [[t.text.lower() for t in s if not t.is_space] for s in doc.sents]
    assert len(words) == 2
    tokens = [token for token in doc if not token.is_space]
    classes = [c for sentence in model.tag(words) for c in sentence]
    assert [token._.word_class for token in tokens] == classes
    paths = class_tree(model, "left").paths
    assert [token._.word_class_path for token in tokens] == [paths[c] for c in classes]
    right = None if model.tied else [c for s in model.tag(words, "right") for c in s]
    assert [t._.word_class_right for t in tokens] == (right or [None] * len(tokens))
    assert {token._.word_class for token in doc if token.is_space} == {None}


def test_a_batch_gives_the_same_result_as_single_documents(saved):
    nlp = pipeline(saved[1])
    texts = ["It can be used.", "", "  ", "The object must."] * 40
    for text, doc in zip(texts, nlp.pipe(texts, batch_size=7), strict=True):
        assert doc.text == text
        assert [t._.word_class for t in doc] == [t._.word_class for t in nlp(text)]


def test_the_model_is_saved_with_the_pipeline(saved, tmp_path):
    nlp = pipeline(saved[1])
    expected = [token._.word_class for token in nlp("It can be used.")]
    nlp.to_disk(tmp_path / "pipeline")
    data = nlp.to_bytes()
    os.remove(saved[1])  # the pipeline needs no other file
    for again in (spacy.load(tmp_path / "pipeline"), pipeline(saved[1]).from_bytes(data)):
        assert [token._.word_class for token in again("It can be used.")] == expected


def test_a_loaded_model_can_be_set_on_the_pipe(tied):
    nlp = spacy.blank("en")
    nlp.add_pipe("wordclass").word_classes = tied
    assert nlp("can")[0]._.word_class == tied.tag([["can"]])[0][0]


def test_a_pipe_without_a_model_explains_how_to_set_one():
    nlp = spacy.blank("en")
    nlp.add_pipe("wordclass")
    with pytest.raises(wc.InputError, match="config="):
        nlp("can")


def classes(doc) -> list[tuple[object, ...]]:
    return [(t._.word_class, t._.word_class_right, t._.word_class_path) for t in doc]


def test_several_processes_give_the_same_result(saved):
    nlp = pipeline(saved[1])
    texts = ["It can be used. The zebra must run."] * 6
    found = [classes(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)]
    assert found == [classes(nlp(texts[0]))] * 6
    assert all(c is not None for c, _, _ in found[0])


def test_classes_are_kept_with_the_documents(saved):
    nlp = pipeline(saved[1])
    docs = [nlp("It can be used."), nlp("The  zebra")]
    binary = spacy.tokens.DocBin(docs=docs, store_user_data=True).to_bytes()
    again = spacy.tokens.DocBin().from_bytes(binary).get_docs(spacy.blank("en").vocab)
    assert [classes(doc) for doc in again] == [classes(doc) for doc in docs]


def test_a_config_file_builds_the_pipeline(saved, tmp_path):
    nlp = pipeline(saved[1])
    nlp.config.to_disk(tmp_path / "config.cfg")
    again = spacy.util.load_model_from_config(spacy.util.load_config(tmp_path / "config.cfg"))
    assert again.get_pipe_meta("wordclass").factory == "wordclass"
    assert classes(again("It can be used.")) == classes(nlp("It can be used."))


def test_documents_without_sentence_boundaries_are_one_sentence(saved):
    model, path = saved
    nlp = spacy.blank("en")
    nlp.add_pipe("wordclass", config={"path": path})
    words = "it can be used . the zebra".split()
    assert [t._.word_class for t in nlp(" ".join(words))] == model.tag([words])[0]
    assert len(nlp("")) == 0
