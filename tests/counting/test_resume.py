"""Counts that are killed, added to, and merged: exact, and never the same text twice unasked."""

import gzip
import os
import random
import subprocess
import sys
import time

import duckdb
import pytest

import wordclass as wc
from wordclass.counting.engine import count_to_file
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.segments.counter import Counters
from wordclass.counting.settings import CountSettings

WHITESPACE = CountSettings(tokenizer="whitespace")
_COUNT = """
import sys
from wordclass.counting.engine import count, count_to_file
from wordclass.counting.settings import CountSettings
settings = CountSettings(tokenizer=sys.argv[3], checkpoint_seconds=0)
count(["warm up"], tokenizer=sys.argv[3])
print("ready", flush=True)
count_to_file(sys.argv[1], sys.argv[2], settings)
"""


def write_texts(folder, n_texts, n_sentences=2000, seed=0):
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(n_texts):
        sentences = (
            " ".join(f"w{int(rng.paretovariate(0.6)) % 100_000}" for _ in range(rng.randint(1, 20)))
            for _ in range(n_sentences)
        )
        (folder / f"{i:03}.txt").write_text("\n".join(sentences) + "\n")
    return folder


def rows(path):
    return duckdb.execute("SELECT prev, next, count FROM read_parquet(?)", [str(path)]).fetchall()


def killed_again_and_again(texts, output, tokenizer, kills, kept_first=False):
    """Count, killed at random moments of the work, anew whenever it gets through.

    With ``kept_first`` not before the count has kept something. Gives what the counts said that
    went on, and whenever one is through checks its bytes.
    """
    manifest = output.with_name(f".{output.name}.partial") / "manifest.json"

    def last_kept():
        return manifest.stat().st_mtime_ns if manifest.exists() else 0

    whole = output.with_name("whole.parquet")
    count_to_file(texts, whole, CountSettings(tokenizer=tokenizer))
    rng = random.Random(0)
    went_on = []
    while kills > 0:
        process = subprocess.Popen(
            [sys.executable, "-c", _COUNT, texts, output, tokenizer],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        before = last_kept()
        assert process.stdout.readline() == "ready\n"
        while kept_first and last_kept() == before and process.poll() is None:
            time.sleep(0.005)
        try:
            process.wait(timeout=rng.uniform(0, 0.4))
        except subprocess.TimeoutExpired:
            process.kill()
            kills -= 1
        said = process.communicate()[1]
        went_on += [line for line in said.splitlines() if line.startswith("resuming")]
        if process.returncode == 0:
            assert output.read_bytes() == whole.read_bytes()
            output.unlink()
        else:
            assert process.returncode == -9, said
            assert not output.exists() or output.read_bytes() == whole.read_bytes()
    count_to_file(texts, output, CountSettings(tokenizer=tokenizer))
    assert output.read_bytes() == whole.read_bytes()
    assert not [path for path in output.parent.iterdir() if path.name.startswith(".")]
    return went_on


@pytest.mark.slow
def test_a_count_killed_anywhere_ends_with_the_same_bytes(tmp_path):
    texts = write_texts(tmp_path / "texts", 30)
    went_on = killed_again_and_again(texts, tmp_path / "k.parquet", "whitespace", 20)
    assert len(went_on) > 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tokenizer", "suffix", "times"),
    [("whitespace", "txt", 800), ("unicode", "txt", 40), ("whitespace", "txt.gz", 800)],
)
def test_a_count_killed_within_one_large_file_goes_on_there(tmp_path, tokenizer, suffix, times):
    """It reads again what it had read, but counts only what it had not."""
    (one,) = write_texts(tmp_path / "texts", 1).iterdir()
    large = tmp_path / f"large.{suffix}"
    with gzip.open(large, "wb", 1) if suffix.endswith("gz") else large.open("wb") as file:
        for _ in range(times):
            file.write(one.read_bytes())
    went_on = killed_again_and_again(large, tmp_path / "k.parquet", tokenizer, 5, kept_first=True)
    unit = "bytes" if tokenizer == "whitespace" else "sentences"
    places = {int(line.split()[-2]) for line in went_on if line.endswith(unit)}
    assert places and min(places) > 0


@pytest.fixture
def always_told(monkeypatch):
    """Progress at every block, not a few times a second."""
    import wordclass.counting.progress

    monkeypatch.setattr(wordclass.counting.progress, "SECONDS", 0)


class Killed(BaseException):
    pass


def killed_count(texts, output, after, tokenizer="whitespace", of=lambda state: state.source):
    """Leave behind what a count leaves that is killed after so many texts, or other steps."""
    seen = set()

    def watch(state):
        seen.add(of(state))
        if len(seen) > after:
            raise Killed

    settings = CountSettings(tokenizer=tokenizer, checkpoint_seconds=0, progress=watch)
    with pytest.raises(Killed):
        count_to_file(texts, output, settings)


def test_what_is_counted_of_a_file_is_not_counted_again(tmp_path, always_told, monkeypatch):
    (one,) = write_texts(tmp_path / "texts", 1).iterdir()
    large, output = tmp_path / "large.txt", tmp_path / "counts.parquet"
    large.write_bytes(one.read_bytes() * 400)
    count_to_file(large, tmp_path / "whole.parquet", WHITESPACE)
    killed_count(large, output, after=2, of=lambda state: state.bytes)
    counted = []
    add = Counters.add
    monkeypatch.setattr(
        Counters, "add", lambda *given: counted.append(len(given[1])) or add(*given)
    )
    count_to_file(large, output, WHITESPACE)
    assert 0 < sum(counted) < large.stat().st_size - 2 * 2**22
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def by_letter(text):
    return list(text)


