"""Choosing a tokenizer by the script of a text."""

import regex

# Scripts without spaces between words. Han without kana is Chinese, which jieba segments.
_SPACELESS = (
    "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Yi", "Javanese", "Balinese",
    "Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet",
)  # fmt: skip
_SIGNS = ",.。，、؟،۔।၊။፣።"  # commas and full stops


def choose(sample: str) -> tuple[str, str]:
    """Choose a tokenizer for a sample of text by its script, and state the reason.

    Examples
    --------
    >>> choose("The cat sat on the mat."), choose("猫坐在垫子上。")
    (('unicode', 'the text is written with spaces'), ('jieba', 'the text is Chinese'))
    """
    letters = len(regex.findall(r"\p{L}", sample))
    if letters == 0:
        return "unicode", "the text has no letters, so its script is unknown"
    if _spaced(sample):
        return "whitespace", "the text is already tokenized: its punctuation is spaced"
    if sample.count("\u200b") * 20 >= letters:
        return "unicode", "zero-width spaces separate its words"
    if len(regex.findall("[\u0f0b\u0f0c]", sample)) * 20 >= letters:
        return "unicode", (
            "a tsheg separates its syllables, which are counted; "
            "to count words, segment the text first"
        )
    scripts = (*_SPACELESS, "Han")
    count = {script: len(regex.findall(rf"\p{{{script}}}", sample)) for script in scripts}
    spaceless = {script: count[script] for script in _SPACELESS if count[script] * 20 >= letters}
    if spaceless:
        script = max(spaceless, key=spaceless.__getitem__)
        language = "Japanese" if script in ("Hiragana", "Katakana") else script.replace("_", " ")
        if count["Han"] + sum(spaceless.values()) >= 0.3 * letters:
            return "char", (
                f"{language} is written without spaces and no tokenizer for it is included; "
                "characters are counted; to count words, segment the text first"
            )
    if count["Han"] >= 0.3 * letters:
        return "jieba", "the text is Chinese"
    return "unicode", "the text is written with spaces"


def _spaced(sample: str) -> bool:
    """Whether nearly all commas and full stops are between spaces, as in tokenized text."""
    signs = regex.findall(rf"(?<![.\d])[{_SIGNS}](?![.\d])", sample)
    apart = regex.findall(rf"(?<=\s|^)[{_SIGNS}](?=\s|$)", sample, regex.MULTILINE)
    return len(apart) >= 3 and len(apart) >= 0.9 * len(signs)
