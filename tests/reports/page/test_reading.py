"""The page in a real browser as its readers have it: in print, in the dark, without scripts."""

import os
import struct
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import wordclass as wc
from tests.reports.browsing import DESKTOP, PHONE, drawn
from tests.reports.texts import counted, of_letters, sentences

PICTURE = {"width": 1400, "height": 900}


def test_it_prints_light_and_without_controls(english, opened):
    page = opened(english[2], color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator("#lookup").is_visible()  # nothing is looked up
    assert not page.get_by_role("button", name="Save class names").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_on_paper_figures_are_whole_and_a_long_word_leaves_room_for_the_rest(any_model, opened):
    words = ["https://example.org/" + "a" * 5000, *"bcdefghij"]
    page = opened(wc.summarize(any_model(words, n_classes=6)))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.evaluate("document.querySelector('main').style.width = '700px'")  # of A4
    widths = page.evaluate(
        """[...document.querySelectorAll(".plot svg")].map(
            (svg) => [svg.getBoundingClientRect().width, svg.viewBox.baseVal.width])"""
    )
    assert len(widths) >= 3
    assert all(shown <= 700 for shown, _ in widths)
    assert any(drawn > 700 for _, drawn in widths)  # scaled, not cut
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 700
    for entry in page.locator(".overview .words").all():
        assert entry.bounding_box()["width"] > 50
    assert not page.locator("#class-filter").is_visible()


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
    picture = Path(__file__).parents[1] / "page.png"
    if os.environ.get("UPDATE_README"):
        counts = wc.count("stdlib:pydoc")
        page = opened(wc.summarize(wc.fit(counts, classes=30, tied=True), counts), PICTURE)
        drawn(page, "network-chart")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=picture)
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert (width, height) == tuple(PICTURE.values())
    assert picture.stat().st_size < 300_000