def test_a_function_as_tokenizer_goes_on_too(tmp_path, always_told):
    texts, output = write_texts(tmp_path / "texts", 3, 50), tmp_path / "counts.parquet"
    killed_count(texts, output, after=1, tokenizer=by_letter)
    count_to_file(texts, output, CountSettings(tokenizer=by_letter))
    count_to_file(texts, tmp_path / "whole.parquet", CountSettings(tokenizer=by_letter))
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_text_that_changed_since_is_named(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    (texts / "000.txt").write_text("something else\n")
    with pytest.raises(wc.InputError, match=r"000\.txt has changed since a killed count"):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)


def test_other_settings_begin_anew(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    other = CountSettings(tokenizer="whitespace", normalize_digits=True)
    count_to_file(texts, tmp_path / "counts.parquet", other)
    count_to_file(texts, tmp_path / "whole.parquet", other)
    assert (tmp_path / "counts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_two_counts_into_one_file_do_not_mix(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 2, 50)

    def second(_):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)

    with pytest.raises(wc.InputError, match="another count is using"):
        count_to_file(
            texts, tmp_path / "counts.parquet",
            CountSettings(tokenizer="whitespace", progress=second),
        )  # fmt: skip


def test_updating_is_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    count_to_file(files[0], tmp_path / "parts.parquet", WHITESPACE)
    count_to_file(files[1:], tmp_path / "parts.parquet", CountSettings(), update=True)
    assert rows(tmp_path / "parts.parquet") == rows(tmp_path / "whole.parquet")
    whole, parts = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "parts"))
    assert parts.provenance == whole.provenance


def test_the_same_text_is_not_added_twice_unless_asked(tmp_path):
    text, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text("a b\n")
    copy.write_text("a b\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(text, counts, WHITESPACE)
    before = counts.read_bytes()
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file(copy, counts, WHITESPACE, update=True)
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file([text, copy], tmp_path / "both.parquet", WHITESPACE)
    assert counts.read_bytes() == before and not (tmp_path / "both.parquet").exists()
    again = CountSettings(tokenizer="whitespace", allow_repeats=True)
    count_to_file(copy, counts, again, update=True)
    assert wc.load_counts(counts).n_tokens == 4


def test_an_update_keeps_to_the_tokenizer(tmp_path):
    (tmp_path / "a.txt").write_text("A b\n")
    (tmp_path / "b.txt").write_text("B c\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(tmp_path / "a.txt", counts, WHITESPACE)
    for other in (
        CountSettings(tokenizer="unicode"),
        CountSettings(tokenizer="whitespace", lowercase=True),
    ):
        with pytest.raises(wc.InputError, match="use the same"):
            count_to_file(tmp_path / "b.txt", counts, other, update=True)


def test_merging_files_is_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    for file in files:
        count_to_file(file, tmp_path / f"{file.stem}.parquet", WHITESPACE)
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    parts = [tmp_path / f"{file.stem}.parquet" for file in files]
    merge_counts(parts, tmp_path / "merged.parquet", memory="500MB")
    assert rows(tmp_path / "merged.parquet") == rows(tmp_path / "whole.parquet")
    whole, merged = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "merged"))
    assert merged.provenance == whole.provenance and merged.vocabulary == whole.vocabulary
    merge_counts([parts[0], parts[1]], parts[0])  # in place
    assert wc.load_counts(parts[0]).n_sentences == 400


def test_merging_keeps_the_unknown_word_and_the_boundary(tmp_path):
    one = wc.BigramCounts.from_pairs([("", "a", 1), ("a", None, 2), (None, "", 2)])
    one.save(tmp_path / "one.parquet")
    merge_counts([tmp_path / "one.parquet"] * 2, tmp_path / "two.parquet")
    assert rows(tmp_path / "two.parquet") == [("", "a", 2), ("a", None, 4), (None, "", 4)]


def test_merging_refuses_what_does_not_belong_together(tmp_path):
    (tmp_path / "a.txt").write_text("a b\n")
    (tmp_path / "b.txt").write_text("b c\n")
    count_to_file(tmp_path / "a.txt", tmp_path / "a.parquet", WHITESPACE)
    lower = CountSettings(tokenizer="whitespace", lowercase=True)
    count_to_file(tmp_path / "b.txt", tmp_path / "b.parquet", lower)
    both, output = [tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "all.parquet"
    with pytest.raises(wc.InputError, match="use force=True"):
        merge_counts(both, output)
    with pytest.raises(wc.InputError, match="has been counted before"):
        merge_counts(both[:1] * 2, output)
    assert not output.exists()
    assert merge_counts(both, output, force=True).tokens == 4
    assert merge_counts(both[:1] * 2, output, allow_repeats=True).tokens == 4
    assert sorted(os.listdir(tmp_path)) == [
        "a.parquet", "a.txt", "all.parquet", "b.parquet", "b.txt",
    ]  # fmt: skip
