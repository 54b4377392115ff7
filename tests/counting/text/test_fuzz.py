"""Thousands of damaged texts: every one is counted, or refused with an InputError."""

import io
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xopen

import wordclass as wc
from tests.counting.text.reading import COMPRESS
from tests.damage import damaged
from wordclass.counting.text.sources import Text
from wordclass.counting.text.streams import ByteReader

SENTENCES = [f"the {n} cats sat on a naïve mat , 好 {n * n % 97}".split() for n in range(120)]


def lines(of):
    return "".join(of(sentence) + "\n" for sentence in SENTENCES).encode()


def token_lines(row):
    return lines(
        lambda sentence: "".join(row(i, word) + "\n" for i, word in enumerate(sentence, 1))
    )


def as_parquet():
    file = io.BytesIO()
    pq.write_table(pa.table({"text": [" ".join(one) for one in SENTENCES]}), file)
    return file.getvalue()


FORMATS = {
    "txt": lines(" ".join),
    "conllu": token_lines(lambda i, word: f"{i}\t{word}\t{word}\tX\t_\t_\t0\tdep\t_\t_"),
    "vert": b"<s>\n" + token_lines(lambda i, word: f"{word}\tX").replace(b"\n\n", b"\n</s>\n<s>\n"),
    "jsonl": lines(lambda sentence: json.dumps({"text": " ".join(sentence), "n": len(sentence)})),
    "csv": b"id,text\n" + lines(lambda sentence: f'{len(sentence)},"{" ".join(sentence)}"'),
    "tsv": b"id\ttext\n" + lines(lambda sentence: f"{len(sentence)}\t{' '.join(sentence)}"),
    "parquet": as_parquet(),
}


SIGNS = b'\0\n\r\t "<{[\\\x80\xc3\xed\xfe\xff'


@pytest.mark.parametrize(
    "missing", [[], ["igzip"], ["igzip", "gzip_ng"]], ids=["isal", "ng", "zlib"]
)
@pytest.mark.parametrize("kind", COMPRESS)
def test_only_input_errors_come_out_of_damaged_compressed_files(kind, missing, monkeypatch):
    for engine in missing:  # xopen then takes the next one that reads gzip
        monkeypatch.setattr(xopen, engine, None)
    if missing and kind != "gz":
        pytest.skip("one engine reads it")
    rng = random.Random(kind)
    whole = COMPRESS[kind](FORMATS["txt"])
    refused = 0
    for _ in range(1000):
        stream = io.BytesIO(damaged(rng, whole))
        try:
            for _ in ByteReader(Text(f"text.{kind}", stream=stream)).chunks():
                pass
        except wc.InputError as error:
            assert f"text.{kind}: cannot be read beyond byte" in str(error)
            assert "damaged or truncated" in str(error)
            refused += 1
    assert refused > 500


@pytest.mark.parametrize("kind", FORMATS)
def test_only_input_errors_come_out_of_damaged_texts(kind, tmp_path):
    rng = random.Random(kind)
    counted = 0
    for _ in range(350):
        suffix = rng.choice(["", "", *COMPRESS]) if kind != "parquet" else ""
        data = damaged(rng, FORMATS[kind], values=SIGNS)
        path = tmp_path / (f"text.{kind}.{suffix}" if suffix else f"text.{kind}")
        if suffix:
            data = COMPRESS[suffix](data)
            data = damaged(rng, data) if rng.random() < 0.3 else data
        path.write_bytes(data)
        try:
            counts = wc.count(
                path,
                rng.choice(["auto", "whitespace", "unicode", "char"]),
                errors=rng.choice(["strict", "strict", "replace", "skip"]),
                sentences=rng.choice(["line", "prose"]),
                lowercase=rng.random() < 0.2,
                threads=rng.choice([1, 2]),
                samples=10,
            )
        except wc.InputError as error:
            assert path.name in str(error)
        else:
            assert counts.matrix.sum() == counts.n_tokens + counts.n_sentences
            counted += 1
    assert counted > 20
