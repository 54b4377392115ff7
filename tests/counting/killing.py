"""A count in a process of its own, to be killed; forked from a server that has all compiled."""

import logging
import multiprocessing

from wordclass.counting.engine import count, count_to_file
from wordclass.counting.settings import CountSettings

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload([__name__])

for _tokenizer in ("whitespace", "unicode"):
    count(["warm up"], tokenizer=_tokenizer)


def count_aloud(texts, output, tokenizer, messages, ready):
    """Count, with the messages in a file and a checkpoint at every chunk."""
    logging.getLogger("wordclass").addHandler(logging.FileHandler(messages, "w"))
    ready.set()
    settings = CountSettings(tokenizer=tokenizer, checkpoint_seconds=0)
    count_to_file(texts, output, settings)
