"""The served report of a model: its page, and the words that the page does not hold."""

from functools import cached_property
from typing import Any

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.why import Observed, observe
from wordclass.reports.data.evidence import reasons_of
from wordclass.reports.data.words import encode, page_classes
from wordclass.reports.formats.html import page_reasons, page_sentence
from wordclass.reports.summarize import summarize
from wordclass.reports.wording.escaping import visible

MAX_LINES = 1000  # of a word's concordance


class ServedReport:
    """The report of a model: its page, and any of its words."""

    def __init__(
        self,
        model: WordClassModel,
        counts: BigramCounts | None = None,
        language: str = "en",
        command: str | None = None,
    ) -> None:
        self.model, self.counts = model, counts
        self.language, self.command = language, command

    @cached_property
    def page(self) -> str:
        """The page, which asks the server for the words that it does not hold."""
        summary = summarize(self.model, self.counts, command=self.command)
        return summary.to_html(language=self.language, served=True)

    @cached_property
    def _observed(self) -> Observed | None:
        return None if self.counts is None else observe(self.model, self.counts)

    def word(self, word: str) -> dict[str, Any]:
        """All about one word, as the page's script reads it."""
        entry = self.model.lookup(word, n=1)
        samples = () if self.counts is None else self.counts.samples
        lines = [sentence for sentence in samples if word in sentence][:MAX_LINES]
        return {
            "word": visible(word, 80),
            "count": entry.count,
            "roles": [entry.prev_count, entry.next_count],
            "left": page_classes(entry.left),
            "right": page_classes(entry.right),
            "why": []
            if self._observed is None
            else page_reasons(reasons_of(self.model, word, self._observed)),
            "lines": [page_sentence(encode(self.model, line)) for line in lines],
        }
