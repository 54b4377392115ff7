"""The commands count and merge: what they write, say and return."""

import pytest

import wordclass as wc
from tests.cli.running import run


@pytest.fixture(autouse=True)
def texts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("the cat sat\nthe dog\n")
    (tmp_path / "b.txt").write_text("a cat\n")


def test_count_update_and_merge_come_to_the_same(capsys):
    assert run("count", "a.txt", "-o", "c.parquet", "--tokenizer", "whitespace") == 0
    said = capsys.readouterr().err
    assert "2 sentences, 5 tokens, 4 types, 7 bigrams (6 distinct)" in said
    assert run("count", "b.txt", "-o", "b.parquet", "--tokenizer", "whitespace") == 0
    assert run("merge", "c.parquet", "b.parquet", "-o", "m.parquet") == 0
    assert run("count", "b.txt", "--update", "c.parquet") == 0
    updated, merged = wc.load_counts("c.parquet"), wc.load_counts("m.parquet")
    assert updated.vocabulary == merged.vocabulary and (updated.matrix != merged.matrix).nnz == 0
    assert updated.provenance == merged.provenance and updated.n_tokens == 7
    assert run("count", "b.txt", "--update", "c.parquet") == 3
    assert "b.txt has been counted before" in capsys.readouterr().err


def test_count_prunes_like_prune():
    for options in (["--min-count", "2"], ["--max-vocabulary", "2"]):
        assert run("count", "a.txt", "-o", "p.parquet", "--tokenizer", "char", *options) == 0
        pruned = wc.count("a.txt", tokenizer="char").prune(
            **{options[0].strip("-").replace("-", "_"): 2}
        )
        assert wc.load_counts("p.parquet").vocabulary == pruned.vocabulary


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ("count a.txt", 2, "specify either a file to write (-o)"),
        ("count a.txt -o c.parquet --update d.parquet", 2, "specify either a file to write (-o)"),
        ("count a.txt -o c.parquet --master spark://x:1", 2, "--engine spark"),
        (
            "count a.txt -o c --engine spark --min-count 2",
            2,
            "prune them with the options of `wordclass fit`",
        ),
        ("count nowhere.txt -o c.parquet", 3, "no such file: nowhere.txt"),
        ("count nowhere -o c.parquet", 3, "no such file: nowhere"),
        ("count a.txt -o no/folder/c.parquet", 3, "cannot write"),
        ("count a.txt -o c.parquet --memory 1KB", 3, "too little"),
        ("count a.txt --update none.parquet", 3, "no such counts file"),
        ("count a.txt -o c.parquet --min-count 9", 3, "leaves no word"),
        ("merge none.parquet -o m.parquet", 3, "no such counts file"),
        ("merge a.txt -o m.parquet", 3, "a.txt: not a counts file"),
    ],
)
def test_errors_are_reported_and_leave_no_files(tmp_path, capsys, arguments, status, message):
    assert run(*arguments.split()) == status
    assert message in " ".join(capsys.readouterr().err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_counts_contain_no_folder_names(tmp_path):
    """Two texts of one name, given by their paths: both are counted, and told apart by hash."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.txt").write_text("a bird\n")
    texts = [str(tmp_path / "a.txt"), str(tmp_path / "secret" / "a.txt")]
    assert run("count", *texts, "-o", "c.parquet", "--tokenizer", "whitespace") == 0
    provenance = wc.load_counts("c.parquet").provenance
    assert [source.name for source in provenance.sources] == ["a.txt", "a.txt"]
    assert len({source.sha256 for source in provenance.sources}) == 2
    assert provenance.tokens == 7
    written = (tmp_path / "c.parquet").read_bytes()
    assert b"secret" not in written and str(tmp_path).encode() not in written
    assert run("count", texts[1], "--update", "c.parquet") == 3
