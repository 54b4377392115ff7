"""Getting a named corpus, and checking that it is the corpus of its datasheet."""

import io

from wordclass.counting.engine import count
from wordclass.counting.text.corpora import is_corpus_name
from wordclass.counting.text.datasheets import Datasheet, datasheet_of
from wordclass.errors import InputError


def fetch(name: str) -> Datasheet | None:
    """Get a corpus and compare it with its datasheet; return the datasheet, if there is one.

    A corpus of NLTK is downloaded by NLTK's own downloader, which is the only use made of the
    network. Corpora that come with Python or with a package are only compared.
    """
    name = (name if is_corpus_name(name) else f"nltk:{name}").partition("/")[0]
    if name.startswith("nltk:"):
        import nltk

        corpus, silent = name.removeprefix("nltk:"), io.StringIO()
        try:
            nltk.download(corpus, quiet=True, raise_on_error=True, print_error_to=silent)
        except (ValueError, OSError) as error:
            raise InputError(
                f"cannot fetch {name}: {error}; check the name and the network connection"
            ) from None
    sheet = datasheet_of(name)
    if sheet is not None:
        check(sheet)
    return sheet


def check(sheet: Datasheet) -> None:
    """Count a corpus whose SHA-256 is fixed; raise an InputError if its datasheet differs."""
    if not sheet.sha256:
        return
    counts = count(sheet.name, samples=0)
    found = {
        "sentences": counts.n_sentences,
        "tokens": counts.n_tokens,
        "types": len(counts.vocabulary) - 1,  # without the boundary
        "sha256": counts.provenance.sources[0].sha256,
    }
    differing = [
        f"{what} {value}, not {getattr(sheet, what)}"
        for what, value in found.items()
        if value != getattr(sheet, what)
    ]
    if differing:
        raise InputError(
            f"{sheet.name} is not the corpus of its datasheet: {'; '.join(differing)}; it is "
            "another release, or damaged"
        )
