"""A model small enough to be checked by hand, models of any size, and a browser."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.reports.browsing import DESKTOP, PATIENCE
from tests.reports.texts import counted, of_letters, sentences
from wordclass import Vocabulary, WordClassModel
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.models.arrays import one_hot

PROVENANCE = Provenance(
    sources=(Source("tiny.txt", "ab" * 32, 1234),),
    tokenizer={"name": "whitespace", "lowercase": True, "user_dictionary": None},
    sentences=20,
    tokens=80,
    skipped={"undecodable lines": 3, "empty lines": 0},
    version="0.0.9",
)


@pytest.fixture
def tiny() -> WordClassModel:
    """Left classes: determiners, verbs; right classes: nouns alone.

    "run" is half a verb. 100 bigrams: 20 after the boundary, 40 after "the", 20 after
    "run", 20 after "runs".
    """
    return WordClassModel(
        left_rows=sp.csr_array([[1, 0, 0], [0, 1, 0], [0, 0.5, 0.5], [0, 0, 1]]),
        p_right_given_left=np.array([[0.0, 1], [0.2, 0.8], [0.4, 0.6]]),
        emission_rows=sp.csr_array([[1.0, 0], [0, 0.5], [0, 0.25], [0, 0.25]]),
        prev_counts=np.array([20, 40, 20, 20]),
        next_counts=np.array([22, 39, 20, 19]),
        vocabulary=Vocabulary(("", "the", "run", "runs")),
        tied=False,
        method="exchange",
        settings={"left_classes": 2, "right_classes": 1},
        seed=3,
        history=(-2.0, -1.5),
        provenance=PROVENANCE,
    )


def soft_classes(rng, n_words: int, n_classes: int) -> tuple[sp.csr_array, sp.csr_array]:
    """Random p(c|a) and p(b|d), a row for each word, most of their entries 0."""
    left = rng.dirichlet(np.full(n_classes, 0.2), n_words)
    left[left < left.max(axis=1, keepdims=True) / 20] = 0
    left /= left.sum(axis=1, keepdims=True)
    right = rng.dirichlet(np.full(n_words, 0.5), n_classes)
    right[rng.integers(n_classes, size=n_words), np.arange(n_words)] += 1
    right[right < right.max(axis=1, keepdims=True) / 1000] = 0
    return sp.csr_array(left), sp.csr_array((right / right.sum(axis=1, keepdims=True)).T)


def hard_classes(rng, n_words: int, n_classes: int) -> tuple[sp.csr_array, sp.csr_array]:
    """Random p(c|a) and p(b|d) of words that have one class each, a row for each word."""
    left, right = (one_hot(rng.integers(n_classes, size=n_words), n_classes) for _ in range(2))
    return left, right @ sp.diags_array(1 / right.sum(axis=0))


@pytest.fixture
def any_model() -> Callable[..., WordClassModel]:
    """A function that draws a model with these words and this many classes."""

    def draw(
        words: list[str], n_classes: int = 3, hard: bool = False, **fields: object
    ) -> WordClassModel:
        rng = np.random.default_rng(0)
        n_words = len(words) + 1
        some_classes = hard_classes if hard else soft_classes
        left, right = some_classes(rng, n_words - 1, n_classes)
        n = (1000 / (np.arange(n_words) + 1)).astype(np.int64)
        given = {"tied": False, "method": "sparse", "provenance": PROVENANCE, **fields}
        return WordClassModel(
            left_rows=sp.block_diag([[[1.0]], left], format="csr"),
            p_right_given_left=rng.dirichlet(np.full(n_classes + 1, 0.3), n_classes + 1),
            emission_rows=sp.block_diag([[[1.0]], right], format="csr"),
            prev_counts=n,
            next_counts=n,
            vocabulary=Vocabulary(("", *words)),
            **given,
        )

    return draw


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens a summary's page; no error and no request may occur in it."""
    contexts, complaints, requests = [], [], []

    def open_page(summary, viewport=DESKTOP, **options):
        path = tmp_path / "report.html"
        page_options = {"language": options.pop("language", "en")}
        summary.to_html(path, **page_options)
        context = browser.new_context(offline=True, viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert all(re.match(r"file://.*/report\.html$|blob:", url) for url in requests), requests


@pytest.fixture(scope="session")
def english():
    counts = counted(sentences("english"))
    model = of_letters(counts)
    tags = {word: word[-1] for word in counts.vocabulary.words[1:]}
    return counts, model, wc.summarize(model, counts, evaluation=wc.evaluate(model, tags))
