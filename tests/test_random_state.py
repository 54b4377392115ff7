"""The global random state is left alone, by whatever is called and whatever it imports."""

import subprocess
import sys

# In a fresh process: a library may draw when it is first imported, and never again.
EVERYTHING = """
import random
import numpy as np
import wordclass as wc
from wordclass.adapters.files.classes import WRITERS, export

def state():
    name, keys, *rest = np.random.get_state()
    return random.getstate(), name, keys.tolist(), rest

operations = {}
def then(name, operation):
    before = state()
    operations[name] = operation()
    if state() != before:
        print(name, "drew from the global random state")
    return operations[name]

sentences = [["the", "cat", "sees", "a", "dog"], ["a", "dog", "runs"]] * 20
then("count", lambda: wc.count(sentences))
then("count a file", lambda: wc.count("stdlib:pydoc", samples=5))
counts = operations["count"]
for method in ("sparse", "exchange", "em", "svd", "frobenius", "spectral"):
    then(method, lambda: wc.fit(counts, method=method, classes=2, seed=1))
model = then("tied", lambda: wc.fit(counts, classes=2, tied=True))
then("save", lambda: (counts.save("c.parquet"), model.save("m.safetensors")))
then("load", lambda: (wc.load_counts("c.parquet"), wc.load("m.safetensors")))
then("prune and add", lambda: (counts.prune(2), counts + counts))
then("lookup", lambda: (model.lookup("cat"), model.top_words("left", 1), model.tag(sentences)))
then("perplexity", lambda: model.perplexity(counts))
gold = {word: word[0] for word in counts.vocabulary.words[1:]}
evaluation = then("evaluate", lambda: wc.evaluate(model, gold))
summary = then("summarize", lambda: wc.summarize(model, counts, evaluation=evaluation))
for form in ("text", "json", "markdown", "tsv", "html"):
    then("to_" + form, lambda: getattr(summary, "to_" + form)())
then("a notebook", summary._repr_html_)
then("figures", lambda: summary.to_figures("figures"))
for form in WRITERS:
    then("export " + form, lambda: export(model, "out." + form, form))
print(len(operations), "operations")
"""


def test_no_public_operation_draws_from_the_global_random_state(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["32 operations"]
