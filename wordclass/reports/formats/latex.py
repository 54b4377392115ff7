"""Tables for LaTeX with booktabs, cut into parts that fit on a page."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from wordclass.reports.wording.escaping import visible

Cell = str | int | float
Rows = list[tuple[Cell, ...]]

POINTS_PER_MM = 72.27 / 25.4
_LETTER, _GAP = 4.6, 6.0  # points: of \footnotesize on average, and between columns
_WRAPPED = 24  # letters, CJK characters count double; wider columns are set in several lines
_FONTED = ", XeLaTeX or LuaLaTeX (pdfLaTeX cannot set these words) and a font that has them"
_CJK = r", for which XeLaTeX needs \usepackage{xeCJK} and \setCJKmainfont"
_PDFLATEX = re.compile(r"[\0-\u024f\u2010-\u2044]*")  # what fonts in T1 encoding have
_LINES = 48  # of a part: \footnotesize fits about 60 on a page

# What LaTeX would read as markup or, between two marks, as a ligature: ``, '', -- and ?`.
_SPECIAL = re.compile(r"""[\\~^<>|"&%$#_{}]|(?<=[`',\-?!])(?=[`',\-])""")
_LATEX = {
    "": "{}",
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}  # fmt: skip


def latex_table(rows: Rows, width: float) -> str:
    r"""One tabular, or several that fit a width in mm, each with the header and the first column.

    Words in other scripts than Latin need XeLaTeX or LuaLaTeX and a font, and the first comment
    of such a table says so. A column of numbers is headed by the first word of its label.

    Examples
    --------
    >>> print(latex_table([("word", "n"), ("a_b", 3)], width=84))
    % Needs \usepackage{booktabs}.
    % If several tables follow, leave them outside floats, or give each a float of its own.
    {\footnotesize \setlength{\tabcolsep}{3pt}
    <BLANKLINE>
    \noindent\begin{tabular}{lr}
    \toprule
    word & n \tabularnewline
    \midrule
    a\_b & 3 \tabularnewline
    \bottomrule
    \end{tabular}
    <BLANKLINE>
    }
    <BLANKLINE>
    """
    texts = [
        [f"{cell:.3f}" if isinstance(cell, float) else visible(str(cell), 300) for cell in row]
        for row in rows
    ]
    numeric = [all(not isinstance(row[i], str) for row in rows[1:]) for i in range(len(rows[0]))]
    heads = zip(texts[0], numeric, strict=True)
    texts[0] = [text.split(" ")[0] if is_number else text for text, is_number in heads]
    longest = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
    parts = [
        part
        for columns, widths in _column_parts(longest, width * POINTS_PER_MM)
        for part in _tabulars(texts, columns, widths, numeric)
    ]
    words = [text for row in texts for text in row]
    needs = _FONTED if not all(map(_PDFLATEX.fullmatch, words)) else ""
    if any(cell_len(text) > len(text) for text in words):
        needs += _CJK
    return "\n\n".join(
        [
            f"% Needs \\usepackage{{booktabs}}{needs}.\n"
            "% If several tables follow, leave them outside floats, "
            "or give each a float of its own.\n"
            r"{\footnotesize \setlength{\tabcolsep}{3pt}",
            *parts,
            "}\n",
        ]
    )


def _column_parts(longest: Sequence[int], width: float) -> Iterator[tuple[list[int], list[float]]]:
    """The columns of each part, and the width in points of those that wrap, 0 for the others."""
    least = [min(n, _WRAPPED) * _LETTER + _GAP for n in longest]
    parts = [[0]]
    for i in range(1, len(longest)):
        if len(parts[-1]) > 1 and sum(least[j] for j in [*parts[-1], i]) > width:
            parts.append([0])
        parts[-1].append(i)
    for columns in parts:
        spare = max(width - sum(least[i] for i in columns), 0)
        wrapped = [i for i in columns if longest[i] > _WRAPPED]
        yield (
            columns,
            [least[i] - _GAP + spare / len(wrapped) if i in wrapped else 0 for i in columns],
        )


def _tabulars(
    texts: list[list[str]], columns: list[int], widths: list[float], numeric: list[bool]
) -> Iterator[str]:
    """Some columns of the table, in parts of at most ``_LINES`` lines."""
    spec = "".join(
        f"p{{{points:.0f}pt}}" if points else "r" if numeric[i] else "l"
        for i, points in zip(columns, widths, strict=True)
    )
    head, *body = ([row[i] for i in columns] for row in texts)
    parts: list[list[list[str]]] = [[]]
    lines = 0
    for row in body:
        wrapped = ((text, points) for text, points in zip(row, widths, strict=True) if points)
        height = max((1 + int(cell_len(t) * _LETTER / points) for t, points in wrapped), default=1)
        if parts[-1] and lines + height > _LINES:
            parts.append([])
            lines = 0
        parts[-1].append(row)
        lines += height
    for part in parts:
        yield "\n".join(
            [
                rf"\noindent\begin{{tabular}}{{{spec}}}",
                r"\toprule", _row(head, widths), r"\midrule",
                *(_row(row, widths) for row in part),
                r"\bottomrule", r"\end{tabular}",
            ]
        )  # fmt: skip


def _row(row: list[str], widths: list[float]) -> str:
    cells = (
        rf"\raggedright {_escaped(text)}" if points else _escaped(text)
        for text, points in zip(row, widths, strict=True)
    )
    return " & ".join(cells) + r" \tabularnewline"


def _escaped(text: str) -> str:
    """Text as LaTeX, which may break a very long word such as a hash."""
    # visible() leaves no U+200B. A CJK character is as wide as two letters.
    marked = re.sub(r"([\u1100-\U0010ffff]{8}|\S{16})(?=\S)", "\\1\u200b", text)
    return _SPECIAL.sub(lambda match: _LATEX[match[0]], marked).replace("\u200b", r"\allowbreak{}")
