"""How the summary reads in each format, at every size, with words of every kind."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from tests.reports import texts
from wordclass import summarize
from wordclass.reports.wording.escaping import markdown_cell, read_cell, tsv_cell, visible

# What ends a line, drives a terminal, turns the direction of writing, or cannot be encoded.
ACTIVE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
HOSTILE = [
    *texts.HOSTILE,
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\ud800",  # half a surrogate pair, as a JSON escape can bring in
]


def test_45_classes_are_legible_in_100_columns(any_model):
    text = summarize(any_model([f"word{i}" for i in range(2000)], 45)).to_text(width=100)
    assert max(map(cell_len, text.splitlines())) <= 100
    heat = text.split("Full transition table")[1]
    rows = [line for line in heat.splitlines() if re.match(r" ?\d+ [ ░▒▓█]*$", line)]
    assert len(rows) == 46


def test_a_table_too_wide_for_the_terminal_is_left_to_other_formats(any_model):
    text = summarize(any_model([f"w{i}" for i in range(300)], 120)).to_text(width=100)
    assert max(map(cell_len, text.splitlines())) <= 100
    assert "too wide for 100 columns" in text


def test_text_is_plain_unless_colour_is_asked_for(tiny):
    summary = summarize(tiny)
    assert "\x1b" not in summary.to_text()
    coloured = summary.to_text(color=True)
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == summary.to_text().split()


def test_words_of_wide_and_combining_characters_keep_the_columns(any_model):
    """Chinese 'time' is four cells wide, the accent on e none."""
    text = summarize(any_model(["时间", "caf\u0065\u0301", "दिल्ली", "زمان"], 2)).to_text()
    block = text.split("Transitions between classes")[1].split("Full transition table")[0]
    starts = {
        cell_len(line[: line.index("×")]) for line in block.splitlines() if line.count("×") >= 3
    }
    assert len(starts) <= 2  # the first lift of each row stands in one column, or a digit off


def test_tied_classes_are_shown_once(any_model):
    text = summarize(any_model(["a", "b"], tied=True)).to_text()
    assert "\nClasses\n" in text
    assert "Right classes" not in text


@pytest.mark.parametrize("name", ["text", "markdown", "tsv", "json"])
def test_hostile_words_are_text_in_every_format(any_model, name):
    written = getattr(summarize(any_model(HOSTILE, 2), n_words=20), f"to_{name}")()
    assert not re.search(ACTIVE, written)
    assert len(written.encode()) > 500


def test_markdown_is_read_back_as_words_and_never_as_markup(any_model):
    words = [word for word in HOSTILE if len(word) < 100]
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        summarize(any_model(words, 1), n_words=30).to_markdown()
    )
    assert "<img" not in html
    assert "<a " not in html
    assert "<code>" not in html
    assert "|pipe|" in html
    assert len(re.findall("<tr>", html.split("<h2>")[2])) == 3  # header and two classes


def test_every_record_of_the_tsv_has_seven_fields(any_model):
    written = summarize(any_model(HOSTILE, 2), n_words=20).to_tsv()
    rows = [line.split("\t") for line in written.splitlines()]
    assert {len(row) for row in rows} == {7}
    assert rows[0] == ["record", "side", "class", "item", "value", "lift", "count"]
    assert sum(row[0] == "transition" for row in rows) == 9
    words = {row[3] for row in rows if row[0] == "word"}
    assert {"-", '"tab\\tand\\nline"', "back\\slash"} <= words
    assert not any(word.startswith(("=", "+cmd", "@SUM")) for word in words)
    by_csv = list(csv.reader(io.StringIO(written), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert by_csv == rows


@given(st.text(min_size=1))
def test_a_word_in_a_tsv_can_be_had_back(word):
    cell = tsv_cell(word)
    assert not re.search(ACTIVE + "|[\t\n]", cell)
    assert not cell.startswith("=") or cell == "="
    assert read_cell(cell) == word


@given(st.text(alphabet=st.characters(), min_size=1))
def test_a_visible_word_is_one_short_line_that_commands_nothing(word):
    shown = visible(word, limit=20)
    assert not re.search(ACTIVE + "|[\t\n\u2060-\u2065\ufeff\u200b\u200e\u200f]", shown)
    assert shown


@pytest.mark.parametrize(
    "word",
    ["می‌خواهم", "क्‍ष", "e\u0301", "时间", "\u0600\u0661"],
    ids=["Persian 'I want', a non-joiner in it", "Devanagari", "accent", "Han", "Arabic number"],
)
def test_words_in_all_scripts_are_shown_unchanged(word):
    assert visible(word) == word


def test_markdown_cells_keep_plain_words_plain():
    assert markdown_cell("naïve") == "naïve"
