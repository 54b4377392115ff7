"""Texts tagged with classes, in each format, from files and from a pipe."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from tests.adapters.files.test_classes import HOSTILE
from wordclass import InputError, WordClassModel
from wordclass.adapters.files import tagged
from wordclass.adapters.files.tagged import tagged_text
from wordclass.cli import wordclass as program
from wordclass.counting.tokens.retokenize import token_sentences
from wordclass.reports.wording.escaping import token_field

TAGS = ["<p>", "<doc", "<!--", "<!-- a -->", "<?", "<?xml?>", '"\\t"', "#", "1-2", "a b"]

TREE = """\
# sent_id = 1
1-2\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
1\tca\tcan\tAUX\tMD\t_\t0\troot\t_\tGloss=x
2\tnot\tnot\tPART\tRB\t_\t1\tadvmod\t_\t_
2.1\tbe\tbe\t_\t_\t_\t_\t_\t0:root\t_

# sent_id = 2
1\tIt\tit\tPRON\tPRP\t_\t0\troot\t_\t_
"""


@pytest.fixture
def tree(tmp_path: Path) -> str:
    path = tmp_path / "tree.conllu"
    path.write_text(TREE)
    return str(path)


def test_conllu_keeps_all_lines_and_columns_and_adds_to_misc(either: WordClassModel, tree: str):
    text = "".join(tagged_text(either, tree, "conllu"))
    before, after = TREE.rstrip("\n").split("\n"), text.rstrip("\n").split("\n")
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        is_word = old.split("\t")[0].isdecimal()
        assert new == old or (is_word and new.rpartition("\t")[0] == old.rpartition("\t")[0])
    left, right = ("WordClass", None) if either.tied else ("LeftClass", "RightClass")
    c = either.tag([["ca", "not"]])[0]
    assert f"\tGloss=x|{left}={c[0]}|{left}P=" in after[2]
    assert f"\t{left}={c[1]}|{left}P=" in after[3]
    assert right is None or f"|{right}={either.tag([['ca', 'not']], 'right')[0][1]}|" in after[3]


def test_a_model_of_tokens_given_as_lists_tags_a_treebank(tree: str):
    model = wc.fit(wc.count([["ca", "not"], ["It", "is"]] * 3), "exchange", 2, tied=True)
    assert "".join(tagged_text(model, tree, "conllu")).count("WordClass=") == 3


def test_a_column_of_a_treebank_is_tagged_as_in_any_other_format(tree: str):
    model = wc.fit(wc.count([["can", "not"], ["it", "be"]] * 3), "exchange", 2, tied=True)
    text = "".join(tagged_text(model, tree, "conllu", column="lemma"))
    found = re.findall(r"WordClass=(\d+)", text)
    assert found == [str(c) for sentence in model.tag([["can", "not"], ["it"]]) for c in sentence]
    assert text.count("\tca\tcan\t") == 1


def test_json_lines_hold_the_posteriors(either: WordClassModel):
    text = "".join(tagged_text(either, [["it", "zebra"], ["can"]], "jsonl"))
    lines = [json.loads(line) for line in text.splitlines()]
    name = "class" if either.tied else "left"
    assert [line["tokens"] for line in lines] == [["it", "zebra"], ["can"]]
    posterior = either.posteriors([["it", "zebra"]])[0][1]
    assert lines[0][name][1] == posterior.argmax()
    assert lines[0][f"{name}_confidence"][1] == pytest.approx(posterior.max(), abs=1e-4)
    assert sum(lines[0][f"{name}_posterior"][1].values()) == pytest.approx(1, abs=0.05)
    assert ("right" in lines[0]) != either.tied


def test_each_format_names_shape_where_it_was_used(tied: WordClassModel, tree: str):
    for format in ("vert", "conllu", "jsonl"):
        plain, shaped = ("".join(tagged_text(tied, tree, format, shape=s)) for s in (False, True))
        assert "shape" not in plain
        assert "shape" in shaped


def test_the_command_takes_counts(tied: WordClassModel, tmp_path: Path):
    tied.save(tmp_path / "m")
    counts = wc.count([["it", "can", "object"]])
    counts.save(tmp_path / "c")
    text = tmp_path / "t.txt"
    text.write_text("can object\n")
    command = ["tag", str(tmp_path / "m"), str(text), "--counts", str(tmp_path / "c")]
    for shape, option in ((False, []), (True, ["--shape"])):
        found = CliRunner().invoke(program, [*command, *option])
        assert found.stdout == "".join(tagged_text(tied, str(text), shape=shape, counts=counts))


@pytest.mark.parametrize("form", ["vert", "conllu"])
def test_tokens_that_the_models_tokenizer_divides_are_warned_of(form, tmp_path: Path, caplog):
    text = tmp_path / "t.txt"
    text.write_text("I said so. You said so.\n" * 5)
    model = wc.fit(wc.count(text, tokenizer="unicode"), classes=2)
    rows = {"same": ["said", "so", "."], "other": ["I", "said", "so."]}
    for name, tokens in rows.items():
        path = tmp_path / f"{name}.{form}"
        lines = [
            f"{i}\t{x}" + "\t_" * 8 if form == "conllu" else x for i, x in enumerate(tokens, 1)
        ]
        path.write_text("\n".join([*lines, "", ""]))
        list(tagged_text(model, str(path), form))
        assert ("1 of the first 3 tokens, such as 'so.'" in caplog.text) == (name == "other")


def test_a_vertical_file_shows_confidence_on_request(tied: WordClassModel):
    named = tied.with_names({"left": {c: f"n{c}" for c in range(1, 21)}})
    word, c, name, p = next(tagged_text(named, ["can"], confidence=True)).split()
    assert (word, name) == ("can", f"n{c}")
    assert 0 < float(p) <= 1


@pytest.mark.parametrize("batch", [1, 5, 1000])
def test_a_vertical_file_has_the_classes_of_tag_whatever_the_batches(
    either: WordClassModel, batch: int, monkeypatch
):
    monkeypatch.setattr(tagged, "_BATCH", batch)
    sentences = [[], ["can", "zebra", "é"], [], [], ["it"], ["a\tb", "can", "it"], []] * 3
    lines = [
        [f"{token_field(word)}\t{c}\n" for word, c in zip(words, classes, strict=True)]
        for words, classes in zip(sentences, either.tag(sentences), strict=True)
    ]
    text = "".join(tagged_text(either, sentences))
    assert text == "".join("".join(of_sentence) + "\n" for of_sentence in lines)


def test_stdin_is_tagged_line_by_line_before_the_next_is_written(
    tied: WordClassModel, tmp_path: Path
):
    tied.save(tmp_path / "m")
    command = [sys.executable, "-m", "wordclass", "tag", str(tmp_path / "m")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in (b"can", b"object"):
            process.stdin.write(word + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(word + b"\t")
            assert process.stdout.readline() == b"\n"
        process.stdin.close()


def test_lines_that_have_arrived_are_tagged_while_the_next_is_incomplete(
    tied: WordClassModel, tmp_path: Path
):
    tied.save(tmp_path / "m")
    command = [sys.executable, "-m", "wordclass", "tag", str(tmp_path / "m")]
    lines = ["can", "the object", "", "zebra"] * 50
    expected = "".join(tagged_text(tied, lines)).encode()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join([*lines, "it"]).encode())
        process.stdin.flush()
        assert process.stdout.read(len(expected)) == expected
        process.stdin.close()
        assert process.stdout.readline().startswith(b"it\t")


def test_a_damaged_conllu_file_is_refused_with_its_line(tied: WordClassModel, tmp_path: Path):
    (tmp_path / "bad.conllu").write_text("1\tcan\t_\n")
    with pytest.raises(InputError, match="line 1: 3 columns"):
        list(tagged_text(tied, str(tmp_path / "bad.conllu"), "conllu"))


def test_an_empty_line_is_no_sentence_of_conllu(tied: WordClassModel, tmp_path: Path):
    """Two empty lines in a row would be an empty sentence, which the format does not have."""
    (tmp_path / "text").write_text("it can\n\nthe cat\n")
    text = "".join(tagged_text(tied, str(tmp_path / "text"), "conllu"))
    assert text.count("\n\n") == 2 and "\n\n\n" not in text


@pytest.fixture(scope="module")
def case() -> WordClassModel:
    """A model of words in upper and lower case."""
    return wc.fit(wc.count([["The", "cat"]]), "exchange", 1, tied=True)


@pytest.mark.parametrize("form", ["vert", "conllu"])
@given(words=st.lists(st.text(min_size=1) | st.sampled_from([*HOSTILE, *TAGS]), min_size=1))
def test_words_of_tagged_text_are_read_back_as_they_were(
    form: str, words: list[str], case: WordClassModel, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A word that would break its line is read as the JSON string that it was written as."""
    words = [word.encode(errors="replace").decode() for word in words if not word.isspace()]
    path = tmp_path_factory.mktemp("tagged") / f"text.{form}"
    path.write_bytes("".join(tagged_text(case, [words], form)).encode())
    read = [word for sentence in token_sentences(str(path), {}) for word in sentence]
    breaking = [not w.isprintable() and w != v for v, w in zip(read, words, strict=True)]
    assert [
        json.loads(word) if breaks else word for word, breaks in zip(read, breaking, strict=True)
    ] == words
