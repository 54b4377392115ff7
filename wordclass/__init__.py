"""Word classes from raw text, induced from bigram statistics.

Three stages, with one type between each pair::

    text --count()--> BigramCounts --fit()--> WordClassModel --summarize()--> Summary

Every public name loads its stage on first use, so that importing the package
is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wordclass.adapters.files.imports import import_classes as import_classes
    from wordclass.counting.counts.bigrams import BigramCounts as BigramCounts
    from wordclass.counting.counts.vocabulary import Vocabulary as Vocabulary
    from wordclass.counting.engine import count as count
    from wordclass.counting.parquet.load import load_counts as load_counts
    from wordclass.errors import FitInterrupted as FitInterrupted
    from wordclass.errors import InputError as InputError
    from wordclass.evaluation.evaluate import evaluate as evaluate
    from wordclass.evaluation.selection import select as select
    from wordclass.evaluation.stability import stability as stability
    from wordclass.models.fit import fit as fit
    from wordclass.models.fitted.model import WordClassModel as WordClassModel
    from wordclass.models.fitted.model import load as load
    from wordclass.models.transitions import transition_matrix as transition_matrix
    from wordclass.reports.compare import compare as compare
    from wordclass.reports.data.summary import Summary as Summary
    from wordclass.reports.summarize import summarize as summarize

__version__ = "0.1.0"

_HOME = {  # public name -> the module that defines it
    "BigramCounts": "wordclass.counting.counts.bigrams",
    "FitInterrupted": "wordclass.errors",
    "InputError": "wordclass.errors",
    "Summary": "wordclass.reports.data.summary",
    "Vocabulary": "wordclass.counting.counts.vocabulary",
    "WordClassModel": "wordclass.models.fitted.model",
    "compare": "wordclass.reports.compare",
    "count": "wordclass.counting.engine",
    "evaluate": "wordclass.evaluation.evaluate",
    "fit": "wordclass.models.fit",
    "import_classes": "wordclass.adapters.files.imports",
    "load": "wordclass.models.fitted.model",
    "load_counts": "wordclass.counting.parquet.load",
    "select": "wordclass.evaluation.selection",
    "stability": "wordclass.evaluation.stability",
    "summarize": "wordclass.reports.summarize",
    "transition_matrix": "wordclass.models.transitions",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a public name from its stage on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'wordclass' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
