"""Tokenizers by name: a string in, its tokens out."""

import os
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wordclass.errors import InputError, check_choice

Tokenize = Callable[[str], list[str]]
TOKENIZERS = (
    "auto", "whitespace", "unicode", "nltk", "tweet", "toktok", "jieba", "jieba-nohmm", "char",
)  # fmt: skip
UNICODE_FORMS = ("NFC", "NFKC")

# Scripts that put no spaces between words. Han without kana is Chinese, which jieba knows.
_SPACELESS = ("Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan")


@dataclass(frozen=True)
class TokenizerSettings:
    """Everything that decides what a token is; see :func:`wordclass.count`."""

    tokenizer: str | Tokenize = "auto"
    lowercase: bool = False
    normalize_digits: bool = False
    unicode_form: str | None = None
    user_dictionary: str | None = None

    def __post_init__(self) -> None:
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
            if not self.name.startswith("jieba"):
                raise InputError(
                    f"a user dictionary is jieba's, not {self.name}'s; choose tokenizer='jieba'"
                )
            if not Path(self.user_dictionary).is_file():
                raise InputError(f"no such user dictionary: {self.user_dictionary}")

    @property
    def name(self) -> str:
        """Name of the tokenizer; a function's own."""
        if isinstance(self.tokenizer, str):
            return self.tokenizer
        return getattr(self.tokenizer, "__qualname__", type(self.tokenizer).__qualname__)

    def to_dict(self) -> dict[str, Any]:
        """Give what provenance keeps: two counts with the same may be merged."""
        described: dict[str, Any] = {
            "name": self.name,
            "lowercase": self.lowercase,
            "normalize_digits": self.normalize_digits,
            "unicode_form": self.unicode_form,
        }
        if self.user_dictionary is not None:
            import hashlib

            content = Path(self.user_dictionary).read_bytes()
            described["user_dictionary_sha256"] = hashlib.sha256(content).hexdigest()
        return described

    def function(self) -> Tokenize:
        """Make the function from a string to its tokens."""
        if not isinstance(self.tokenizer, str):
            return self.tokenizer
        if self.tokenizer in ("jieba", "jieba-nohmm"):
            return _jieba(self.user_dictionary, self.tokenizer == "jieba")
        return _TOKENIZE[self.tokenizer]()


def fold(token: str, lowercase: bool, normalize_digits: bool) -> str:
    """Lower-case a token, and write every decimal digit of any script as 0.

    Examples
    --------
    >>> fold("B52 ٣", lowercase=True, normalize_digits=True)
    'b00 0'
    """
    if lowercase:
        token = token.lower()
    if normalize_digits:
        token = "".join("0" if sign.isdecimal() else sign for sign in token)
    return token


def normalized(text: str, unicode_form: str | None) -> str:
    """Bring text into a Unicode normal form."""
    return unicodedata.normalize(unicode_form, text) if unicode_form else text  # type: ignore[arg-type]


@cache
def _unicode_pattern() -> Any:
    import regex

    return regex.compile(
        r"""
          \p{Nd}+ (?:[.,:/] \p{Nd}+)* (?![\p{L}\p{M}\p{N}_])   # 3.14  1,000  12:30
        | [\p{L}\p{N}_] [\p{L}\p{M}\p{N}_\u200c\u200d]*        # letters with their marks; joiners
          (?: ['’ʼ·] [\p{L}\p{N}_] [\p{L}\p{M}\p{N}_\u200c\u200d]* )*   # don't  l·l
        | \.{2,} | -{2,}
        | (?![\s\x1c-\x1f]) \X                                # all else sign by sign
        """,
        regex.VERBOSE,
    )


def unicode_tokens(text: str) -> list[str]:
    """Words with their marks and inner apostrophes, numbers, and every other sign apart.

    Examples
    --------
    >>> unicode_tokens("Don't pay $3.50... O’Neil's naïve!")
    ["Don't", 'pay', '$', '3.50', '...', "O’Neil's", 'naïve', '!']
    """
    return [match.group() for match in _unicode_pattern().finditer(text)]


def characters(text: str) -> list[str]:
    """Every character as people count them, white space left out.

    Examples
    --------
    >>> characters("ไทย 好")
    ['ไ', 'ท', 'ย', '好']
    """
    import regex

    return [sign for sign in regex.findall(r"\X", text) if not sign.isspace()]


def _nltk_words() -> Tokenize:
    from nltk.tokenize.destructive import NLTKWordTokenizer

    return NLTKWordTokenizer().tokenize


def _tweet() -> Tokenize:
    from nltk.tokenize.casual import TweetTokenizer

    return TweetTokenizer().tokenize


def _toktok() -> Tokenize:
    from nltk.tokenize.toktok import ToktokTokenizer

    return ToktokTokenizer().tokenize


_TOKENIZE: dict[str, Callable[[], Tokenize]] = {
    "whitespace": lambda: str.split,
    "unicode": lambda: unicode_tokens,
    "char": lambda: characters,
    "nltk": _nltk_words,
    "tweet": _tweet,
    "toktok": _toktok,
}


def cache_folder() -> Path:
    """Folder of our own for jieba's dictionary, which it would else put where all can write."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "wordclass"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid()
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
        warnings.simplefilter("ignore")  # its source has invalid escapes, and asks for setuptools
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
                f"{user_dictionary}: no jieba dictionary (word, frequency, tag a line): {error}"
            ) from None

    def cut(text: str) -> list[str]:
        return [token for token in tokenizer.cut(text, HMM=hmm) if not token.isspace()]

    return cut


def choose(sample: str) -> tuple[str, str]:
    """Choose a tokenizer for a sample of text by its script.

    Returns
    -------
    name, reason
        A name of ``TOKENIZERS``, and a clause that tells the user why.

    Examples
    --------
    >>> choose("The cat sat on the mat."), choose("猫坐在垫子上。")
    (('unicode', 'the text is written with spaces'), ('jieba', 'the text is Chinese'))
    """
    import regex

    letters = len(regex.findall(r"\p{L}", sample))
    if letters == 0:
        return "unicode", "the text has no letters to tell its script by"
    if _spaced(sample):
        return "whitespace", "the text is segmented already: its punctuation stands apart"
    count = Counter(
        {script: len(regex.findall(rf"\p{{{script}}}", sample)) for script in (*_SPACELESS, "Han")}
    )
    spaceless = {script: count[script] for script in _SPACELESS if count[script] * 20 >= letters}
    if spaceless:
        script = max(spaceless, key=lambda name: spaceless[name])
        language = "Japanese" if script in ("Hiragana", "Katakana") else script
        if count["Han"] + sum(spaceless.values()) >= 0.3 * letters:
            return "char", (
                f"{language} is written without spaces and there is no tokenizer for it here; "
                "characters are counted; for words, segment the text first"
            )
    if count["Han"] >= 0.3 * letters:
        return "jieba", "the text is Chinese"
    return "unicode", "the text is written with spaces"


def _spaced(sample: str) -> bool:
    """Whether nearly all commas and stops stand between spaces, as in tokenized text."""
    import regex

    signs = regex.findall(r"(?<![.\d])[,.。，、؟।](?![.\d])", sample)
    apart = regex.findall(r"(?<=\s|^)[,.。，、؟।](?=\s|$)", sample, regex.MULTILINE)
    return len(apart) >= 3 and len(apart) >= 0.9 * len(signs)
