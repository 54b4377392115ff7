"""The page in a real browser, offline, used as a person would use it."""

import csv
import io
import json
import os
import re
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import wordclass as wc
from tests.naive import cut
from tests.reports.browsing import DESKTOP, PHONE, drawn
from tests.reports.texts import HOSTILE, counted, of_letters, sentences
from wordclass.cli import main
from wordclass.reports.wording.sentences import findings

PICTURE = {"width": 1400, "height": 900}


def summary_of(language="english", tied=False, **options):
    counts = counted(sentences(language))
    return wc.summarize(of_letters(counts, tied), counts, **options)


def rows(page, selector: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in row.split("\t")]
        for row in page.locator(f"{selector} tbody").inner_text().strip().split("\n")
    ]


def test_a_word_is_looked_up_with_its_classes_frequency_likes_and_contexts(english, opened):
    counts, model, summary = english
    page = opened(summary)
    page.get_by_label("Word", exact=True).fill("hou")
    page.locator("#matches").get_by_role("link", name="house").click()
    n = int(counts.word_counts[counts.vocabulary.id("house")])
    expect(page.locator("#found")).to_contain_text(f"{n} times")
    found = page.locator("#found").inner_text()
    label = int(model.left_labels[counts.vocabulary.id("house")])
    assert f"{label} {summary.left[label].name}" in found
    nearest = rows(page, "#found .columns > div:last-child")
    expected = model.lookup("house").nearest
    assert [float(row[2]) for row in nearest] == pytest.approx([p for _, p in expected], abs=0.006)
    assert nearest[0][0] == expected[0][0]
    lines = rows(page, "#kwic")
    assert len(lines) == min(sum(line.count("house") for line in counts.samples), 50)
    assert {line[1] for line in lines} == {"house"}
    after = [line[2].split(" ")[0] if len(line) > 2 else "" for line in lines]
    assert after == sorted(after)
    page.get_by_label("Sort by").select_option("before")
    before = [line[0].split(" ")[-1] for line in rows(page, "#kwic")]
    assert before == sorted(before)
    page.locator("#found .columns a[href^='#word']").first.click()
    expect(page.get_by_label("Word", exact=True)).not_to_have_value("house")


def in_the_page(page, word: str) -> list[tuple[str, float]]:
    """The words that behave like a word, and their affinity to two digits."""
    page.get_by_label("Word", exact=True).fill(word)
    return [(row[0], float(row[2])) for row in rows(page, "#found .columns > div:last-child")]


@pytest.mark.parametrize("kind", ["soft", "hard, tied", "seen in one role only"])
def test_the_page_and_the_model_give_the_same_affinities(kind, opened, any_model):
    if kind == "soft":
        model = any_model([f"w{i}" for i in range(40)], 6)
    elif kind == "hard, tied":
        model = of_letters(counted(sentences("english")), tied=True)
    else:
        pairs = [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("dog", "sees", 3)]
        model = wc.fit(wc.BigramCounts.from_pairs(pairs), "exchange", classes=2)
    page = opened(wc.summarize(model))
    for word in model.vocabulary.words[1:12]:
        expected = dict(model.lookup(word, n=len(model.vocabulary)).nearest)
        shown = in_the_page(page, word)
        assert [p for _, p in shown] == pytest.approx(
            sorted(expected.values())[::-1][:10], abs=0.0051
        )
        assert [p for _, p in shown] == pytest.approx([expected[w] for w, _ in shown], abs=0.0051)


def test_an_unknown_word_is_reported(english, opened):
    page = opened(english[2])
    page.get_by_label("Word", exact=True).fill("zebra")
    assert page.locator("#match-count").inner_text() == "Not in the vocabulary of this report"
    assert not page.get_by_label("Sort by").is_visible()
    assert page.locator("#found").inner_text() == ""


def behind(counts, model, c, d):
    """The bigrams of a cell, counted again."""
    entries = counts.matrix.tocoo()
    here = (model.left_labels[entries.row] == c) & (model.right_labels[entries.col] == d)
    label = counts.vocabulary.label
    found = zip(entries.row[here], entries.col[here], entries.data[here], strict=True)
    return {(label(a), label(b, True), str(n)) for a, b, n in found}


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
        assert {tuple(row) for row in rows(page, "#behind table")} == behind(counts, model, c, d)
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
    expected = behind(counts, model, c, d)
    assert all(word in shown for row in expected for word in row)
    assert expected or "No bigram" in shown


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


