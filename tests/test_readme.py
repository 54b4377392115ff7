"""What the README prints is what its commands print.

Blocks marked ``bash`` and ``python`` are executed in order, in one folder, consecutive Python
blocks in one process; a ``text`` block after a block is its output. ``UPDATE_README=1`` writes
the present output into the page.

The text of stdlib:pydoc is that of the running Python. Where it is not the text that the README
names, the commands must run and print something, but other numbers.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

import wordclass as wc
from tests.printed import README, is_the_readmes_text

BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.M | re.S)

END = "=== end of a block ==="
# Forked from a process that has imported the package: thirty starts take half a minute. Each Python
# block has a namespace of its own, as in a process of its own.
SERVER = f"""
import os, socket, socketserver, sys
from wordclass import WordClassModel, count, fit, load_counts, summarize
from wordclass.cli import main
from wordclass.models.warm_up import warm_up

warm_up()  # the compiled loops are loaded once
fit(count(["a b a"]), "exchange", classes=2)

class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        arguments, files, *_ = socket.recv_fds(self.request, 1 << 16, 3)
        for number, file in enumerate(files):
            os.dup2(file, number)
        first, *rest = arguments.decode().split("\\0")
        try:
            if first != "-c":
                main([first, *rest])
            for code in rest:
                exec(compile(code, "README.md", "exec"), {{"__name__": "__main__"}})
                print({END!r})
            sys.exit()
        except SystemExit as end:
            sys.stdout.flush()
            self.request.send(bytes([end.code or 0]))

class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    pass

with Server(sys.argv[1], Handler) as server:
    server.serve_forever()
"""
CLIENT = f"""#!{sys.executable} -SE
import socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect(__file__ + ".socket")
    socket.send_fds(server, ["\\0".join(sys.argv[1:]).encode()], [0, 1, 2])
    sys.exit(server.recv(1)[0])
"""


@pytest.fixture
def program(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the program ``wordclass``, which runs in ``tmp_path``."""
    client = tmp_path_factory.mktemp("bin") / "wordclass"
    client.write_text(CLIENT)
    client.chmod(0o755)
    socket = Path(f"{client}.socket")
    with subprocess.Popen([sys.executable, "-c", SERVER, socket], cwd=tmp_path) as server:
        while not socket.exists():
            assert server.poll() is None
            time.sleep(0.01)
        yield client.parent
        server.terminate()


def outputs_of(blocks: list[tuple[str, str]], folder: Path, program: Path) -> list[str]:
    """What each (language, code) block prints."""
    found = []
    for language, group in groupby(blocks, key=lambda block: block[0]):
        codes = [code for _, code in group]
        if language == "python":
            commands = [[program / "wordclass", "-c", *codes]]
        else:
            commands = [
                ["bash", "-euo", "pipefail", "-c", f"{code}\necho '{END}'"] for code in codes
            ]
        for command in commands:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True,
                env={**os.environ, "PATH": f"{program}:{os.environ['PATH']}"},
            )  # fmt: skip
            assert done.returncode == 0, f"{codes}\n{done.stderr}"
            found += done.stdout.split(f"{END}\n")[:-1]
    return found


@pytest.mark.slow
def test_the_readme_shows_the_actual_output(tmp_path, program):
    text = README.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    outputs = outputs_of([(block[1], block[2]) for block in blocks], tmp_path, program)
    same_text = is_the_readmes_text(wc.load_counts(tmp_path / "counts.parquet"))
    updated, last = [], 0
    wrong = []
    for block, output in zip(blocks, outputs, strict=True):
        _, code, expected = block.groups()
        if expected is None:
            assert output == "", f"{code}\nprints, and the README does not show it"
            continue
        if expected != output if same_text else not output:
            wrong.append(f"{code}\nprints\n{output}\nnot\n{expected}")
        updated += [text[last : block.start(3)], output]
        last = block.end(3)
    if same_text and os.environ.get("UPDATE_README"):
        README.write_text("".join([*updated, text[last:]]), encoding="utf-8")
    else:
        assert not wrong, "\n".join(wrong)


def test_ci_installs_by_the_readmes_own_two_commands():
    text = README.read_text(encoding="utf-8")
    setup = re.findall(r"^```sh\n(.*?)\n```$", text, re.M | re.S)
    assert len(setup) == 2
    ci = (README.parent / ".ci" / "run").read_text()
    for command in setup:
        for part in command.split(" && "):
            assert part.replace("pip install", "pip install -q") in ci


def test_every_promise_names_a_test_that_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", README.read_text(encoding="utf-8"))
    assert len(named) > 10
    for file, name in named:
        assert f"\ndef {name}(" in (README.parent / file).read_text(encoding="utf-8"), (file, name)
