"""The choice of the number of classes as a table and a curve: text, TSV, JSON, SVG, a page."""

from dataclasses import asdict, astuple

from markupsafe import Markup

from wordclass.evaluation.selection import Candidate, Selection
from wordclass.reports.formats.tables import tsv_table
from wordclass.reports.formats.templating import fill_page
from wordclass.reports.wording.escaping import json_text

HEADS = ("classes", "log-likelihood ± s.e.", "behind the best ± s.e.", "agreement", "seconds")
LEGEND = (
    "Log-likelihood: of how often each pair of the 1,000 most frequent words occurs in held-out "
    "counts, in nats per bigram; not comparable with a perplexity. Agreement: adjusted Rand index "
    "of the classes found in different parts of the counts. Seconds: mean time of a fit."
)
_BAR = 24  # columns of the curve in text


def render(selection: Selection, format_: str) -> str:
    """Render a selection as ``text``, ``tsv``, ``json``, ``svg`` or ``html``."""
    to = {"text": to_text, "tsv": to_tsv, "json": to_json, "svg": to_svg, "html": to_html}
    return to[format_](selection)


def to_text(selection: Selection) -> str:
    """A table with one line for each number of classes, a curve beside it, and the choice."""
    best, lowest = selection.best, min(one.log_likelihood for one in selection.candidates)
    height = (best.log_likelihood - lowest) or 1.0
    rows = [HEADS, *map(_cells, selection.candidates)]
    lines = ["  ".join(map(str.rjust, row, map(len, HEADS))) for row in rows]
    for i, one in enumerate(selection.candidates, start=1):
        bar = "█" * round(_BAR * (one.log_likelihood - lowest) / height)
        lines[i] += f"  {bar}{' <- chosen' if one is selection.chosen else ''}"
    return "\n".join(map(str.rstrip, lines)) + f"\n\n{conclusion(selection)}\n\n{LEGEND}\n"


def conclusion(selection: Selection) -> str:
    """The choice, its reason, and what to do if it is at an end of the range, as sentences."""
    best, chosen = selection.best, selection.chosen
    text = "A single class predicts" if best.name == "1" else f"{best.name} classes predict"
    text += f" held-out bigrams best ({selection.folds} folds)."
    if chosen is not best:
        text = (
            f"{chosen.name} classes: the fewest whose prediction of held-out bigrams is within one "
            f"standard error of the best, that of {best.name} ({selection.folds} folds)."
        )
    if best is selection.candidates[-1]:
        text += " The best is the largest number tried; try larger ones."
    elif chosen is selection.candidates[0]:
        text += " That is the smallest number tried; try smaller ones, or more text."
    return text


def _cells(one: Candidate) -> tuple[str, ...]:
    return (
        one.name,
        f"{one.log_likelihood:.4f} ± {one.standard_error:.4f}",
        f"{one.behind:.4f} ± {one.behind_error:.4f}",
        f"{one.stability:.2f}",
        f"{one.seconds:.1f}",
    )


def to_tsv(selection: Selection) -> str:
    """The table, tab-separated, with a last column that marks the chosen line."""
    columns = ("classes", "log-likelihood", "error", "behind", "behind error", "agreement",
               "seconds", "chosen")  # fmt: skip
    rows = (
        (one.name, *astuple(one)[2:], int(one is selection.chosen)) for one in selection.candidates
    )
    return tsv_table(columns, rows)


def to_json(selection: Selection) -> str:
    """All data, and the conclusion; the chosen and the best candidate are repeated."""
    data = {"conclusion": conclusion(selection), **asdict(selection)}
    return json_text(data, indent=1) + "\n"


def to_svg(selection: Selection) -> str:
    """The curve of held-out log-likelihood, with one standard error of the difference."""
    import altair as alt
    import vl_convert

    from wordclass.reports.formats.drawing.vega import COUNTER_HUE, HUE, Figure

    rows = [
        {
            "classes": one.name, "y": one.log_likelihood,
            "low": one.log_likelihood - one.behind_error,
            "high": one.log_likelihood + one.behind_error,
            "chosen": one is selection.chosen,
        }
        for one in selection.candidates
    ]  # fmt: skip
    x = alt.X("classes:N", sort=None, title="number of classes", axis=alt.Axis(labelAngle=0))
    title = "held-out log-likelihood per bigram (nats)"
    base = alt.Chart(alt.NamedData("curve")).encode(x=x)
    y = alt.Y("y:Q", title=title, scale=alt.Scale(zero=False))
    chart = alt.layer(
        base.mark_line(color=HUE).encode(y=y),
        base.mark_rule(color=HUE).encode(y=alt.Y("low:Q", title=title), y2="high:Q"),
        base.mark_point(filled=True, size=70).encode(
            y=y,
            color=alt.condition(alt.datum.chosen, alt.value(COUNTER_HUE), alt.value(HUE)),
        ),
    )
    spec = Figure(chart, {"curve": rows}, height=240).spec({}, width=122)
    return str(vl_convert.vegalite_to_svg({**spec, "background": "white"}))


def to_html(selection: Selection) -> str:
    """One page with the sentence, the curve and the table."""
    return fill_page(
        "selection.html.jinja",
        conclusion=conclusion(selection),
        curve=Markup(to_svg(selection)),
        columns=HEADS,
        rows=[(_cells(one), one is selection.chosen) for one in selection.candidates],
        legend=LEGEND,
    )
