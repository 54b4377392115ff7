"""The errors a user can meet."""

from typing import Any


class InputError(ValueError):
    """Something the user gave cannot be worked with: a file, a count, a setting.

    The message says what is wrong, where (file, line, byte) and what to do.
    The command line prints it and exits with status 3.
    """


class FitInterrupted(KeyboardInterrupt):
    """Fitting was interrupted; ``model`` is the best fitted so far, ``finished`` False.

    Attributes
    ----------
    model : WordClassModel
        What had been reached.
    """

    def __init__(self, model: Any) -> None:
        super().__init__("fitting was interrupted")
        self.model = model
