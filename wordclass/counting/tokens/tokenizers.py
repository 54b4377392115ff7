"""The tokenizers: functions from a string to its tokens, by name."""

import hashlib
import os
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from wordclass.errors import InputError, check_choice, check_flags, check_path

Tokenize = Callable[[str], list[str]]
TOKENIZERS = (
    "auto", "whitespace", "unicode", "nltk", "tweet", "toktok", "jieba", "jieba-nohmm", "char",
)  # fmt: skip
UNICODE_FORMS = ("NFC", "NFKC")


@dataclass(frozen=True)
class TokenizerSettings:
    """The settings that determine what a token is.

    Parameters
    ----------
    tokenizer : str or function from str to list of str
        One of whitespace, unicode, nltk, tweet, toktok, jieba, jieba-nohmm, char, and auto,
        which chooses by the script and logs its choice. Lists of tokens are not tokenized
        again.
    lowercase : bool
        Lowercase every token, as Unicode does in general: I becomes i in Turkish too.
    normalize_digits : bool
        Replace every decimal digit with 0.
    unicode_form : {"NFC", "NFKC"}, optional
        Unicode normal form to apply before tokenization.
    user_dictionary : path, optional
        A dictionary of additional words for jieba.
    """

    tokenizer: str | Tokenize = "auto"
    lowercase: bool = False
    normalize_digits: bool = False
    unicode_form: str | None = None
    user_dictionary: str | os.PathLike[str] | None = None

    def __post_init__(self) -> None:
        check_flags(type(self), vars(self))
        if isinstance(self.tokenizer, str):
            check_choice("tokenizer", self.tokenizer, TOKENIZERS)
        elif not callable(self.tokenizer):
            raise InputError(
                "{tokenizer} is neither a name nor a function from a string to tokens",
                tokenizer=self.tokenizer,
            )
        if self.unicode_form is not None:
            check_choice("unicode_form", self.unicode_form, UNICODE_FORMS)
        if self.user_dictionary is not None:
            check_path("user_dictionary", self.user_dictionary)
            if not self.name.startswith("jieba"):
                raise InputError(
                    f"{{user_dictionary}} is for jieba, not for {self.name}; use {{tokenizer}}",
                    "user_dictionary",
                    tokenizer="jieba",
                )
            if not Path(self.user_dictionary).is_file():
                raise InputError(f"no such user dictionary: {self.user_dictionary}; check the path")

    @property
    def name(self) -> str:
        """The name of the tokenizer, or of the function."""
        if isinstance(self.tokenizer, str):
            return self.tokenizer
        return getattr(self.tokenizer, "__qualname__", type(self.tokenizer).__qualname__)

    def to_dict(self) -> dict[str, Any]:
        """Describe the settings for the provenance; counts may be merged if these are equal."""
        described: dict[str, Any] = {
            "name": self.name,
            "lowercase": self.lowercase,
            "normalize_digits": self.normalize_digits,
            "unicode_form": self.unicode_form,
        }
        if self.user_dictionary is not None:
            content = Path(self.user_dictionary).read_bytes()
            described["user_dictionary_sha256"] = hashlib.sha256(content).hexdigest()
        return described

    def fold(self) -> Callable[[str], str] | None:
        """Return the function that lowercases tokens and zeroes digits, None if neither is set."""
        return normalizer({"lowercase": self.lowercase, "normalize_digits": self.normalize_digits})

    def function(self) -> Tokenize:
        """Return the function from a string to its tokens."""
        if not isinstance(self.tokenizer, str):
            return self.tokenizer
        if self.tokenizer in ("jieba", "jieba-nohmm"):
            words = None if self.user_dictionary is None else os.fspath(self.user_dictionary)
            return _jieba(words, self.tokenizer == "jieba")
        return _TOKENIZE[self.tokenizer]()


def normalizer(tokenizer: Mapping[str, Any]) -> Callable[[str], str] | None:
    """Return the function that normalizes a token as in counts, None if it would change none.

    ``tokenizer`` is the ``provenance.tokenizer`` of the counts.

    Examples
    --------
    >>> normalize = normalizer({"lowercase": True, "normalize_digits": True})
    >>> normalize("B52 ٣")
    'b00 0'
    """
    form = tokenizer.get("unicode_form")
    lowercase, digits = tokenizer.get("lowercase"), tokenizer.get("normalize_digits")
    if not (form or lowercase or digits):
        return None
    return partial(_normalized, form, bool(lowercase), bool(digits))


def _normalized(form: str | None, lowercase: bool, digits: bool, token: str) -> str:
    token = unicode_normalized(token, form)
    if lowercase:
        token = token.lower()
    if digits:
        token = "".join("0" if sign.isdecimal() else sign for sign in token)
    return token


