"""The report in a real terminal of 80 columns, tmux, as a person reads it there."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from wordclass.reports.summarize import summarize
from wordclass.reports.wording.sentences import headline

SESSION = f"wordclass-test-{os.getpid()}"


def tmux(*arguments: str) -> str:
    done = subprocess.run(["tmux", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_long_report_is_paged_and_its_colours_are_colours(any_model, tmp_path):
    if not (shutil.which("tmux") and shutil.which("less")):
        pytest.skip("no tmux and less here: apt-get install tmux less")
    model = any_model([f"w{i}" for i in range(60)], 6)
    model.save(tmp_path / "m.safetensors")
    command = (
        f"env -u LESS -u NO_COLOR {sys.executable} -m wordclass report {tmp_path}/m.safetensors"
    )
    tmux("new-session", "-d", "-s", SESSION, "-x", "80", "-y", "24", command)
    try:
        screen = ""
        deadline = time.monotonic() + 120
        while "\n:" not in screen and time.monotonic() < deadline:
            time.sleep(0.2)
            screen = tmux("capture-pane", "-p", "-t", SESSION)
        assert screen.startswith(headline(summarize(model, evidence=False))[:60])
        assert "Strongest findings" in screen
        assert "ESC" not in screen and "[1m" not in screen
        assert screen.rstrip().endswith(":")  # the pager waits
        coloured = tmux("capture-pane", "-e", "-p", "-t", SESSION)
        assert "\x1b[1m" in coloured
    finally:
        tmux("kill-session", "-t", SESSION)
