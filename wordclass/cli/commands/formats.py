"""The commands import, export and replace: classes for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import wordclass as wc
from wordclass.cli import effects, files, options

if TYPE_CHECKING:
    from wordclass.models.arrays import Side


@click.command("import")
@options.file_argument("file")
@options.file_option(
    "--counts", required=True, help="Counts of the text that the classes were induced from."
)
@options.file_option("-o", "--output", required=True, help="The model file to write.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.IMPORTS),
    help="The format of FILE; by default, depends on its name.",
)
@click.option(
    "--classes",
    type=click.IntRange(1),
    metavar="K",
    help="Number of classes to cluster word vectors into, which word2vec files of other tools "
    "need; 40 by default.",
)
def import_(file: str, counts: str, output: str, format_: str | None, classes: int | None) -> None:
    """Make a model of the classes of another tool.

    Reports, scores and exports are then available for them. FILE is a class file of
    wcluster (paths), mkcls (.classes), clustercat (.tsv) or SRILM, word vectors in the text
    format of word2vec (.vec), or what wordclass export wrote in any format but arpa: jsonl and
    parquet files have all classes of a word, the others may have the most probable alone.
    Words of the counts that have no class become the unknown word.

    \b
    Example:
      wordclass import mkcls.classes --counts counts.parquet -o mkcls.safetensors
      wordclass report mkcls.safetensors --counts counts.parquet
    """
    files.check_output(output, inputs=[file, counts])
    with files.reading(file) as path:
        model = wc.import_classes(path, files.load_counts(counts), format_, classes=classes)
    files.save(model, output)


@click.command()
@options.model
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.EXPORTS),
    required=True,
    help="The format to write.",
)
@options.output
@options.side("Which classes to write, in formats with one class per word.")
def export(model: str, format_: str, output: str, side: Side) -> None:
    """Write every word with its classes, for other programs.

    tsv has a header line and the columns word, left, right, count, p_left and p_right, and
    left_name and right_name if the classes have names (wordclass label). jsonl and parquet
    have the same columns and list all classes of a word. brown (wcluster), mkcls and
    clustercat are the formats of those tools, which number the classes. word2vec is a text
    file of embeddings whose dimensions are the classes. Only in tsv are words quoted that a
    spreadsheet would evaluate as formulas; the files of other tools have all words as they are.

    For class language models, srilm-classes lists class, probability and word, and arpa is a
    Kneser-Ney bigram model of the classes; wordclass replace makes the text of classes from
    which KenLM or SRILM build longer n-grams. MODEL may be a file of counts for arpa, which
    is then a bigram model of the words.

    \b
    Example:
      wordclass export model.safetensors --format tsv -o classes.tsv
      wordclass export model.safetensors --format arpa -o classes.arpa
    """
    from wordclass.adapters.files import classes
    from wordclass.counting.parquet.read import is_counts

    effects.check_format(format_, {"side": options.ONE_SIDED_EXPORTS})
    files.check_output(output, is_text=format_ != "parquet", inputs=[model])
    with files.reading(model) as path:
        fitted = wc.load_counts(path) if is_counts(path) else wc.load(path)
    effects.check_side(fitted, by_word=format_ != "arpa")
    if output == "-" and format_ != "parquet":
        classes.export(fitted, files.stdout(), format_, side)
    else:
        with files.writing(output) as path:
            classes.export(fitted, path, format_, side)


@click.command()
@options.model
@click.argument("corpus", default="-")
@options.side("Which classes of a two-sided model.")
@options.output
@options.user_dictionary
@options.reading
def replace(model: str, corpus: str, side: Side, output: str, **settings: Any) -> None:
    """Replace every word of a text by its class.

    Each sentence becomes a line of the most probable classes of its words, and of <unk> for a
    word that the model does not know. Classes are written CLASS-00001 and so on, as in the
    formats srilm-classes and arpa of wordclass export, for language models of classes. The text
    is tokenized like the text that the model was fitted to. CORPUS is stdin by default, replaced
    line by line as it arrives.

    \b
    Example:
      wordclass replace model.safetensors my-corpus.txt | lmplz -o 5 > classes.arpa
    """
    from wordclass.adapters.files.ngrams import replaced
    from wordclass.counting.text.decoding import Arrivals
    from wordclass.counting.tokens.retokenize import token_sentences

    files.check_output(output, is_text=True, inputs=[model, corpus])
    fitted = files.load_model(model)
    effects.check_side(fitted, by_word=True)
    effects.check_reading([corpus], settings["input_format"])
    live = Arrivals() if corpus == "-" else None
    sentences = token_sentences(corpus, fitted.provenance.tokenizer, live=live, **settings)
    files.write_text((f"{line}\n" for line in replaced(fitted, sentences, side)), output)
