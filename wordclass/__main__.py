"""``python -m wordclass``."""

from wordclass.cli import main

main()
