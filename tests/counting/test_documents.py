"""Counting in groups of documents."""

import logging
import os

import numpy as np
import pytest

import wordclass as wc
from wordclass.counting.documents import count_in_blocks


def test_copies_in_different_groups_are_noticed(tmp_path, caplog):
    for number in range(18):
        (tmp_path / f"d{number}.txt").write_text(f"word{number % 17} runs\n")
    counts = count_in_blocks(tmp_path)
    assert np.count_nonzero(counts.by_block().sum(axis=0)) == 18
    noticed = [one.getMessage() for one in caplog.records if "counted again" in one.getMessage()]
    assert len(noticed) == 1 and ("d0.txt" in noticed[0] or "d17.txt" in noticed[0])
    with pytest.raises(wc.InputError, match="has been counted before"):
        count_in_blocks(tmp_path, allow_repeats=False)


def test_a_document_may_have_a_name_that_is_not_utf8(tmp_path, caplog):
    """The blocks of a corpus from an old disk are those of the bytes of its file names."""
    caplog.set_level(logging.CRITICAL, "wordclass")  # xdist cannot pass such names on
    for number in range(16):
        name = os.fsdecode(f"f\xfcr {number}.txt".encode("latin-1"))
        (tmp_path / name).write_text("a word\n" * (number + 1))
    assert count_in_blocks(tmp_path).n_tokens == 2 * sum(range(1, 17))
