"""The page in a real browser, offline: any word is looked up, whatever it is made of."""

import pytest
from playwright.sync_api import expect

import wordclass as wc
from tests.reports.browsing import drawn, rows
from tests.reports.texts import HOSTILE, counted, of_letters, sentences


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
    table = "#found .columns > div:last-child"
    if not page.locator(f"{table} tbody").count():
        return []
    return [(row[0], float(row[2])) for row in rows(page, table)]


@pytest.mark.parametrize("kind", ["soft", "soft, tied", "hard, tied", "seen in one role only"])
def test_the_page_and_the_model_give_the_same_affinities(kind, opened, any_model):
    if kind == "soft":
        model = any_model([f"w{i}" for i in range(40)], 6)
    elif kind == "soft, tied":
        model = wc.fit(counted(sentences("english")), "em", classes=4, tied=True)
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


def test_only_words_that_share_a_class_are_listed_as_similar(opened):
    counts = counted(sentences("english"))
    classes = {word: 1 for word in counts.vocabulary.words[1:]} | {"the": 2, "a": 2, "old": 3}
    page = opened(wc.summarize(wc.import_classes(classes, counts)))
    assert [word for word, _ in in_the_page(page, "the")] == ["a"]
    page.get_by_label("Word", exact=True).fill("old")
    alone = "Words with a similar distribution: no other word shares a class with it"
    expect(page.locator("#found .columns")).to_contain_text(alone)


def test_an_unknown_word_is_reported(english, opened):
    page = opened(english[2])
    page.get_by_label("Word", exact=True).fill("zebra")
    assert page.locator("#match-count").inner_text() == "Not in the vocabulary of this report"
    assert not page.get_by_label("Sort by").is_visible()
    assert page.locator("#found").inner_text() == ""


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
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("script-src").startswith("'sha256-")
    assert rules.pop("style-src").startswith("'sha256-")
    assert rules.pop("img-src") == "blob:"
    assert rules == dict.fromkeys(["default-src", "base-uri", "form-action"], "'none'")


def test_a_report_without_sentences_or_counts_states_this(opened):
    counts = counted(sentences("english"))
    page = opened(wc.summarize(of_letters(counts)))
    page.get_by_label("Word", exact=True).fill("house")
    assert "No sentences were kept" in page.locator("#kwic").inner_text()
    assert "without the counts" in page.locator("#behind").inner_text()
