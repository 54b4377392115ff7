"""Settings every test shares, and models made without fitting."""

import gc
import logging
import os
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import settings

from wordclass import BigramCounts, WordClassModel

# A first call may compile a kernel or wait for a busy core: time is not what these tests judge.
# Two runs of one commit agree. New examples are looked for with --hypothesis-profile=explore.
settings.register_profile("explore", deadline=None, print_blob=True)
settings.register_profile("wordclass", deadline=None, derandomize=True)
settings.load_profile("wordclass")


collect_ignore = ["elsewhere.py"]  # to look into it for examples takes the functions away
LONGEST = ("test_docs.py", "test_spark.py", "page", "test_readme.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: at the end, the other process would have nothing to do."""
    items.sort(key=lambda item: not set(item.path.parts[-2:]) & set(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What collecting imports stays: the garbage collector need not look at it again and again."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """The program sends messages to stderr alone; the next test may look for them in the log."""
    log = logging.getLogger("wordclass")
    before = log.handlers[:], log.propagate, log.level
    yield
    log.handlers[:], log.propagate = before[:2]
    log.setLevel(before[2])


def drawn_model(
    n_left: int = 3,
    n_right: int = 3,
    n_words: int = 12,
    tied: bool = False,
    hard: bool = False,
    n_bigrams: int = 4000,
    seed: int = 0,
) -> tuple[WordClassModel, BigramCounts]:
    """A model over words w1, w2, ... and counts drawn from it, sentence boundaries included.

    A chain of words is drawn from p(b|a), so that each word precedes as often as it follows.
    """
    rng = np.random.default_rng(seed)
    v = n_words + 1
    left, right = np.zeros((v, n_left + 1)), np.zeros((v, n_right + 1))
    left[0, 0] = right[0, 0] = 1
    concentration = 1e-3 if hard else 0.5
    left[1:, 1:] = rng.dirichlet(np.full(n_left, concentration), size=n_words)
    right[1:, 1:] = left[1:, 1:] if tied else rng.dirichlet(
        np.full(n_right, concentration), size=n_words
    )  # fmt: skip
    if hard:
        left, right = np.eye(n_left + 1)[left.argmax(1)], np.eye(n_right + 1)[right.argmax(1)]
    table = rng.dirichlet(np.full(n_right + 1, 0.5), size=n_left + 1)
    emission = right * np.r_[1, 1 / (1 + np.arange(n_words))][:, None] + 1e-12
    emission[0, 1:] = emission[1:, 0] = 0
    emission /= emission.sum(axis=0)
    cumulative = (left @ table @ emission.T).cumsum(axis=1)
    cumulative /= cumulative[:, -1:]
    chain = [0]
    for uniform in rng.random(n_bigrams - 1):
        chain.append(int(cumulative[chain[-1]].searchsorted(uniform, side="right")))
    pairs = np.zeros((v, v), dtype=int)
    np.add.at(pairs, (chain, np.roll(chain, -1)), 1)
    counts = BigramCounts.from_matrix(pairs, ["", *(f"w{i}" for i in range(1, v))])
    order = [0, *(int(word[1:]) for word in counts.vocabulary.words[1:])]
    model = WordClassModel(
        left_rows=sp.csr_array(left[order]),
        p_right_given_left=table,
        emission_rows=sp.csr_array(emission[order]),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=tied,
        method="em",
    )
    return model, counts


@pytest.fixture
def draw() -> Callable[..., tuple[WordClassModel, BigramCounts]]:
    return drawn_model


def tied_model(
    counts: BigramCounts, memberships: np.ndarray, table: np.ndarray, method: str = "em"
) -> WordClassModel:
    """A model of these memberships and this table, words as frequent as counted."""
    emission = memberships * counts.next_counts[:, None]
    return WordClassModel(
        left_rows=sp.csr_array(memberships),
        p_right_given_left=table,
        emission_rows=sp.csr_array(emission / emission.sum(axis=0)),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=True,
        method=method,
        provenance=counts.provenance,
    )


def model_of_one_class(counts: BigramCounts) -> WordClassModel:
    """Every word in one class: the unigram model, and the boundary apart."""
    membership = np.zeros((len(counts.vocabulary), 2))
    membership[0, 0] = membership[1:, 1] = 1
    joint = membership.T @ counts.matrix @ membership
    return tied_model(counts, membership, joint / joint.sum(axis=1, keepdims=True), "exchange")


@pytest.fixture
def one_class() -> Callable[[BigramCounts], WordClassModel]:
    return model_of_one_class


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; one for each session, as Playwright requires."""
    from playwright.sync_api import expect, sync_playwright

    from tests.reports.browsing import CHROMIUM, PATIENCE

    expect.set_options(timeout=PATIENCE)

    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium here: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()
