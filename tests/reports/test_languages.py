"""The page's own words: in English or in Chinese, and nothing left in the other."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

import wordclass as wc
from tests.reports.browsing import drawn, said
from tests.reports.texts import counted, of_letters, sentences
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.reports.wording.strings import say, strings

# Commands, methods, options, formats and mathematics are the same in every language.
INTERNATIONAL = {
    *("wordclass", "em", "sparse", "log", "SHA", "counts", "samples", "resamples", "tied"),
    *("TSV", "CSV", "JSON", "SVG", "PNG"),
}


def everything(**options):
    """A summary with every kind of note and every view; its words are Hebrew."""
    counts = counted(sentences("hebrew"))
    fitted_to = Provenance(
        sources=(Source("a.txt", "aa" * 32, 1), Source("b.txt", "bb" * 32, 2)),
        tokenizer={"name": "unicode", "lowercase": True},
        sentences=1,
        tokens=1,
        skipped={
            "undecodable lines": 1,
            "undecodable bytes replaced": 2,
            "blank tokens": 3,
            "rows without text": 4,
        },
        version="0.0.9",
    )
    model = replace(of_letters(counts, method="em", finished=False), provenance=fitted_to)
    tags = {word: word[-1] for word in counts.vocabulary.words[1:]}
    other = replace(counts, provenance=Provenance(sources=(Source("c.txt", "cc" * 32, 3),)))
    return wc.summarize(
        model, other, evaluation=wc.evaluate(model, tags), language="he", command="wordclass run"
    )


def in_english(texts: list[str]) -> set[str]:
    return {text for text in texts if set(re.findall(r"[A-Za-z]{2,}", text)) - INTERNATIONAL}


def test_the_chinese_page_contains_no_english(opened):
    """Every note, view, table, axis, tooltip and label of a reader's screen."""
    summary = everything()
    assert len(summary.notes) == 9
    page = opened(summary, language="zh")
    for word in ("zebra", summary.evidence.words.words[0]):
        page.locator("#lookup-word").fill(word)
        assert in_english(said(page)) == set()
    for chart in ("network", "transitions", "pairing", "gold", "convergence"):
        svg = drawn(page, f"{chart}-chart")
        assert in_english(svg.locator("text, title").all_text_contents()) == set()
        if svg.get_attribute("data-left"):
            at = {
                k: float(svg.get_attribute(f"data-{v}")) + 5
                for k, v in (("x", "left"), ("y", "top"))
            }
            svg.hover(position=at)
            readout = page.locator(
                "#readout" if chart == "transitions" else f"#{chart}-readout"
            ).inner_text()
            assert readout.strip()
            assert in_english([readout]) == set()
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.wait_for_timeout(200)
    texts = said(page)
    assert len(texts) > 200
    assert in_english(texts) == set()
    assert in_english(page.locator(".facts th, .note li").all_inner_texts()) == set()


def test_the_page_without_counts_is_also_chinese(opened):
    counts = counted(sentences("hebrew"))
    page = opened(wc.summarize(of_letters(counts, tied=True), language="he"), language="zh")
    page.locator("#lookup-word").fill(counts.vocabulary.words[1])
    assert "--samples" in page.locator("#kwic").inner_text()
    assert in_english(said(page)) == set()


def test_every_note_changes_its_language_with_the_page(opened):
    page = opened(everything())
    english = page.locator(".note li").all_inner_texts()
    assert "Skipped while counting: 1 undecodable line." in english
    page.get_by_label("Language").select_option("zh")
    assert in_english([*said(page), *page.locator(".note li").all_inner_texts()]) == set()
    page.locator("#language").select_option("en")
    assert page.locator(".note li").all_inner_texts() == english


def test_the_interface_is_switched_to_chinese_and_charts_with_it(english, opened):
    page = opened(english[2])
    drawn(page, "transitions-chart")
    page.get_by_label("Language").select_option("zh")
    assert page.locator("h1").inner_text() == "词类"
    assert page.locator("html").get_attribute("lang") == "zh"
    assert page.title() == "词类"
    page.wait_for_selector("#transitions-chart[data-drawn='zh']")
    assert "后接" in page.locator("#transitions").inner_text()
    seen = page.locator("main").inner_text()
    assert "个词" in page.locator(".facts").inner_text()
    for english_words in ("tokens", "look-up", "Share of", "Probability", "undefined", "lookup."):
        assert english_words not in seen


def test_a_page_of_one_text_does_not_load_nltk(tmp_path):
    (tmp_path / "text.txt").write_text("the cat sees the dog\n" * 3)
    arguments = ["-q", "run", "text.txt", "--method", "svd", "--classes", "2", "-o", "page.html"]
    program = (
        "import sys\nfrom wordclass.cli.main import main\n"
        f"try: main({arguments})\n"
        "finally: print([name for name in ('nltk', 'jieba') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_string_is_in_both_languages():
    english, chinese = strings()["en"], strings()["zh"]
    assert set(english) == set(chinese)
    for key, words in english.items():
        placeholders = re.findall(r"{\w+}", words)
        assert sorted(placeholders) == sorted(re.findall(r"{\w+}", chinese[key])), key


def test_one_is_not_many():
    assert say("en", "lookup.frequency", n=1) == "1 time"
    assert say("en", "lookup.frequency", n=2000) == "2,000 times"
    assert say("zh", "lookup.frequency", n=1) == "1 次"


def test_the_page_opens_in_the_language_asked_for(opened):
    assert opened(everything(), language="zh").locator("h1").inner_text() == "词类"


def test_an_unknown_language_is_refused(english):
    with pytest.raises(wc.InputError, match="en, zh"):
        english[2].to_html(language="tlh")
