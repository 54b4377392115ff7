"""Models that the adapters' tests share, of text that is on every machine."""

import pytest

import wordclass as wc


@pytest.fixture(scope="session")
def pydoc() -> wc.BigramCounts:
    return wc.count("stdlib:pydoc", lowercase=True)


@pytest.fixture(scope="session")
def tied(pydoc: wc.BigramCounts) -> wc.WordClassModel:
    return wc.fit(pydoc, "exchange", classes=20, tied=True)


@pytest.fixture(scope="session")
def two_sided(pydoc: wc.BigramCounts) -> wc.WordClassModel:
    return wc.fit(pydoc, "exchange", left_classes=12, right_classes=9)


@pytest.fixture(params=["tied", "two_sided"])
def either(request: pytest.FixtureRequest) -> wc.WordClassModel:
    return request.getfixturevalue(request.param)