def saved_by(page, button: str) -> Path:
    """The file that a button saves, under the name it is given."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = Path(download.value.path())
    return path.rename(path.with_name(download.value.suggested_filename))


def test_tables_are_saved_as_tsv_and_csv_with_exact_numbers(opened, any_model):
    words = [f"w{i}" for i in range(40)]
    words[:3] = ["=SUM(A1)", 'say "a, b"', "l'été"]
    model = any_model(words, 3)
    page = opened(wc.summarize(model))
    page.evaluate("location.hash = 'left-2'")
    path = saved_by(page, "Save “Words” as TSV")
    assert path.name == "words.tsv"
    header, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    assert header == ["Word", "p(word | class)", "Lift", "Count"]
    expected = model.top_words("left", 2, 10)
    shown = {'"\\u003dSUM(A1)"': "=SUM(A1)"}  # as data, not as a formula
    assert [shown.get(row[0], row[0]) for row in rows] == [word for word, _ in expected]
    assert [float(row[1]) for row in rows] == pytest.approx([p for _, p in expected], rel=1e-3)
    text = saved_by(page, "Save “Words” as CSV").read_text()
    assert list(csv.reader(io.StringIO(text))) == [header, *rows]

    page.get_by_label("Order").select_option("mass")
    page.locator("#transitions-tables summary").nth(1).click()
    path = saved_by(page, "Save “Class transitions” as TSV")
    table = np.array([line.split("\t")[1:] for line in path.read_text().splitlines()[1:]], float)
    np.testing.assert_allclose(table, model.p_right_given_left, atol=1e-5)


def test_figures_are_saved_as_svg_and_png(english, opened):
    page = opened(english[2], color_scheme="dark")
    for chart, title in [("network", "What follows what"), ("transitions", "Class transitions")]:
        drawn(page, f"{chart}-chart")
        svg = ElementTree.parse(saved_by(page, f"Save “{title}” as SVG")).getroot()
        labels = [node.text for node in svg.iter("{http://www.w3.org/2000/svg}text")]
        assert labels == page.locator(f"#{chart}-chart text").all_text_contents()
        fills = {node.get("fill") for node in svg.iter("{http://www.w3.org/2000/svg}text")}
        # Dark on white, or white on the darkest cells, whatever the page's colours.
        assert fills <= {"rgb(31, 35, 40)", "rgb(13, 17, 23)", "rgb(255, 255, 255)"}
        png = saved_by(page, f"Save “{title}” as PNG").read_bytes()
        width, height = struct.unpack(">II", png[16:24])
        size = [2 * float(svg.get(name)) for name in ("width", "height")]
        assert [width, height] == pytest.approx(size, abs=2)
        assert len(set(zlib.decompress(data_of(png)))) > 20  # something is drawn


def data_of(png: bytes) -> bytes:
    """The compressed pixels of a PNG."""
    assert png.startswith(b"\x89PNG")
    found, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def test_saved_names_are_read_by_label(english, opened, tmp_path):
    _, model, summary = english
    page = opened(summary)
    page.evaluate("location.hash = 'right-2'")
    page.get_by_label("Name of class 2", exact=True).fill("nouns, „Dinge“")
    page.keyboard.press("Tab")
    names = saved_by(page, "Save class names (JSON)")
    model.save(tmp_path / "m.safetensors")
    output = tmp_path / "named.safetensors"
    with pytest.raises(SystemExit, match="^0$"):
        main(["label", str(tmp_path / "m.safetensors"), str(names), "-o", str(output)])
    named = wc.load(output)
    assert named.class_names["right"] == {2: "nouns, „Dinge“"}


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
    of_cell = behind(counts, model, 3, expected[0][1])
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


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [
        ("arabic", "und-Arab", "rtl"),
        ("hebrew", "he", "rtl"),
        ("chinese", "zh", "ltr"),
        ("hindi", "und-Deva", "ltr"),
    ],
)
def test_words_bear_their_language_and_run_their_way(language, tag, direction, opened):
    counts = counted(sentences(language))
    page = opened(wc.summarize(of_letters(counts), counts))
    assert page.locator("#class-lists bdi").first.get_attribute("lang") == tag
    some = counts.samples[0][1]
    page.get_by_label("Word", exact=True).fill(some)
    kwic = page.locator("table.kwic")
    assert kwic.get_attribute("dir") == direction
    before, after = (kwic.locator("tbody tr").first.locator("th, td").nth(i) for i in (0, 2))
    is_left = before.bounding_box()["x"] < after.bounding_box()["x"]
    assert is_left == (direction == "ltr")


def test_the_language_given_is_the_language_set(opened):
    counts = counted(sentences("arabic"))
    page = opened(wc.summarize(of_letters(counts), counts, language="fa"))
    assert page.locator("#class-lists bdi").first.get_attribute("lang") == "fa"


def test_hostile_words_are_text_and_the_policy_forbids_all_else(opened):
    lines = [["a", word, "b", word] for word in HOSTILE] * 3
    counts = counted(lines)
    page = opened(wc.summarize(of_letters(counts), counts, command="wordclass run </title>"))
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2  # data, and the page's own
    drawn(page, "transitions-chart")
    search = page.get_by_label("Word", exact=True)
    for word, shown in [
        (HOSTILE[0], HOSTILE[0]),
        ("{{7*7}}", "{{7*7}}"),
        ("=HYPERLINK", '=HYPERLINK("http://example.com")'),
        ("__proto__", "__proto__"),
        ("constructor", "constructor"),
        ("nul", "nul\\x00"),
        ("\\u202e", "\\u202egnp.exe"),
        ("aaa", "a" * 40 + "…" + "a" * 39),
    ]:
        search.fill(word)
        assert shown in page.locator("#matches").inner_text()
    page.locator("#matches a").first.click()
    assert page.locator("#found h3").inner_text().startswith("aaa")
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_a_report_without_sentences_or_counts_states_this(opened):
    counts = counted(sentences("english"))
    page = opened(wc.summarize(of_letters(counts)))
    page.get_by_label("Word", exact=True).fill("house")
    assert "No sentences were kept" in page.locator("#kwic").inner_text()
    assert "without the counts" in page.locator("#behind").inner_text()


def test_it_prints_light_and_without_controls(english, opened):
    page = opened(english[2], color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator("#lookup").is_visible()  # nothing is looked up
    assert not page.get_by_role("button", name="Save class names").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_colours_follow_the_system_and_the_reader(english, opened):
    page = opened(english[2], color_scheme="dark")
    background = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")  # noqa: E731
    assert background() == "rgb(13, 17, 23)"
    page.get_by_label("Colours").select_option("light")
    assert background() == "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        ("english", DESKTOP, "light"),
        ("chinese", PHONE, "dark"),
        ("arabic", DESKTOP, "dark"),
        ("hebrew", PHONE, "light"),
    ],
    ids=["English, desktop, light", "Chinese, phone, dark", "Arabic, dark", "Hebrew, phone"],
)
def test_axe_finds_no_violation_and_nothing_overflows(language, viewport, scheme, opened):
    counts = counted(sentences(language))
    model = of_letters(counts)
    tags = {word: word[-1] for word in counts.vocabulary.words[1:]}
    summary = wc.summarize(model, counts, evaluation=wc.evaluate(model, tags))
    ui = "zh" if language == "chinese" else "en"
    page = opened(summary, viewport, color_scheme=scheme, language=ui)
    page.locator("#lookup-word").fill(counts.samples[0][0])
    for chart in ("network", "transitions", "pairing", "gold", "convergence"):
        drawn(page, f"{chart}-chart")
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(KEEP_A_FEW_OF_EACH)  # axe is slow, and all rows of a table are built alike
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]  # it did look


KEEP_A_FEW_OF_EACH = """() => {
    for (const parents of ["tbody", "tr", "ul", "ol", "select", "svg", "li", "td > *", ".words"]) {
        for (const parent of document.querySelectorAll(parents)) {
            for (const child of [...parent.children].slice(3)) child.remove();
        }
    }
}"""


def test_the_classes_and_the_table_are_shown_without_scripts(english, opened, browser):
    context = browser.new_context(offline=True, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_content(english[2].to_html())
    shown = page.locator("#overview").inner_text()
    assert all(entry.by_probability[0].word in shown for entry in english[2].left[1:])
    assert page.locator("#overview svg rect").count() > 10
    assert page.locator("table.facts tbody tr").count() > 5
    assert "Without JavaScript" in shown
    assert page.locator(":is(input, select, button, output):visible").count() == 0
    assert complaints == []
    context.close()


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


@pytest.mark.slow
def test_brown_is_under_3_mb_and_ready_before_its_charts_are_drawn(opened, tmp_path):
    if not wc_corpus_is_here("nltk:brown"):
        pytest.skip("Brown is not here: set NLTK_DATA")
    counts = wc.count("nltk:brown")
    summary = wc.summarize(wc.fit(counts, "svd", classes=45), counts)
    page = opened(summary)
    size = (tmp_path / "report.html").stat().st_size
    assert size < 3_000_000
    ready = page.evaluate("performance.now()")
    elements = page.locator("*").count()
    print(f"Brown, 45 classes: {size:,} bytes, {elements} elements, ready after {ready:.0f} ms")
    assert elements < 10_000  # words beyond those shown are data
    assert page.locator("#transitions-chart[data-drawn]").count() == 0
    drawn(page, "transitions-chart")


def wc_corpus_is_here(name: str) -> bool:
    from wordclass.counting.text.corpora import named_corpora

    return any(sheet.name == name and here for sheet, here in named_corpora().items())


def test_the_picture_in_the_readme_is_of_this_page(opened):
    """``UPDATE_README=1`` takes it again; elsewhere fonts differ, so only its size is compared."""
    picture = Path(__file__).parent / "page.png"
    if os.environ.get("UPDATE_README"):
        counts = wc.count("stdlib:pydoc")
        page = opened(wc.summarize(wc.fit(counts, classes=30, tied=True), counts), PICTURE)
        drawn(page, "network-chart")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=picture)
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert (width, height) == tuple(PICTURE.values())
    assert picture.stat().st_size < 300_000
