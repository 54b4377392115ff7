"""The command line: parse, call, print. The library can do everything that it does."""

from wordclass.cli.main import main as main
from wordclass.cli.main import wordclass as wordclass
