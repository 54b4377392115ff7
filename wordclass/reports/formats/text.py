"""The report for a terminal: tables drawn with rich, plain text unless colour is wanted."""

import io
import random
from collections.abc import Sequence
from contextlib import ExitStack

from wordclass.models.arrays import Side
from wordclass.reports.data.classes import WordInClass
from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import found_again, percent, short_name, transition
from wordclass.reports.wording.sentences import facts, findings, headline
from wordclass.reports.wording.strings import say

with ExitStack() as importing:
    # Rich draws from the global random state when it is first imported.
    importing.callback(random.setstate, random.getstate())
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

SUCCESSORS = 4  # following classes shown for each class, if there is room
MIN_SHOWN = 0.001  # of p(d|c)
TITLES: dict[Side, str] = {
    "left": "Left classes: words grouped by what follows them",
    "right": "Right classes: words grouped by what precedes them",
}
SHADES = " ░▒▓█"
STEPS = (0.02, 0.05, 0.15, 0.40)  # the p(d|c) at which each darker shade begins


def to_text(summary: Summary, width: int = 100, color: bool = False) -> str:
    """Render the report; see :meth:`Summary.to_text`."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
        emoji=False,
        markup=False,
    )
    console.print(Text(visible(headline(summary), 300)))
    for note in summary.notes:
        console.print(Text(f"\nNote: {visible(note, 1000)}", style="yellow"))
    _print_findings(console, summary)
    for side in summary.classes:
        _print_classes(console, summary, side)
    _print_transitions(console, summary)
    console.print(Text(f"\n{say('en', 'summary')}\n", style="bold"))
    made = _grid()
    for label, value in facts(summary).items():
        made.add_row(Text(label, style="dim"), Text(visible(value, 300)))
    console.print(made)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _grid(header: bool = False) -> Table:
    return Table(
        box=None, show_header=header, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0)
    )


def _heading(console: Console, title: str, legend: str) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    console.print(Padding(Text(legend, style="dim"), (0, 0, 1, 0)))


def _print_findings(console: Console, summary: Summary) -> None:
    sentences = findings(summary)
    if not sentences:
        return
    console.print(Text(f"\n{say('en', 'findings')}\n", style="bold"))
    grid = _grid()
    for i, sentence in enumerate(sentences, start=1):
        grid.add_row(Text(f"{i:>2}", style="dim"), Text(visible(sentence, 200)))
    console.print(grid)


def _print_classes(console: Console, summary: Summary, side: Side) -> None:
    legend = (
        "share of tokens and sentence boundaries; bits of ambiguity (mean entropy of class "
        "membership); words by p(word|class); after ◆, by distinctiveness (damped lift) where that "
        "order differs"
    )
    stability = summary.stability
    if stability is not None:
        legend += (
            f"; found: in how many of {stability.n_resamples} resampled texts the class was found "
            "again (?: fewer than 80 %); word?: in its class in fewer than half of them"
        )
    _heading(console, "Classes" if summary.tied else TITLES[side], legend)
    table = _grid(header=True)
    for column in ("class", "share", "bits", *(["found"] if stability else [])):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("words")

    def shown(words: Sequence[WordInClass]) -> Text:
        return Text("  ").join(
            Text(visible(entry.word, 24))
            + ("?" if stability is not None and stability.doubtful(side, entry.word) else "")
            for entry in words
        )

    for entry in summary.classes[side][1:]:
        likely, distinctive = (
            words[: summary.n_shown] for words in (entry.by_probability, entry.by_lift)
        )
        words = Text(f"{visible(entry.name, 80)}: " if entry.named else "", style="bold")
        words.append_text(shown(likely))
        if [w.word for w in distinctive] != [w.word for w in likely]:
            words.append("\n◆ ", style="cyan")
            words.append_text(shown(distinctive))
        found = []
        if stability is not None:
            doubtful = entry.id in stability.unstable[side]
            said = found_again(stability.found[side][entry.id], stability.n_resamples)
            found = [Text(said, style="yellow" if doubtful else "")]
        table.add_row(
            Text(str(entry.id), style="bold"), percent(entry.share), f"{entry.ambiguity:.2f}",
            *found, words,
        )  # fmt: skip
    console.print(table)


def _print_transitions(console: Console, summary: Summary) -> None:
    trust = ", its 95 % interval (undetermined: not settled by the resampled texts)"
    trust = trust if summary.stability else ""
    legend = f"the most probable next classes: p(next|class){trust}, and × its ratio to chance"
    _heading(console, "Transitions between classes", legend)
    cell_width = 19 if summary.stability is None else 26
    n_cells = min(SUCCESSORS, max((console.width - 22) // cell_width, 1))
    table = _grid()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, max_width=18)
    for _ in range(n_cells):
        table.add_column()
    following = summary.following
    for c, (row, lifts) in enumerate(zip(summary.transitions, summary.lift, strict=True)):
        if summary.left[c].share == 0:
            continue
        cells = []
        for d in sorted(range(len(row)), key=lambda d: (-row[d], d))[:n_cells]:
            if row[d] >= MIN_SHOWN:
                said = transition(summary, c, d)
                cells.append(
                    Text.assemble(
                        (f"{d} ", "bold"),
                        visible(short_name(following[d], "</s>"), 8),
                        (f" {said} ×{lifts[d]:.1f}", "dim"),
                    )
                )
        name = visible(short_name(summary.left[c], "<s>", 14), 14)
        table.add_row(Text(str(c), style="bold"), Text(name), *cells)
    console.print(table)
    _print_heat(console, summary)


def _print_heat(console: Console, summary: Summary) -> None:
    """Draw p(d|c) in shades if the terminal is wide enough; otherwise say where to find it."""
    n_columns = len(summary.following)
    margin = len(str(len(summary.left) - 1)) + 1
    cell = 2 if margin + 2 * n_columns <= console.width else 1
    if margin + cell * n_columns > console.width:
        console.print(
            f"\nThe table of {len(summary.left)} x {n_columns} classes is too wide for "
            f"{console.width} columns: see the TSV, JSON or Markdown report."
        )
        return
    keys = ", ".join(
        f"{shade} {percent(step)}" for shade, step in zip(SHADES[1:], STEPS, strict=True)
    )
    _heading(
        console,
        "Full transition table",
        f"row: class; column: next class; p(next|class) from {keys}",
    )
    digits = len(str(n_columns - 1))
    for place in range(digits):
        numbers = "".join(str(d).rjust(digits)[place] + " " * (cell - 1) for d in range(n_columns))
        console.print(Text(" " * margin + numbers, style="dim"))
    for c, row in enumerate(summary.transitions):
        label = Text(str(c).rjust(margin - 1) + " ", style="bold")
        shades = "".join(SHADES[sum(p >= step for step in STEPS)] * cell for p in row)
        console.print(label + Text(shades), no_wrap=True, crop=True)
