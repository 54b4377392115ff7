"""A model's words as data frames."""

import io

import numpy as np
import pandas as pd
import polars as pl
import pytest

import wordclass as wc
from wordclass.adapters.classes import export
from wordclass.adapters.frames import columns, membership_columns


@pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
def test_a_frame_has_the_rows_of_the_tsv(library, either):
    frame = library.DataFrame(columns(either))
    stream = io.StringIO()
    export(either, stream, "jsonl")
    table = pd.read_json(io.StringIO(stream.getvalue()), lines=True, dtype={"word": str})
    assert list(frame.columns) == ["word", "left", "right", "count", "p_left", "p_right"]
    for name in frame.columns[1:]:
        assert np.allclose(frame[name], table[name])
    assert list(frame["word"]) == list(table["word"])
    can = frame.filter(pl.col("word") == "can") if library is pl else frame[frame.word == "can"]
    assert int(can["left"][0] if library is pl else can["left"].iloc[0]) == int(
        either.left_labels[either.vocabulary.id("can")]
    )


def test_the_memberships_are_those_of_the_model(pydoc):
    model = wc.fit(pydoc.prune(5), "em", classes=4, max_iterations=3)
    frame = pd.DataFrame(membership_columns(model, least=0.01))
    assert set(frame.side) == {"left", "right"}
    can = frame[(frame.word == "can") & (frame.side == "left")].set_index("class").p
    p = model.p_left_given_prev[model.vocabulary.id("can")]
    assert can.to_dict() == pytest.approx({c: x for c, x in enumerate(p) if x >= 0.01})
    unknown = frame[frame.word.isna() & (frame.side == "right")]
    assert unknown.p.sum() == pytest.approx(1, abs=0.05)


def test_tied_classes_are_listed_once(tied):
    assert set(membership_columns(tied)["side"]) == {"class"}
