"""How the number of distinct bigrams grows with the text, and what a trillion tokens may have.

    python tests/benchmarks/growth.py [--millions 1,10] [--text FILE]

Of words drawn one by one, and of real text, a sentence a line; prints tables of Markdown.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from xopen import xopen

from tests.benchmarks.counting import count, n_rows, run, text_of

ENGLISH = Path(__file__).parents[3] / "shared" / "bench" / "english-4m.txt.xz"


def growth(folder: Path, millions: list[int], text: Path | None = None) -> None:
    """How the distinct bigrams grow with the text: of drawn words, and of real text."""
    print("Words drawn one by one:\n")
    extrapolate([distinct_in(text_of(folder, n * 1_000_000), folder) for n in millions])
    if text is not None:
        with xopen(text, encoding="utf-8") as file:
            lines = file.readlines()
        shares, part = (16, 8, 4, 2, 1), folder / "part.txt"
        for what, cuts in (
            ("Every 16th, 8th ... sentence", [lines[::share] for share in shares]),
            ("The first 16th, 8th ...", [lines[: len(lines) // share] for share in shares]),
        ):
            print(f"\n{what} of {text.name}:\n")
            points = []
            for cut in cuts:
                part.write_text("".join(cut), encoding="utf-8")
                points.append(distinct_in(part, folder))
            extrapolate(points)


def distinct_in(text: Path, folder: Path) -> tuple[float, int]:
    """Count a text; its tokens, and its distinct bigrams."""
    counts = folder / "out.parquet"
    count(text, counts)
    words = run("wc", "-w", str(text)).output.split()[0]
    return float(words), n_rows(counts)


def extrapolate(points: list[tuple[float, int]]) -> None:
    """Fit the distinct bigrams D to the tokens n, and extrapolate to a trillion."""
    print("| tokens | distinct bigrams | exponent since the line before |\n|---|---|---|")
    for (n, found), before in zip(points, [None, *points], strict=False):
        local = "" if before is None else np.log(found / before[1]) / np.log(n / before[0])
        print(f"| {n:,.0f} | {found:,} | {local if before is None else f'{local:.3f}'} |")
    exponent, constant = np.polyfit(*np.log(np.array(points)).T, 1)

    def distinct(n: float) -> float:
        return float(np.exp(constant + exponent * np.log(n)))

    print(f"\nDistinct bigrams of n tokens, fitted: {np.exp(constant):.3g} n^{exponent:.3f}. From "
          "there, not measured:\n")  # fmt: skip
    print(
        "| tokens to a task | tasks for a trillion | rows a token to the shuffle | rows, in all |"
    )
    print("|---|---|---|---|")
    for task in (25e6, 200e6, 1e9):
        rate = distinct(task) / task
        print(
            f"| {task / 1e6:.0f} M tokens | {1e12 / task:,.0f} | {rate:.2f} | {rate * 1e12:.1e} |"
        )
    print(f"\nDistinct bigrams of a trillion tokens: {distinct(1e12):.1e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", default="1,10", help="sizes in millions of tokens")
    parser.add_argument("--text", type=Path, default=ENGLISH if ENGLISH.exists() else None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wordclass-bench-") as folder:
        growth(Path(folder), [int(n) for n in arguments.millions.split(",")], arguments.text)


if __name__ == "__main__":
    main()
