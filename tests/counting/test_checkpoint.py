"""Counts that are killed and resumed: the same bytes, and no text counted twice."""

import gzip
import random
import time

import pytest

import wordclass as wc
from tests.counting.killing import context, count_aloud
from tests.counting.writing import WHITESPACE, write_texts
from wordclass.counting.engine import count_to_file
from wordclass.counting.segments.counter import Counters
from wordclass.counting.settings import CountSettings


def killed_again_and_again(texts, output, tokenizer, kills, after_checkpoint=False):
    """Kill a count at random moments and resume it; start over whenever it completes.

    With ``after_checkpoint``, wait for a checkpoint before each kill, and do not count kills at
    the very end, which leave nothing to resume. Check the bytes of every completed count, and
    return the messages of the counts that resumed.
    """
    manifest = output.with_name(f".{output.name}.partial") / "manifest.json"

    def last_checkpoint():
        return manifest.stat().st_mtime_ns if manifest.exists() else 0

    whole, messages = output.with_name("whole.parquet"), output.with_name("messages")
    start = time.monotonic()
    count_to_file(texts, whole, CountSettings(tokenizer=tokenizer))
    seconds = max(0.4, time.monotonic() - start)  # more than it takes, on a busy machine too
    rng = random.Random(0)
    resumed = []
    while kills > 0:
        before, ready = last_checkpoint(), context.Event()
        process = context.Process(
            target=count_aloud, args=(texts, output, tokenizer, messages, ready)
        )
        process.start()
        assert ready.wait(60)
        while after_checkpoint and last_checkpoint() == before and process.is_alive():
            time.sleep(0.005)
        process.join(timeout=rng.uniform(0, seconds))
        if killed := process.is_alive():
            process.kill()
        process.join()
        kills -= killed and (manifest.exists() or not after_checkpoint)
        said = messages.read_text()
        resumed += [line for line in said.splitlines() if line.startswith("resuming")]
        if process.exitcode == 0:
            assert output.read_bytes() == whole.read_bytes()
            output.unlink()
        else:
            assert process.exitcode == -9, said
            assert not output.exists() or output.read_bytes() == whole.read_bytes()
    count_to_file(texts, output, CountSettings(tokenizer=tokenizer))
    assert output.read_bytes() == whole.read_bytes()
    assert not [path for path in output.parent.iterdir() if path.name.startswith(".")]
    return resumed


@pytest.mark.slow
def test_a_count_killed_anywhere_writes_the_same_bytes(tmp_path):
    texts = write_texts(tmp_path / "texts", 30)
    resumed = killed_again_and_again(texts, tmp_path / "k.parquet", "whitespace", 20)
    assert len(resumed) > 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tokenizer", "suffix", "times"),
    [("whitespace", "txt", 300), ("unicode", "txt", 40), ("whitespace", "txt.gz", 300)],
)
def test_a_count_killed_within_a_large_file_resumes_there(tmp_path, tokenizer, suffix, times):
    """It reads the file from the start, but counts only the rest."""
    (one,) = write_texts(tmp_path / "texts", 1).iterdir()
    large = tmp_path / f"large.{suffix}"
    with gzip.open(large, "wb", 1) if suffix.endswith("gz") else large.open("wb") as file:
        for _ in range(times):
            file.write(one.read_bytes())
    resumed = killed_again_and_again(
        large, tmp_path / "k.parquet", tokenizer, 3, after_checkpoint=True
    )
    unit = "bytes" if tokenizer == "whitespace" else "sentences"
    places = {int(line.split()[-2].replace(",", "")) for line in resumed if line.endswith(unit)}
    assert places and min(places) > 0


@pytest.fixture
def progress_at_every_chunk(monkeypatch):
    """Report progress at every chunk, not a few times a second."""
    import wordclass.counting.session.progress

    monkeypatch.setattr(wordclass.counting.session.progress, "SECONDS", 0)


class Killed(BaseException):
    pass


def killed_count(texts, output, after, tokenizer="whitespace", of=lambda state: state.source):
    """Kill a count after so many texts, or after so many values of ``of``."""
    seen = set()

    def watch(state):
        seen.add(of(state))
        if len(seen) > after:
            raise Killed

    settings = CountSettings(tokenizer=tokenizer, checkpoint_seconds=0, progress=watch)
    with pytest.raises(Killed):
        count_to_file(texts, output, settings)


def test_the_part_already_counted_is_not_counted_again(
    tmp_path, progress_at_every_chunk, monkeypatch
):
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


def test_a_count_with_a_tokenizer_function_resumes(tmp_path, progress_at_every_chunk):
    texts, output = write_texts(tmp_path / "texts", 3, 50), tmp_path / "counts.parquet"
    killed_count(texts, output, after=1, tokenizer=by_letter)
    count_to_file(texts, output, CountSettings(tokenizer=by_letter))
    count_to_file(texts, tmp_path / "whole.parquet", CountSettings(tokenizer=by_letter))
    assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_a_text_that_has_changed_is_named(tmp_path, progress_at_every_chunk):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    (texts / "000.txt").write_text("something else\n")
    with pytest.raises(wc.InputError, match=r"000\.txt has changed since a killed count"):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)


def test_other_settings_start_over(tmp_path, progress_at_every_chunk):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    other = CountSettings(tokenizer="whitespace", normalize_digits=True)
    count_to_file(texts, tmp_path / "counts.parquet", other)
    count_to_file(texts, tmp_path / "whole.parquet", other)
    assert (tmp_path / "counts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_two_counts_cannot_write_to_one_file(tmp_path, progress_at_every_chunk):
    texts = write_texts(tmp_path / "texts", 2, 50)

    def second(_):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)

    with pytest.raises(wc.InputError, match="another run is using"):
        count_to_file(
            texts, tmp_path / "counts.parquet",
            CountSettings(tokenizer="whitespace", progress=second),
        )  # fmt: skip
