"""The report as a single HTML file: self-contained, without access to the network."""

import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

from wordclass.errors import InputError, check_choice
from wordclass.models.fitted.why import Reason
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.evidence import Evidence
from wordclass.reports.data.summary import Summary, findings_of
from wordclass.reports.formats.fragment import to_fragment
from wordclass.reports.formats.templating import fill_page, part
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.sentences import fact_label, facts, findings, headline, notes_on
from wordclass.reports.wording.strings import LANGUAGES, strings

_SCRIPTS = (
    *("core", "saving", "drawing", "evidence", "matrix"),
    *("overview", "panel", "transitions", "lookup", "start"),
)
_SECTIONS = (
    *("overview", "findings", "class", "transitions"),
    *("pairing", "lookup", "gold", "summary"),
)
_WORD_COLUMNS = ("counts", "role_counts", "unknown", "left", "right")
MAX_TABLE = 800  # classes on each side of the table; of more, the largest
_WHOLE = 100  # classes on each side that are drawn at first; of more, groups
MIN_JOINT = 1e-6  # of the tokens: a smaller share of a left and a right class is left out
_LONGEST_WORD = 80  # characters shown; a longer word loses its middle


def to_html(summary: Summary, language: str = "en", served: bool = False) -> str:
    """Render the page; see :meth:`Summary.to_html`. If served, it asks for further words."""
    check_choice("language", language, LANGUAGES)
    if summary.evidence is None:
        raise InputError("the page needs a summary made with evidence=True")
    # One module script: the parts share a scope that nothing else can reach.
    script = "\n".join(part(f"page/{name}.js") for name in _SCRIPTS)
    n_classes = max(len(summary.left), len(summary.following)) - 1
    words, gold = summary.evidence.words, summary.contingency
    data = {**_data(summary, summary.evidence), "ui": language, "served": served}
    # Compressed, which is a third of the size, and as Base64, which is never markup.
    packed = gzip.compress(json.dumps(data, separators=(",", ":")).encode(), mtime=0)
    optional = {"findings": data["findings"], "pairing": data["pairing"], "gold": gold}
    return fill_page(
        "report.html.jinja",
        script=script,
        served=served,
        summary=summary,
        ui=language,
        said=data["said"][language],
        findings=findings(summary, language),
        fragment=to_fragment(summary, language),
        sections=[name for name in _SECTIONS if optional.get(name, True)],
        limited=(f"{MAX_TABLE:,}", f"{n_classes:,}") if n_classes > MAX_TABLE else None,
        grouped=n_classes > _WHOLE,
        words_limited=(f"{len(words.words):,}", f"{words.total:,}")
        if len(words.words) < words.total
        else None,
        trees=[
            (side, len(tree.merges) + 1)
            for side, tree in summary.evidence.trees.items()
            if len(tree.merges) > 1
        ],
        scores=list(gold.scores.items()) if gold else [],
        data=base64.b64encode(packed).decode(),
    )


def _data(summary: Summary, evidence: Evidence) -> dict[str, Any]:
    """The data for the page's script: words escaped, numbers rounded."""
    n = MAX_TABLE + 1
    table = [[round(p, 5) for p in row[:n]] for row in summary.transitions[:n]]
    words = evidence.words
    return {
        "language": summary.language,
        "tied": summary.tied,
        "shown": summary.n_shown,
        "strings": strings(),
        "said": {language: _said(summary, language) for language in LANGUAGES},
        "stability": _stability(summary),
        "findings": [(f.left, f.right, f.p, f.lift) for f in findings_of(summary)],
        "history": [round(value, 6) for value in summary.history],
        "left": [_class(entry) for entry in summary.left],
        "right": [_class(entry) for entry in summary.right],
        "shares": summary.marginals,
        "transitions": table,
        "words": {
            "words": [visible(word, _LONGEST_WORD) for word in words.words],
            **{name: getattr(words, name) for name in _WORD_COLUMNS},
        },
        "bigrams": evidence.bigrams,
        "sample": None if evidence.sample is None else [page_sentence(s) for s in evidence.sample],
        "why": None
        if evidence.reasons is None
        else [page_reasons(found) for found in evidence.reasons.values()],
        "pairing": _pairing(evidence),
        "trees": {
            side: {"merges": tree.merges, "losses": [float(f"{loss:.4g}") for loss in tree.losses]}
            for side, tree in evidence.trees.items()
        },
        "contingency": summary.contingency
        and {
            "side": summary.contingency.side,
            "classes": summary.contingency.classes,
            "tags": [visible(tag) for tag in summary.contingency.tags],
            "table": summary.contingency.table,
        },
    }


def _said(summary: Summary, language: str) -> dict[str, Any]:
    """The texts of one language that differ from page to page."""
    found = facts(summary, language)
    return {
        "headline": visible(headline(summary, language), 300),
        "notes": [visible(note, 1000) for note in notes_on(summary, language)],
        "labels": [fact_label(label, language) for label in found],
        "facts": [visible(value, 2000) for value in found.values()],
    }


def _stability(summary: Summary) -> dict[str, Any] | None:
    """How far to trust classes, words and transitions, if that was measured."""
    found = summary.stability
    if found is None:
        return None
    n = MAX_TABLE + 1
    return {
        "n": found.n_resamples,
        "found": found.found,
        "unstable": found.unstable,
        "doubtful": {
            side: [visible(word, _LONGEST_WORD) for word in words if found.doubtful(side, word)]
            for side, words in found.words.items()
        },
        "low": [[round(p, 3) for p in row[:n]] for row in found.low[:n]],
        "high": [[round(p, 3) for p in row[:n]] for row in found.high[:n]],
    }


def _class(entry: ClassSummary) -> dict[str, Any]:
    """One class, with the words of both orders for the slider to choose from."""
    rows = {
        (word.word, word.count, word.p, word.lift): None
        for word in (*entry.by_probability, *entry.by_lift)
    }
    return {
        "id": entry.id,
        "name": visible(entry.name, _LONGEST_WORD),
        "derived": visible(entry.derived_name, _LONGEST_WORD) if entry.named else None,
        "share": round(entry.share, 6),
        "n_words": entry.n_words,
        "ambiguity": round(entry.ambiguity, 3),
        "words": [
            [visible(word, _LONGEST_WORD), n, float(f"{p:.4g}"), float(f"{lift:.4g}")]
            for word, n, p, lift in rows
        ],
    }


def page_sentence(sentence: Sequence[int | str]) -> list[int | str]:
    """A sentence of ids and words, the words escaped."""
    return [visible(w, _LONGEST_WORD) if isinstance(w, str) else w for w in sentence]


def page_reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """The evidence for a word's classes, as the page's script reads it."""
    return [
        {
            "side": reason.side,
            "chosen": reason.chosen,
            "rival": reason.rival,
            "nats": round(reason.nats, 1),
            "terms": [
                (
                    "before" if part.side == "left" else "after",
                    part.neighbour_class,
                    round(part.nats, 1),
                    [(visible(word, _LONGEST_WORD), n) for word, n, _ in part.examples],
                )
                for part in reason.contributions
            ],
        }
        for reason in reasons
    ]


def _pairing(evidence: Evidence) -> dict[str, Any] | None:
    if evidence.pairing is None:
        return None
    found = evidence.pairing
    joint = [
        (c, d, float(f"{p:.4g}"))
        for c, row in enumerate(found.joint)
        for d, p in enumerate(row)
        if p >= MIN_JOINT
    ]
    changers = [(visible(word, _LONGEST_WORD), *rest) for word, *rest in found.changers]
    return {"partner": found.partner, "joint": joint, "changers": changers}
