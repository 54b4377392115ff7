"""The page in a real browser: the first screen, the panel of a class, and the names of classes."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

import wordclass as wc
from tests.reports.browsing import drawn, rows
from tests.reports.texts import bigrams_in_cell, summary_of
from wordclass.reports.wording.sentences import findings


def test_the_first_screen_names_the_text_the_classes_and_the_findings(english, opened):
    _, model, summary = english
    page = opened(summary)
    headline = page.locator("#headline").inner_text()
    assert headline.startswith(f"{model.n_left} left and {model.n_right} right word classes")
    names = page.locator("#list-left a").all_inner_texts()
    assert names == [f"{entry.id} {entry.name}" for entry in summary.left[1:]]
    assert page.locator("#findings-list li").all_inner_texts() == findings(summary)
    assert page.locator("#overview").bounding_box()["y"] < 900
    last = page.locator("main > section").last
    assert last.get_attribute("id") == "summary"  # hashes, settings and the citation
    assert last.locator("pre").inner_text().startswith("@software{wordclass,")


def test_the_network_holds_the_transitions_above_the_thresholds(english, opened):
    _, model, summary = english
    page = opened(summary)
    chart = drawn(page, "network-chart")
    for p, lift in [(10, 1), (30, 2), (60, 1.5)]:
        for name, value in [("least-p", p), ("least-lift", lift)]:
            page.locator(f"#{name}").evaluate(
                "(node, n) => { node.value = n; node.dispatchEvent(new Event('input')); }", value
            )
        ratio = model.p_right_given_left / model.p_right
        strong = (model.p_right_given_left >= p / 100 - 1e-5) & (ratio >= lift - 1e-3)
        assert chart.locator(".edge").count() == strong.sum()


def test_only_classes_with_a_word_are_listed(english, opened):
    page = opened(english[2])
    page.get_by_label("Only classes containing").fill("house")
    for side in ("left", "right"):
        assert page.locator(f"#list-{side} li").count() == 1
        assert "house" in page.locator(f"#list-{side} .words").inner_text()
    assert "1 of" in page.locator("#class-lists .help").first.inner_text()


def test_a_word_that_leads_no_class_still_finds_its_class(opened, any_model):
    """The list holds the first words of a class; the filter knows those of the look-up too."""
    model = any_model([f"w{i}" for i in range(500)], 2)
    page = opened(wc.summarize(model, n_words=5))
    page.get_by_label("Only classes containing").fill("w480")
    its_class = str(model.left_labels[model.vocabulary.id("w480")])
    shown = page.locator("#list-left a").all_inner_texts()
    assert its_class in [text.split(" ")[0] for text in shown]


def test_a_class_pointed_at_is_highlighted_everywhere(english, opened):
    _, _, summary = english
    page = opened(summary)
    drawn(page, "network-chart")
    page.locator("#list-left li a").nth(1).hover()
    lit = page.locator("[data-class='left-2'].lit")
    assert lit.count() == page.locator("[data-class='left-2']").count() > 2
    assert page.locator("#network-chart .edge.lit").count() > 0
    page.mouse.move(0, 0)  # focus scrolls, and the pointer would be over something else
    page.locator("#findings-list a[data-class]").first.focus()  # by keyboard as well
    expect(page.locator("[data-class='left-2'].lit")).to_have_count(0)
    assert page.locator(".lit").count() > 0


def test_a_class_has_a_panel_with_its_own_address(english, opened):
    counts, model, summary = english
    page = opened(summary)
    title = page.locator("#class-title")
    page.locator("#list-right").get_by_role("link", name=f"2 {summary.right[2].name}").click()
    expect(title).to_have_text("Right class 2")
    assert page.evaluate("location.hash") == "#right-2"
    assert page.locator("#class").bounding_box()["y"] < 200
    assert page.locator("#class-name").input_value() == summary.right[2].name
    shown = rows(page, "#class-words")
    assert [row[0] for row in shown] == [w.word for w in summary.right[2].by_probability]
    assert [int(row[3]) for row in shown] == [w.count for w in summary.right[2].by_probability]
    page.get_by_role("link", name="← Back").click()
    expect(title).to_have_text("Right class 1")
    page.go_back()
    expect(title).to_have_text("Right class 2")
    page.reload()
    expect(title).to_have_text("Right class 2")


def test_the_neighbours_of_a_class_are_ranked_with_their_bigrams(english, opened):
    counts, model, summary = english
    page = opened(summary)
    page.evaluate("location.hash = 'left-3'")
    after = rows(page, "#class-neighbours > div:first-child")
    expected = sorted(((p, d) for d, p in enumerate(model.p_right_given_left[3]) if p > 0.001))[
        ::-1
    ]
    assert [float(row[1].strip("%")) / 100 for row in after] == pytest.approx(
        [p for p, _ in expected][:10], abs=0.005
    )
    of_cell = bigrams_in_cell(counts, model, 3, expected[0][1])
    most = max(of_cell, key=lambda row: int(row[2]))
    assert most[1] in after[0][3]
    page.evaluate("location.hash = 'right-3'")
    before = rows(page, "#class-neighbours > div:first-child")
    joint = model.p_left * model.p_right_given_left[:, 3]
    assert float(before[0][1].strip("%")) / 100 == pytest.approx(
        joint.max() / joint.sum(), abs=0.005
    )


def test_the_frames_of_a_class_are_counted_and_quoted(english, opened):
    counts, model, summary = english
    page = opened(summary)
    page.evaluate("location.hash = 'left-1'")
    frames = {}
    ids = [[counts.vocabulary.id(w) for w in line] for line in counts.samples]
    for line in ids:
        for a, b, c in zip([0, *line], line, [*line[1:], 0], strict=False):
            if model.left_labels[b] == 1:
                frame = int(model.left_labels[a]), int(model.right_labels[c])
                frames[frame] = frames.get(frame, 0) + 1
    first = page.locator("#class-frames .frame").first.inner_text()
    assert f"{max(frames.values())} of {sum(frames.values())} occurrences" in first
    marked = page.locator("#class-frames mark").all_inner_texts()
    assert len(marked) >= 3
    assert {int(model.left_labels[counts.vocabulary.id(word)]) for word in marked} == {1}


def test_the_slider_orders_words_and_neighbours_from_probable_to_distinctive(opened, any_model):
    summary = wc.summarize(any_model([f"w{i}" for i in range(300)], 3))
    page = opened(summary)
    words = lambda: [row[0] for row in rows(page, "#class-words")]  # noqa: E731
    assert words() == [w.word for w in summary.left[1].by_probability[:10]]
    slider = page.get_by_label("Rank by")
    slider.scroll_into_view_if_needed()
    handle = slider.bounding_box()
    page.mouse.move(handle["x"] + handle["width"] - 8, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(handle["x"] - 20, handle["y"] + handle["height"] / 2, steps=5)
    page.mouse.up()
    assert page.locator("#relevance-value").inner_text() == "λ = 0.00"
    assert words() == [w.word for w in summary.left[1].by_lift[:10]]
    lifts = [float(row[2].strip("×")) for row in rows(page, "#class-neighbours > div:first-child")]
    assert lifts == sorted(lifts, reverse=True)


def test_tied_models_have_one_class_set(opened):
    page = opened(summary_of(tied=True))
    assert page.locator("#pairing").count() == 0
    assert page.locator("#list-right").count() == 0
    page.evaluate("location.hash = 'class-2'")
    assert page.locator("#class-title").inner_text() == "Class 2"
    assert page.locator("#class-neighbours caption").all_inner_texts() == ["Before it", "After it"]
    drawn(page, "transitions-chart")
    page.get_by_label("Word", exact=True).fill("house")
    # Its classes, its neighbours in them, and what decides for them.
    assert page.locator("#found table").count() == 3


def test_a_class_is_renamed_everywhere_and_the_names_are_saved(english, opened):
    page = opened(english[2])
    page.get_by_label("Name of class 1", exact=True).fill("determiners")
    page.keyboard.press("Tab")
    assert "1 determiners" in page.locator("#from").inner_text()
    drawn(page, "transitions-chart")
    assert "1 determiners" in page.locator("#transitions-chart").text_content()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save class names").click()
    saved = json.loads(Path(download.value.path()).read_text())
    assert saved["left"] == {"1": "determiners"}


def test_names_kept_in_the_model_are_shown_and_can_be_withdrawn(english, opened):
    counts, model, summary = english
    page = opened(wc.summarize(model.with_names({"left": {1: "first", 2: "second"}}), counts))
    assert "1 first" in page.locator("#from").inner_text()
    page.get_by_role("link", name="Next →").click()
    page.get_by_label("Name of class 2", exact=True).fill("")
    page.keyboard.press("Tab")
    assert f"2 {summary.left[2].name}" in page.locator("#from").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save class names").click()
    saved = json.loads(Path(download.value.path()).read_text())
    assert model.with_names(saved).class_names["left"] == {1: "first"}
