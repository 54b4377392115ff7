"""What the README prints is what its commands print.

Blocks marked ``bash`` and ``python`` are executed in order, in one folder; a ``text`` block
after one is what it prints. ``UPDATE_README=1`` writes what they print now.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)
# The text of stdlib:pydoc is that of the running Python, and so is what is found in it.
PRINTED_BY = (3, 11)


@pytest.mark.slow
def test_the_readme_prints_what_its_commands_print(tmp_path):
    text = README.read_text(encoding="utf-8")
    updated, last = [], 0
    wrong = []
    for block in BLOCK.finditer(text):
        language, code, expected = block.groups()
        shell = {"bash": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}
        done = subprocess.run(
            [*shell[language], code],
            cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )  # fmt: skip
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        if expected is None:
            assert done.stdout == "", f"{code}\nprints, and the README does not say what"
            continue
        if expected != done.stdout:
            wrong.append(f"{code}\nprints\n{done.stdout}\nnot\n{expected}")
        updated += [text[last : block.start(3)], done.stdout]
        last = block.end(3)
    if os.environ.get("UPDATE_README"):
        README.write_text("".join([*updated, text[last:]]), encoding="utf-8")
        return
    if sys.version_info[:2] == PRINTED_BY:
        assert not wrong, "\n".join(wrong)


def test_ci_installs_by_the_readmes_own_two_commands():
    text = README.read_text(encoding="utf-8")
    setup = re.findall(r"^```sh\n(.*?)\n```$", text, re.M | re.S)
    assert len(setup) == 2
    ci = (README.parent / ".ci" / "run").read_text()
    for command in setup:
        for part in command.split(" && "):
            assert part.replace("pip install", "pip install -q") in ci
