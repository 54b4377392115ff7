"""The command line: parse, call, print. Nothing here that the library cannot do."""

from wordclass.cli.main import main as main
from wordclass.cli.main import wordclass as wordclass
