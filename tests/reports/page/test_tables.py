"""The page in a real browser: the transition table, the class tree, sides and gold tags."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import wordclass as wc
from tests.naive import cut
from tests.reports.browsing import DESKTOP, PHONE, drawn, rows
from tests.reports.texts import bigrams_in_cell, counted, of_letters


def test_a_click_on_a_cell_shows_the_bigrams_and_sentences_behind_it(english, opened):
    counts, model, summary = english
    page = opened(summary)
    drawn(page, "transitions-chart")
    page.locator("#order").select_option("mass")
    seen = set()
    for c, d in np.argwhere(model.p_right_given_left > 0.05)[::6].tolist():
        click_on_cell(page, c, d)
        page.wait_for_function(  # the address changes first, and the panel follows it
            "([c, d]) => document.querySelector('#from').value == c"
            " && document.querySelector('#to').value == d",
            arg=[c, d],
        )
        sentence = page.locator("#behind .finding").inner_text()
        p, lift = re.search(r"([\d.]+)% of the time, ([\d.]+) × chance", sentence).groups()
        assert page.locator("#readout").inner_text().endswith(f": {p}%, ×{lift}")
        assert page.evaluate("location.hash") == f"#cell-{c}-{d}"
        c, d = int(page.locator("#from").input_value()), int(page.locator("#to").input_value())
        seen.add((c, d))
        shown = {tuple(row) for row in rows(page, "#behind table")}
        assert shown == bigrams_in_cell(counts, model, c, d)
        assert float(p) / 100 == pytest.approx(model.p_right_given_left[c, d], abs=0.005)
        for sentence in page.locator("#behind .sentences li").all():
            marked = sentence.locator("mark").all_inner_texts()
            assert 1 <= len(marked) <= 2
    assert len(seen) > 3


def test_a_cell_can_be_selected_by_keyboard(english, opened):
    counts, model, summary = english
    page = opened(summary)
    page.locator("#from").select_option("1")
    page.locator("#to").select_option("1")
    page.locator("#from").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    c, d = int(page.locator("#from").input_value()), int(page.locator("#to").input_value())
    assert (c, d) == (2, 2)
    expect(page.locator("#behind")).to_contain_text(f"{summary.right[2].name} (2)")
    shown = page.locator("#behind").inner_text()
    expected = bigrams_in_cell(counts, model, c, d)
    assert all(word in shown for row in expected for word in row)
    assert expected or "No bigram" in shown


def test_of_a_sentence_as_long_as_a_page_only_the_surroundings_are_shown(opened):
    counts = counted([["so"] * 200 + ["the", "cat"] + ["on"] * 200])
    page = opened(wc.summarize(of_letters(counts), counts))
    label = {
        word: str(of_letters(counts).left_labels[i])
        for i, word in enumerate(counts.vocabulary.words)
    }
    page.locator("#from").select_option(label["the"])
    right = of_letters(counts).right_labels[counts.vocabulary.id("cat")]
    page.locator("#to").select_option(str(right))
    sentence = page.locator("#behind .sentences li").inner_text()
    assert sentence == "… " + "so " * 20 + "the cat " + "on " * 20 + "…"


def test_the_table_can_be_drawn_as_lift_and_in_either_order(english, opened):
    _, _, summary = english
    page = opened(summary)
    chart = drawn(page, "transitions-chart")

    def labels() -> list[str]:
        """The row labels, from the top down."""
        found = chart.locator("text[text-anchor=end]").evaluate_all(
            "(labels) => labels.map((l) => [l.getBoundingClientRect().top, l.textContent])"
        )
        return [text for _, text in sorted(found)]

    as_in_the_tree = labels()
    page.locator("#order").select_option("mass")
    by_mass = labels()
    assert sorted(as_in_the_tree) == sorted(by_mass)
    numbers = [int(label.split(" ")[0]) for label in by_mass[1:]]
    assert numbers == list(range(1, len(by_mass)))
    page.locator("#measure").select_option("lift")
    assert chart.locator("path.counter").count() > 0
    page.locator("#transitions-tables summary").nth(1).click()
    cells = rows(page, "#transitions-tables details[open]")
    assert cells[1][2] == f"×{summary.lift[1][1]:.2f}"


def test_the_tree_is_cut_at_any_level(english, opened):
    counts, model, summary = english
    page = opened(summary)
    drawn(page, "transitions-chart")
    assert page.locator("#transitions-chart .branch").count() == 4  # rows' and columns'
    for n in (1, 3, model.n_left):
        page.locator("#cut-left").evaluate(
            "(node, n) => { node.value = n; node.dispatchEvent(new Event('input')); }", n
        )
        page.locator("#transitions-tables summary").nth(2).click()
        shown = {
            frozenset(int(part.split(" ")[0]) for part in row[2].split(" · "))
            for row in rows(page, "#transitions-tables details[open]")
        }
        assert shown == cut(summary.evidence.trees["left"].merges, n)


def test_left_against_right_lists_the_words_that_change_sides(english, opened):
    _, _, summary = english
    page = opened(summary)
    drawn(page, "pairing-chart")
    assert [row[0] for row in rows(page, "#pairing-tables > div")] == [
        word for word, *_ in summary.evidence.pairing.changers
    ]
    assert page.locator("#pairing-readout").inner_text().startswith("Read: of the tokens of left")
    page.evaluate("location.hash = 'pairing'")
    page.reload()
    expect(page.locator("#h-pairing")).to_be_in_viewport()


def test_gold_tags_are_set_against_the_classes(english, opened):
    _, _, summary = english
    page = opened(summary)
    drawn(page, "gold-chart")
    best = {row[0].split(" ")[0]: row[2] for row in rows(page, "#gold-tables > div")}
    for c, entry in enumerate(summary.left[1:], start=1):
        assert best[str(c)] == entry.by_probability[0].word[-1]  # a class is a last letter


@pytest.mark.parametrize(("viewport", "n_classes"), [(PHONE, 40), (DESKTOP, 150)])
def test_a_large_table_scrolls_under_its_labels(viewport, n_classes, opened, any_model):
    page = opened(wc.summarize(any_model([f"w{i}" for i in range(200)], n_classes)), viewport)
    page.get_by_label("Rows and columns").select_option("every class")
    chart = drawn(page, "transitions-chart")
    rows, columns = (chart.locator(f"text[text-anchor={end}]") for end in ("end", "start"))
    assert rows.count() == columns.count() == n_classes + 1
    tops = rows.evaluate_all("(labels) => labels.map((l) => l.getBoundingClientRect().top)")
    assert np.diff(tops).min() > 8  # pixels: no label covers another
    page.locator("#transitions .plot").evaluate("(plot) => (plot.scrollLeft = 100)")
    moved = "() => document.querySelector('#transitions-chart .x').transform.baseVal[0]?.matrix"
    page.wait_for_function(f"{moved}.e > 0")
    assert rows.first.bounding_box()["x"] >= chart.bounding_box()["x"] + 100  # pixels
    rows.last.scroll_into_view_if_needed()
    page.wait_for_function(f"{moved.replace('.x', '.y')}.f > 0")
    expect(columns.nth(20)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_300_classes_are_drawn_as_groups_that_a_click_opens(opened, any_model):
    page = opened(wc.summarize(any_model([f"w{i}" for i in range(62_000)], 300, hard=True)))
    assert "60,000 most frequent of 62,000" in page.locator("#lookup .note").inner_text()
    assert page.locator("#list-left li").count() == 300
    labels = drawn(page, "transitions-chart").locator("text[text-anchor=end]")
    assert labels.count() == 1 + 15  # the sentence boundary, and the groups of the tree
    page.locator("#transitions-tables summary").nth(1).click()
    for row in rows(page, "#transitions-tables details[open]"):
        assert sum(float(p.strip("%")) for p in row[1:]) == pytest.approx(100, abs=5)
    n_others = int(labels.nth(1).text_content().split("+")[1])
    click_on_cell(page, 1, 1)
    assert labels.count() == n_others + 1
    click_on_cell(page, 0, 0)
    assert re.fullmatch(r"#cell-\d+-\d+", page.evaluate("location.hash"))
    page.get_by_label("Rows and columns").select_option("every class")
    assert labels.count() == 301


def click_on_cell(page, row: int, column: int) -> None:
    chart = page.locator("#transitions-chart svg")
    wide, high, left, top = (
        float(chart.get_attribute(f"data-{name}")) for name in ("wide", "high", "left", "top")
    )
    x, y = left + (column + 0.5) * wide, top + (row + 0.5) * high
    # In the middle of the screen, where the labels that stay in view do not cover it.
    chart.evaluate(
        "(svg, y) => scrollBy(0, svg.getBoundingClientRect().top + y - innerHeight / 2)", y
    )
    box = chart.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
