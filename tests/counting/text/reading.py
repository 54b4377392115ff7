"""Shared by the tests of reading: sample texts, compression and a reader."""

import bz2
import gzip
import io
import lzma
from pathlib import Path

import xopen

from wordclass.counting.text.sentences import Reading
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import find_texts

CORPORA = Path(__file__).parents[3] / "corpora"


def compress_zst(data):
    file = io.BytesIO()
    with xopen.xopen(file, "wb", format="zst", threads=0) as stream:
        stream.write(data)
    return file.getvalue()


COMPRESS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": compress_zst,
}


def read(source, **settings):
    found = []
    for text in find_texts(source, settings.get("input_format")):
        found += Reading(text, ReadSettings(**settings)).sentences()
    return found
