"""Files that other tools write and read: class files, vectors, language models, tagged text."""
