"""The summary as a notebook shows it."""

import re
from html.parser import HTMLParser

import pytest

import wordclass as wc
from tests.reports.texts import HOSTILE, counted, of_letters


class _Tags(HTMLParser):
    """What is in a piece of HTML: its tags, and the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.open = set(), set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(params=[False, True], ids=["two-sided", "tied"])
def hostile(request):
    counts = counted([["a", word, "b", word] for word in HOSTILE] * 3)
    return wc.summarize(of_letters(counts, tied=request.param), counts)._repr_html_()


def test_it_is_well_formed_and_runs_and_fetches_nothing(hostile):
    parsed = _Tags(hostile)
    assert parsed.open == []
    assert not parsed.tags & {"script", "img", "iframe", "link", "a", "object", "foreignobject"}
    assert not [name for name in parsed.attributes if name.startswith("on") or name == "src"]
    assert "{{7*7}}" in hostile  # as a word
    assert not re.search(r"url\(|@import|https?://(?!example)", hostile)


def test_its_style_rules_apply_only_to_itself(hostile):
    style = re.search(r"<style>(.*?)</style>", hostile, re.S)[1]
    rules = re.findall(r"^(.*?)\{", style, re.M)
    assert rules
    assert all(rule.startswith(".wordclass-summary") for rule in rules)


def test_it_shows_the_classes_what_follows_them_and_the_notes(english, any_model):
    html = english[2]._repr_html_()
    for entry in english[2].left[1:]:
        assert entry.by_probability[0].word in html
    assert html.count("<rect") > 10
    assert "another seed" in wc.summarize(any_model(["a"], method="em"))._repr_html_()


def test_many_classes_are_abbreviated_with_a_note(any_model):
    html = wc.summarize(any_model([f"w{i}" for i in range(5000)], 300))._repr_html_()
    assert "60 largest of 300 classes" in html
    assert len(html) < 300_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_legible_in_a_light_and_in_a_dark_notebook(english, browser, scheme):
    """Its text has the colour of the text around it, and it covers no background."""
    ink, paper = {"light": ("#222222", "#ffffff"), "dark": ("#dddddd", "#111111")}[scheme]
    page = browser.new_page()
    page.set_content(
        f'<body style="color:{ink};background:{paper}">{english[2]._repr_html_()}</body>'
    )
    colours = page.evaluate(
        """() => [...document.querySelectorAll(".wordclass-summary, .wordclass-summary *")]
            .filter((node) => !node.closest("g"))
            .map((node) => getComputedStyle(node))
            .map((style) => [style.color, style.backgroundColor])"""
    )
    page.close()
    expected = ", ".join(str(int(ink[i : i + 2], 16)) for i in (1, 3, 5))
    assert {tuple(pair) for pair in colours} == {(f"rgb({expected})", "rgba(0, 0, 0, 0)")}
