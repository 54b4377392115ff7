"""The served page and the form, in a browser and by plain requests; the server is the program's."""

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

import wordclass as wc
from tests.reports.browsing import PATIENCE
from tests.reports.texts import counted, of_letters, sentences


@pytest.fixture(scope="module")
def launched():
    """A function that starts `wordclass serve`; returns its address and the process."""
    running = []

    def launch(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "wordclass", "serve", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{24}/", address), process.stderr.read()
        return address, process

    yield launch
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def served(launched, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    counts = counted(sentences("english"))
    of_letters(counts).save(folder / "m.safetensors")
    counts.save(folder / "c.parquet")
    return launched(folder / "m.safetensors", "--counts", folder / "c.parquet")


def status(address: str, **headers: str) -> int:
    try:
        return urllib.request.urlopen(urllib.request.Request(address, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.code


def test_only_its_secret_address_answers(served):
    address, _ = served
    root = address.rsplit("/", 2)[0]
    assert status(address) == 200
    assert status(root + "/") == status(root + "/guessed/") == 404
    assert status(address + "word?w=zebra") == 404
    assert status(address + "report") == 404  # only a form makes one
    assert status(address, Host="evil.example") == 400  # another page's script, by its own name
    request = urllib.request.Request(address + "run", data=b"text", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="404"):  # a report takes no text
        urllib.request.urlopen(request)


def finished(address: str) -> dict[str, str]:
    """What the form says once it does nothing."""
    while True:
        found = json.load(urllib.request.urlopen(f"{address}progress"))
        if not found["stage"]:
            return found
        time.sleep(0.05)


@pytest.fixture
def page(browser):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_word_is_explained_with_all_its_lines(served, page):
    address, _ = served
    page.goto(address + "#word-house")
    page.wait_for_selector("#found caption:has-text('nats')")
    lines = sum(line.count("house") for line in counted(sentences("english")).samples)
    assert page.locator("#kwic caption").inner_text().startswith(f"{lines} lines")


def test_a_form_makes_a_report_of_a_text(launched, page, tmp_path):
    address, process = launched()
    text = tmp_path / "text.txt"
    text.write_text("\n".join(" ".join(line) for line in sentences("english")))
    # What is sent before, and cannot be read, is reported and leaves the form as it was.
    long = ["x." + "a" * 300, "词" * 100]
    for name, bad in [("a.txt", b"\xff"), *((one, b"") for one in long), ("b.parquet", b"PAR1")]:
        query = urllib.parse.urlencode({"name": name})
        urllib.request.urlopen(f"{address}run?{query}", data=bad)
        error = finished(address)["error"]
        assert name[-4:] in error
        assert tempfile.gettempdir() not in error
    with socket.create_connection(re.search(r"//(.*):(\d+)", address).groups()) as cut:
        head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n"
        cut.sendall(head.replace(address, f"/{address.split('/')[3]}/run").encode())
    assert not finished(address)["done"]
    urllib.request.urlopen(f"{address}run?classes=9", data=b"a b\n")
    assert "Number of classes 9, but only 2 words" in finished(address)["error"]
    urllib.request.urlopen(f"{address}run?min_count=9", data=b"a b\n")
    assert "Lowest count of a word 9 leaves no word" in finished(address)["error"]
    page.goto(address)
    page.get_by_label("Text").set_input_files(text)
    page.get_by_label("Number of classes").fill("4")
    page.get_by_role("button", name="Find the classes").click()
    page.wait_for_selector("html[data-ready]")
    assert "4 word classes of text.txt" in page.locator("#headline").inner_text()
    page.goto(address)  # for another report, or to see what is being done
    assert page.get_by_role("link", name="The latest report").is_visible()
    urllib.request.urlopen(f"{address}run?name=bad.txt", data=b"\xff")
    assert not finished(address)["done"]
    urllib.request.urlopen(f"{address}run?name=more.txt&classes=3&tied=true", text.read_bytes())
    assert finished(address)["done"]
    counting = json.dumps({"stage": "counting", "error": "", "done": False})
    page.route("**/progress", lambda route: route.fulfill(body=counting), times=1)
    page.reload()  # while it is being made
    page.wait_for_selector("html[data-ready]")
    assert "3 word classes of more.txt" in page.locator("#headline").inner_text()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_reported():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "wordclass", "serve", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
        )
    assert done.returncode == 2
    assert "is not free" in done.stderr


def test_the_page_in_one_file_asks_nobody():
    counts = counted(sentences("english"))
    assert "connect-src" not in wc.summarize(of_letters(counts), counts).to_html()