def unicode_normalized(text: str, unicode_form: str | None) -> str:
    """Return text in a Unicode normal form; unchanged if the form is None."""
    return unicodedata.normalize(unicode_form, text) if unicode_form else text  # type: ignore[arg-type]


# Directions, soft hyphens and byte order marks: invisible, and no part of a word's spelling.
IGNORED = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@cache
def _unicode_pattern() -> Any:
    import regex

    return regex.compile(
        r"""
          \p{Nd}+ (?:[.,:/] \p{Nd}+)* (?![\p{L}\p{M}\p{N}_])   # 3.14  1,000  12:30
        | [\p{L}\p{N}_] [\p{L}\p{M}\p{N}_\u200c\u200d]*        # letters, marks, joiners
          (?: (?: ['’ʼ·] | (?<=\p{Hebrew}) ["״] (?=\p{Hebrew}) )   # don't  l·l  צה"ל
              [\p{L}\p{N}_] [\p{L}\p{M}\p{N}_\u200c\u200d]* )*
        | \.{2,} | -{2,}
        | (?![\s\x1c-\x1f]) \X                                # any other character on its own
        """,
        regex.VERBOSE,
    )


# Zero-width (Khmer, Thai, Burmese) and Ethiopic spaces separate words, the tsheg Tibetan syllables;
# they are no white space.
WORD_SPACES = re.compile("[\u200b\u1361\u0f0b\u0f0c]")


def _visible(text: str) -> str:
    return WORD_SPACES.sub(" ", IGNORED.sub("", text))


# The same for ASCII, where the regular expressions of the standard library are twice as fast.
_ASCII_PATTERN = re.compile(
    r"""
      [0-9]+ (?:[.,:/] [0-9]+)* (?!\w)
    | \w+ (?: ' \w+ )*
    | \.{2,} | -{2,}
    | [^\s\x1c-\x1f]
    """,
    re.VERBOSE | re.ASCII,
)


def unicode_tokens(text: str) -> list[str]:
    """Split into words, numbers and single characters, close to the word boundaries of UAX #29.

    Apostrophes within words and the quotation mark of a Hebrew acronym are part of the word.
    Unlike there, letters that no space or mark divides are one word in every script, full stops
    and colons end a word, and runs of dots or hyphens are one token. Invisible characters (soft
    hyphens, direction marks) are dropped; zero-width and Ethiopic word spaces and the Tibetan
    tsheg are spaces.

    Examples
    --------
    >>> unicode_tokens("Don't pay $3.50... O’Neil's naïve!")
    ["Don't", 'pay', '$', '3.50', '...', "O’Neil's", 'naïve', '!']
    """
    if text.isascii():
        return _ASCII_PATTERN.findall(text)
    return _unicode_pattern().findall(_visible(text))


def characters(text: str) -> list[str]:
    """Split into user-perceived characters (grapheme clusters), without spaces.

    Spaces and invisible characters are those of :func:`unicode_tokens`.

    Examples
    --------
    >>> characters("ไทย 好")
    ['ไ', 'ท', 'ย', '好']
    """
    import regex

    return [sign for sign in regex.findall(r"\X", _visible(text)) if not sign.isspace()]


def _of_nltk(module: str, name: str) -> Tokenize:
    return getattr(import_module(f"nltk.tokenize.{module}"), name)().tokenize


_TOKENIZE: dict[str, Callable[[], Tokenize]] = {
    "whitespace": lambda: str.split,
    "unicode": lambda: unicode_tokens,
    "char": lambda: characters,
    "nltk": lambda: _of_nltk("destructive", "NLTKWordTokenizer"),
    "tweet": lambda: _of_nltk("casual", "TweetTokenizer"),
    "toktok": lambda: _of_nltk("toktok", "ToktokTokenizer"),
}


def cache_folder() -> Path:
    """Return a private folder for jieba's cache, in place of a folder that anyone can write to."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "wordclass"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ours = not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
        usable = ours and os.access(folder, os.W_OK)
    except OSError:
        usable = False
    if usable:
        return folder
    import atexit
    import shutil
    import tempfile

    temporary = tempfile.mkdtemp(prefix="wordclass-")
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    return Path(temporary)


@cache
def _jieba(user_dictionary: str | None, hmm: bool) -> Tokenize:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escape sequences and of setuptools
        import jieba
    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(cache_folder())
    tokenizer.initialize()
    if user_dictionary is not None:
        try:
            with open(user_dictionary, "rb") as file:
                tokenizer.load_userdict(file)
        except (ValueError, OSError) as error:
            raise InputError(
                f"{user_dictionary}: not a jieba dictionary: {error}; each line must be a word, "
                "optionally with a frequency and a tag"
            ) from None

    def cut(text: str) -> list[str]:
        return [token for token in tokenizer.cut(text, HMM=hmm) if not token.isspace()]

    return cut
