"""How text is read: the settings alone, since --help must not load the readers."""

from dataclasses import dataclass

from wordclass.counting.text.decoding import check_encoding
from wordclass.errors import check_choice

FORMATS = ("text", "conllu", "vert", "jsonl", "csv", "tsv", "parquet", "tagged", "srt")
SENTENCES = ("line", "prose")


@dataclass(frozen=True)
class ReadSettings:
    """How bytes become sentences.

    Parameters
    ----------
    input_format : str, optional
        One of text, conllu, vert, jsonl, csv, tsv, parquet, tagged and srt; by default, depends
        on the file's name.
    column : str, optional
        The column or JSON field that holds the text; form, lemma, upos ... of CoNLL-U; the
        number, from 1, of a column of a vertical file.
    sentences : {"line", "prose"}
        One sentence per line, or running prose to be split into sentences.
    encoding : str
        Encoding of the text, such as gb18030.
    errors : {"strict", "replace", "skip"}
        What to do with undecodable bytes and NULs: stop, replace them, or skip their line. Those
        replaced or skipped are counted in ``provenance.skipped``.
    """

    input_format: str | None = None
    column: str | None = None
    sentences: str = "line"
    encoding: str = "utf-8"
    errors: str = "strict"

    def __post_init__(self) -> None:
        check_choice("sentences", self.sentences, SENTENCES)
        if self.input_format is not None:
            check_choice("input_format", self.input_format, FORMATS)
        check_encoding(self.encoding, self.errors)
